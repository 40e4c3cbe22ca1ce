"""Plain CSV and XLSX: one file a model, columns named as in the analyst views, headings in either language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from crm.importing import cells, firm, market
from crm.importing.columns import Column, Parsed, Spec, mapped, parse, recognised
from crm.importing.problems import Unreadable
from crm.importing.session import Session
from crm.importing.tables import Table

_NAME = partial(cells.short, longest=300)
_LINE = partial(cells.short, longest=500)
_LABEL = partial(cells.short, longest=100)
_TEXT = partial(cells.short, longest=1_000_000)


def _code(name: str) -> Callable[[str], str]:
    return partial(cells.code, name)


def _money(name: str, *words: str) -> tuple[Column, ...]:
    """An amount as recorded, or converted as the views write it (the first that says something counts)."""
    return (
        Column(name, cells.amount, words),
        Column(f"{name}_cny", partial(cells.amount, currency="CNY")),
        Column(f"{name}_usd", partial(cells.amount, currency="USD")),
    )


_RECORD = (
    Column("owner", _LABEL, ("负责人", "跟进人", "owner")),
    Column("team", _LABEL, ("团队",)),
    Column("visibility", _code("visibility"), ("可见范围",)),
    Column("created_on", cells.day, ("创建日期", "录入日期", "created")),
)
_PLACE = (
    Column("country", _LABEL, ("国家/地区",)),
    Column("province", _LABEL, ("省", "州", "state")),
    Column("city", _LABEL, ("市", "所在城市")),
    Column("district", _LABEL, ("区",)),
)
_CURRENCY = Column("currency", cells.currency, ("币种", "货币"))
_ABOUT = (
    Column("investor", _NAME, ("投资机构", "投资人")),
    Column("company", _NAME, ("企业", "被投公司", "公司名称")),
)
_ORGANISATION = (
    Column("name", _NAME, ("名称", "全称", "简称"), is_required=True),
    Column("name_en", _NAME, ("英文名", "英文名称", "english name")),
    Column("legal_name", _NAME, ("工商名称", "注册名称", "legal")),
    Column("aliases", _LINE, ("别名", "又名", "alias", "also known as")),
    Column("group_name", _LABEL, ("集团", "所属集团", "group")),
    Column("website", _LINE, ("网站", "网址", "官网", "url")),
    Column("address", _LINE, ("地址", "详细地址")),
    *_PLACE,
)
_DEAL = (
    Column("stage", partial(cells.short, longest=50), ("轮次", "round", "融资轮次")),
    Column("announced_on", cells.day, ("时间", "融资时间", "日期", "date", "announced")),
)

_COLUMNS: Mapping[str, tuple[str, tuple[Column, ...]]] = {
    "fx_rate": (
        "",
        (
            Column("date", cells.day, ("日期",), is_required=True),
            Column("currency", cells.currency, ("币种", "货币"), is_required=True),
            Column("rate_to_cny", cells.number, ("兑人民币", "人民币汇率"), is_required=True),
            Column("rate_to_usd", cells.number, ("兑美元", "美元汇率"), is_required=True),
        ),
    ),
    "company": (
        "companies",
        (
            *_ORGANISATION,
            Column("industry", _LABEL, ("一级行业",)),
            Column("sub_industry", _LABEL, ("子行业", "二级行业")),
            Column("founded_on", cells.day, ("成立时间", "founded")),
            Column("status", _code("company_status"), ("状态",)),
            Column("description", _TEXT, ("公司简介", "介绍")),
            *_money("valuation", "估值"),
            _CURRENCY,
            *_RECORD,
        ),
    ),
    "investor": (
        "investors",
        (
            *_ORGANISATION,
            Column("kind", _code("investor_kind"), ("类型", "type")),
            *_money("aum", "管理规模", "资产管理规模"),
            *_money("check_min", "最小单笔", "单笔下限", "min cheque", "min check"),
            *_money("check_max", "最大单笔", "单笔上限", "max cheque", "max check"),
            _CURRENCY,
            Column("thesis", _TEXT, ("投资偏好", "投资方向", "投资策略")),
            Column("relationship", _code("relationship"), ("关系", "关系阶段")),
            *_RECORD,
        ),
    ),
    "fund": (
        "funds",
        (
            Column("name", _NAME, ("名称", "基金名称"), is_required=True),
            Column("investor", _NAME, ("管理人", "投资机构", "机构"), is_required=True),
            Column("vintage", partial(cells.whole, least=1900, most=2200), ("年份", "year")),
            *_money("size", "规模", "基金规模"),
            Column("amount", cells.amount, ("金额",)),
            _CURRENCY,
            Column("status", _code("fund_status"), ("状态",)),
            *_RECORD,
        ),
    ),
    "deal": (
        "deals",
        (
            Column("company", _NAME, ("公司名称", "企业", "项目"), is_required=True),
            *_DEAL,
            *_money("amount", "金额", "融资金额"),
            _CURRENCY,
            Column("amount_text", _LABEL, ("金额描述",)),
            *_money("pre_money", "投前估值"),
            *_money("post_money", "投后估值", "估值"),
            Column("lead_investor", _TEXT, ("领投", "领投机构", "lead investors", "lead")),
            Column("investors", _TEXT, ("投资机构", "投资人", "investor")),
            *_RECORD,
        ),
    ),
    "investment": (
        "investments",
        (
            Column("company", _NAME, ("公司名称", "企业", "项目", "被投公司"), is_required=True),
            Column("investor", _NAME, ("投资机构", "投资方", "投资人"), is_required=True),
            *_DEAL,
            Column("is_lead", cells.flag, ("领投", "lead")),
            *_money("amount", "出资金额", "金额"),
            _CURRENCY,
            *_money("deal_amount", "融资金额", "该轮金额"),
        ),
    ),
    "person": (
        "people",
        (
            Column("name", partial(cells.short, longest=200), ("名称", "姓名"), is_required=True),
            Column("title", partial(cells.short, longest=200), ("职位", "头衔", "position")),
            Column("organization", _NAME, ("单位", "任职机构", "organisation")),
            Column("organization_kind", _code("organization_kind"), ("单位类型",)),
            *_ABOUT,
            Column("city", _LABEL, ("市", "所在城市")),
            Column("email", cells.email, ("电子邮件", "e-mail", "mail")),
            Column("phone", partial(cells.short, longest=50), ("手机", "mobile", "tel")),
            *_RECORD,
        ),
    ),
    "interaction": (
        "interactions",
        (
            Column("kind", _code("interaction_kind"), ("类型", "沟通方式", "type")),
            Column("happened_on", cells.day, ("时间", "沟通日期"), is_required=True),
            *_ABOUT,
            Column("person", partial(cells.short, longest=200), ("人物", "对方", "contact")),
            Column("subject", _NAME, ("标题", "title"), is_required=True),
            Column("summary", _TEXT, ("内容", "摘要", "notes")),
            Column("next_step", _LINE, ("后续", "下一步计划")),
            Column("next_step_due_on", cells.day, ("下一步日期",)),
            Column("next_step_done", cells.flag, ("下一步完成",)),
            *_RECORD,
        ),
    ),
    "opportunity": (
        "opportunities",
        (
            Column("name", _NAME, ("名称", "机会名称", "项目名称"), is_required=True),
            *_ABOUT,
            Column("stage", _code("opportunity_stage")),
            Column("status", _code("opportunity_status")),
            *_money("amount", "金额"),
            _CURRENCY,
            Column("probability", partial(cells.whole, least=0, most=100), ("概率", "成功率")),
            Column("expected_close_on", cells.day, ("预计关闭日期", "预计成交日期")),
            Column("closed_on", cells.day, ("关闭日期", "成交日期")),
            Column("updated_on", cells.day, ("更新时间",)),
            *_RECORD,
        ),
    ),
    "task": (
        "tasks",
        (
            Column("title", _NAME, ("标题", "名称", "事项", "待办"), is_required=True),
            Column("due_on", cells.day, ("截止日", "到期日", "due")),
            Column("is_done", cells.flag, ("已完成", "完成")),
            Column("done_on", cells.day, ("完成时间",)),
            *_ABOUT,
            *_RECORD,
        ),
    ),
    "note": (
        "notes",
        (
            Column("title", _NAME, ("题目",), is_required=True),
            Column("body", _TEXT, ("内容", "text")),
            Column("record_kind", _code("record_kind"), ("对象类型", "记录类型")),
            Column("record", _LINE, ("对象", "记录")),
            *_ABOUT,
            Column("author", _LABEL, ("owner", "负责人", "记录人")),
            *_RECORD[1:],
        ),
    ),
}

# What is named by others comes before them: a person before the interactions that mention him.
ORDER = tuple(_COLUMNS)
SPECS: Mapping[str, Spec] = MappingProxyType(
    {model: Spec(model, view, columns) for model, (view, columns) in _COLUMNS.items()}
)

_STORES: Mapping[str, Callable[[Sequence[Parsed], Session], None]] = {
    "fx_rate": market.store_rates,
    "company": market.store_companies,
    "investor": market.store_investors,
    "fund": market.store_funds,
    "deal": market.store_deals,
    "investment": market.store_investments,
    "person": firm.store_people,
    "interaction": firm.store_interactions,
    "opportunity": firm.store_opportunities,
    "task": firm.store_tasks,
    "note": firm.store_notes,
}


def guess(table: Table) -> str:
    """The model whose columns the header names. Raises Unreadable where none or several fit alike."""
    fitting = {
        name: recognised(table.header, spec)
        for name, spec in SPECS.items()
        if set(spec.required) <= set(mapped(table.header, spec).values())
    }
    best = [name for name, count in fitting.items() if count == max(fitting.values())]
    if len(best) != 1:
        raise Unreadable(
            _("The header of %(file)s does not tell what its rows are; say --model %(models)s."),
            file=table.name,
            models="|".join(best or SPECS),
        )
    return best[0]


def load(table: Table, model: str, session: Session) -> None:
    """Store the rows of a plain file as records of `model`. Raises Unreadable where a needed column is missing."""
    spec = SPECS[model]
    missing = set(spec.required) - set(mapped(table.header, spec).values())
    if missing:
        raise Unreadable(
            _("%(file)s lacks the columns %(columns)s."), file=table.name, columns=", ".join(sorted(missing))
        )
    _STORES[model](parse(table, spec, session.report), session)
