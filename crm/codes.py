"""The code lists of the data contract: lower-case codes, each with its label and synonyms in both languages.

One home for every closed vocabulary. Models take their choices from here, the analyst catalogue its labels,
and questions and imports the synonyms that people really write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.translation import get_language


@dataclass(frozen=True)
class Code:
    """One value of a code list; `synonyms` holds words of both languages beyond the two labels."""

    code: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that names this value, labels first."""
        return (self.zh, self.en, *self.synonyms)


def _codes(*rows: tuple[str, str, str, str]) -> tuple[Code, ...]:
    return tuple(Code(code, zh, en, tuple(w.strip() for w in more.split("|") if w.strip())) for code, zh, en, more in rows)


CODES: Mapping[str, tuple[Code, ...]] = {
    "visibility": _codes(
        ("firm", "全公司", "Firm", ""),
        ("team", "团队", "Team", ""),
        ("private", "仅自己", "Private", ""),
    ),
    "company_status": _codes(
        ("operating", "运营中", "Operating", "在营|正常运营|存续|still operating|alive|in business"),
        ("closed", "已关闭", "Closed", "关闭|倒闭|停止运营|凉了|死了|shut down|out of business|defunct|dead"),
        ("acquired", "已被收购", "Acquired", "被收购|被并购|bought|taken over"),
        ("listed", "已上市", "Listed", "上市|上市公司|public|publicly traded"),
        ("pivoted", "已转型", "Pivoted", "转型|pivot"),
        ("stealth", "未上线", "Stealth", "未发布|隐身|not launched|pre-launch"),
        ("unknown", "未知", "Unknown", ""),
    ),
    "investor_kind": _codes(
        ("vc", "风险投资", "VC", "创投|创投机构|风投|风险投资机构|风投机构|VC机构|venture capital|venture capital firm|venture fund|venture firm"),
        ("pe", "私募股权", "PE", "私募|私募股权机构|私募机构|PE机构|private equity|buyout fund|private equity firm"),
        ("cvc", "企业战投", "CVC", "企业创投|产业资本|战投|战投部|企业风投|产业投资方|corporate venture|corporate venture capital|corporate VC|strategic investor"),
        ("angel", "天使投资人", "Angel", "个人天使|个人投资人|天使投资|天使机构|angel investor|business angel|individual investor"),
        ("fof", "母基金", "Fund of funds", "FOF|FoF|fund-of-funds"),
        ("government", "政府引导基金", "Government", "引导基金|政府基金|政府平台|国资|政府资金|国资平台|government fund|guidance fund|state fund|sovereign|sovereign fund|government money"),
        ("family_office", "家族办公室", "Family office", "家办|family offices|FO"),
        ("bank", "银行", "Bank", "券商|银行系|investment bank|banks"),
        ("fa", "财务顾问", "FA", "FA机构|融资顾问|financial adviser|financial advisor|placement agent"),
        ("lp", "有限合伙人", "LP", "出资人|limited partner|limited partners"),
        ("other", "其他", "Other", ""),
    ),
    "relationship": _codes(
        ("none", "未建立", "None", "没有关系|无关系|no relationship"),
        ("target", "目标", "Target", "目标机构|拟接触|target list|targeted"),
        ("contacted", "已联系", "Contacted", "联系过|已接触|接触过|reached out"),
        ("met", "已见面", "Met", "见过面|见过|已拜访|已见过"),
        ("diligence", "尽调中", "Diligence", "尽调|尽职调查|尽调阶段|due diligence|in diligence|DD"),
        ("committed", "已承诺", "Committed", "承诺|承诺出资|已承诺出资|soft commitment|commitment"),
        ("invested", "已出资", "Invested", "已投资|已打款|出过资|our LPs|funded us"),
        ("passed", "已放弃", "Passed", "已拒绝|婉拒|放弃|不投了|declined|turned us down|said no|passed on us"),
        ("dormant", "休眠", "Dormant", "沉睡|沉默|沉寂|gone quiet|inactive"),
    ),
    "fund_status": _codes(
        ("raising", "募集中", "Raising", "募资中|在募|在募集|募集|正在募集|fundraising|in market"),
        ("investing", "投资期", "Investing", "投资中|在投|处于投资期|deploying|in investment period"),
        ("harvesting", "退出期", "Harvesting", "退出中|处于退出期|exiting|in harvest"),
        ("closed", "已清算", "Closed", "清算|已关闭|wound up|liquidated"),
    ),
    "interaction_kind": _codes(
        ("meeting", "会议", "Meeting", "开会|见面|会面|面谈|碰头|meetings|met in person"),
        ("call", "电话", "Call", "电话会|通话|打电话|电话会议|calls|phone call|phone calls|phoned"),
        ("email", "邮件", "Email", "发邮件|电邮|邮件往来|emails|e-mail|mailed"),
        ("wechat", "微信", "WeChat", "微信聊|wechat message|wechats"),
        ("visit", "拜访", "Visit", "走访|上门|实地拜访|参访|visits|site visit"),
        ("event", "活动", "Event", "峰会|路演活动|沙龙|论坛|events|conference|summit"),
        ("other", "其他", "Other", ""),
    ),
    "opportunity_stage": _codes(
        ("lead", "线索", "Lead", "初筛|leads|early lead"),
        ("contacted", "已接触", "Contacted", "接触|初步接触|已联系"),
        ("nda", "已签保密协议", "NDA", "保密协议|签NDA|NDA阶段|NDA signed|under NDA"),
        ("meeting", "约见", "Meeting", "见面阶段|会面阶段|已约见|meeting stage"),
        ("diligence", "尽调", "Diligence", "尽职调查|尽调中|尽调阶段|due diligence|in DD|DD"),
        ("term_sheet", "条款清单", "Term sheet", "TS|投资意向书|TS阶段|签TS|term sheets|termsheet"),
        ("committed", "已承诺", "Committed", "承诺|commitment|已过会"),
        ("closed", "已交割", "Closed", "交割|关闭|关账|完成交割|closing"),
        ("passed", "已放弃", "Passed", "放弃|pass掉|passed on"),
    ),
    "opportunity_status": _codes(
        ("open", "进行中", "Open", "未结|没结|在手|在跟|推进中|跟进中|未关闭|live|ongoing|still open|in progress"),
        ("won", "赢单", "Won", "成交|赢|赢了|wins|closed won"),
        ("lost", "丢单", "Lost", "丢了|黄了|丢|losses|closed lost|fell through"),
    ),
    "record_kind": _codes(
        ("investor", "机构", "Investor", ""),
        ("company", "公司", "Company", ""),
        ("fund", "基金", "Fund", ""),
        ("deal", "交易", "Deal", ""),
        ("industry", "行业", "Industry", ""),
        ("person", "人物", "Person", ""),
        ("interaction", "沟通", "Interaction", ""),
        ("opportunity", "机会", "Opportunity", ""),
    ),
    "organization_kind": _codes(("investor", "机构", "Investor", ""), ("company", "公司", "Company", "")),
    "currency": _codes(
        ("CNY", "人民币", "CNY", "RMB|renminbi|yuan|人民幣|¥"),
        ("USD", "美元", "USD", "美金|dollar|dollars|US dollar|US dollars|US$|$"),
        ("HKD", "港元", "HKD", "港币|HK$|Hong Kong dollar|Hong Kong dollars"),
        ("EUR", "欧元", "EUR", "euro|euros|€"),
        ("GBP", "英镑", "GBP", "pound|pounds|sterling|£"),
        ("JPY", "日元", "JPY", "yen|日圆"),
        ("SGD", "新加坡元", "SGD", "新币|Singapore dollar"),
        ("TWD", "新台币", "TWD", "台币"),
        ("KRW", "韩元", "KRW", "won"),
        ("INR", "印度卢比", "INR", "卢比|rupee|rupees"),
        ("AUD", "澳元", "AUD", "澳币"),
        ("CAD", "加元", "CAD", "加币"),
        ("CHF", "瑞士法郎", "CHF", ""),
    ),
    "deal_stage": _codes(
        ("seed", "种子轮", "Seed", "种子|种子阶段|seed round|seed stage"),
        ("angel", "天使轮", "Angel", "天使|天使阶段|angel round"),
        ("pre_a", "Pre-A轮", "Pre-A", "PreA|Pre A|PreA轮|Pre A轮|pre-series A"),
        ("a", "A轮", "Series A", "A round|series-a|首轮A|round A"),
        ("a_plus", "A+轮", "Series A+", "A+|A+ round"),
        ("pre_b", "Pre-B轮", "Pre-B", "PreB|Pre B|PreB轮|Pre B轮|pre-series B"),
        ("b", "B轮", "Series B", "B round|series-b|round B"),
        ("b_plus", "B+轮", "Series B+", "B+|B+ round"),
        ("c", "C轮", "Series C", "C round|series-c|round C"),
        ("c_plus", "C+轮", "Series C+", "C+|C+ round"),
        ("d", "D轮", "Series D", "D round|series-d|round D"),
        ("d_plus", "D+轮", "Series D+", "D+|D+ round"),
        ("e", "E轮", "Series E", "E round|series-e|round E"),
        ("f", "F轮", "Series F", "F轮-上市前|F轮及以后|F round|series-f|round F"),
        ("pre_ipo", "Pre-IPO", "Pre-IPO", "PreIPO|上市前|Pre IPO|Pre-IPO轮"),
        ("ipo", "IPO上市", "IPO", "上市|首次公开发行|已上市|IPO轮|initial public offering|flotation"),
        ("post_ipo", "IPO上市后", "Post-IPO", "上市后|上市后融资|post IPO|PIPE|定增"),
        ("neeq", "新三板", "NEEQ", "新三板挂牌|挂牌新三板|new third board|NEEQ listing"),
        ("neeq_placement", "新三板定增", "NEEQ placement", "三板定增|NEEQ private placement"),
        ("strategic", "战略投资", "Strategic", "战略融资|战略轮|战投轮|strategic investment|strategic round|corporate round"),
        ("ma", "并购", "M&A", "收购|兼并收购|被收购|合并|acquisition|merger|buyout|takeover|acquisitions|mergers"),
        ("debt", "债权融资", "Debt", "债权|债务融资|可转债|debt financing|convertible note|venture debt|loan"),
        ("grant", "补助", "Grant", "资助|政府补助|grants"),
        ("secondary", "老股转让", "Secondary", "老股|股权转让|隔轮|secondary sale|secondaries"),
        ("unknown", "未披露轮次", "Unknown", "轮次未知|不明确|未知轮次|undisclosed round|unspecified"),
    ),
}


def code_list(name: str) -> tuple[Code, ...]:
    """The values of the list `name`, in their order. Raises KeyError for a list that is not there."""
    return CODES[name]


def label(list_name: str, code: str, language: str) -> str:
    """The label of `code` in `language` ("zh…" or any other for English); an unknown code is shown as it is."""
    for entry in CODES[list_name]:
        if entry.code == code:
            return entry.zh if language.startswith("zh") else entry.en
    return code


def _active_label(list_name: str, code: str) -> str:
    return label(list_name, code, get_language() or "en")


_lazy_label = lazy(_active_label, str)


def _choices(list_name: str) -> list[tuple[str, str]]:
    return [(entry.code, _lazy_label(list_name, entry.code)) for entry in CODES[list_name]]


# Named functions, since a migration refers to a choice list by name and so never changes when a label does.
def visibilities() -> list[tuple[str, str]]:
    return _choices("visibility")


def company_statuses() -> list[tuple[str, str]]:
    return _choices("company_status")


def investor_kinds() -> list[tuple[str, str]]:
    return _choices("investor_kind")


def relationships() -> list[tuple[str, str]]:
    return _choices("relationship")


def fund_statuses() -> list[tuple[str, str]]:
    return _choices("fund_status")


def interaction_kinds() -> list[tuple[str, str]]:
    return _choices("interaction_kind")


def opportunity_stages() -> list[tuple[str, str]]:
    return _choices("opportunity_stage")


def opportunity_statuses() -> list[tuple[str, str]]:
    return _choices("opportunity_status")


def currencies() -> list[tuple[str, str]]:
    return _choices("currency")
