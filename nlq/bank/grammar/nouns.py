"""What is asked for, in both languages: nouns, figures to rank and sum by, keys to group by, attributes to look up."""

from __future__ import annotations

from dataclasses import dataclass, field

Said = dict[str, tuple[str, ...]]


def said(zh: str, en: str) -> Said:
    """Forms of both languages, separated by `;`."""
    return {"zh": tuple(zh.split(";")), "en": tuple(en.split(";"))}


@dataclass(frozen=True)
class Noun:
    """A view's rows: `unit` is the Chinese measure word; the tables hold column or key -> its words."""

    words: Said
    unit: str
    ranked: dict[str, Said] = field(default_factory=dict)
    lowest: dict[str, Said] = field(default_factory=dict)
    summed: dict[str, Said] = field(default_factory=dict)
    keys: dict[str, Said] = field(default_factory=dict)
    times: dict[str, Said] = field(default_factory=dict)
    asked: dict[str, Said] = field(default_factory=dict)


PLACE_KEYS = {"province": said("省份;省;地区", "province;region"), "city": said("城市", "city")}
NOUNS: dict[str, Noun] = {
    "companies": Noun(
        said("公司;企业;项目;创业公司;标的", "companies;startups;companies;cos;firms"),
        "家",
        ranked={
            "total_raised": said("累计融资额;融资总额;融资额;融资最多;总融资", "total raised;funding;money raised;total funding;cash raised"),
            "valuation": said("估值", "valuation"),
            "round_count": said("融资轮数;融资次数", "number of rounds;round count"),
            "investor_count": said("投资方数量;股东数", "number of investors"),
            "last_round_on": said("最近融资日期", "latest round"),
            "founded_on": said("成立时间", "founding date"),
        },
        summed={"total_raised": said("融资额;累计融资额", "total raised;funding"), "valuation": said("估值", "valuation"),
                "round_count": said("融资轮数", "number of rounds")},
        keys={"industry": said("行业;赛道;领域", "industry;sector"), "sub_industry": said("细分行业;子行业;细分赛道", "sub-industry;niche"),
              **PLACE_KEYS, "country": said("国家", "country"), "status": said("状态;运营状态", "status"),
              "stage": said("最新轮次;阶段;轮次", "stage;latest stage"), "owner": said("负责人;同事", "owner;colleague")},
        times={"founded_on": said("成立", "founded")},
        asked={"website": said("官网;网址", "website"), "description": said("简介;业务", "description"), "owner": said("负责人", "owner"),
               "valuation": said("估值", "valuation"), "founded_on": said("成立时间;成立日期", "founding date"),
               "status": said("状态;运营状态", "status"), "investor_count": said("投资方数量", "number of investors"),
               "round_count": said("融资轮数;融了几轮", "number of rounds"), "total_raised": said("累计融资额;一共融了多少;总融资额", "total raised;funding so far"),
               "last_round_on": said("最近一轮时间;最近融资日期", "date of the last round"), "stage": said("最新轮次;目前轮次", "latest stage;stage"),
               "legal_name": said("工商名称;公司全称", "legal name"), "industry": said("行业;做什么的", "industry;sector"), "city": said("所在城市;在哪个城市", "city")},
    ),
    "investors": Noun(
        said("机构;投资机构;投资方;投资人", "investors;firms;investors;institutions"),
        "家",
        ranked={
            "aum": said("管理规模;AUM;规模", "AUM;assets under management"),
            "deal_count": said("投资笔数;出手次数;投资次数", "number of deals;deal count;deals"),
            "lead_count": said("领投次数;领投笔数", "rounds led;number of rounds led"),
            "company_count": said("被投企业数;投资公司数", "portfolio size;number of portfolio companies"),
            "interaction_count": said("沟通次数;联络次数", "number of interactions;contacts"),
            "last_deal_on": said("最近投资日期", "latest deal date"),
            "last_interaction_on": said("最近联络日期", "last contact date"),
            "check_max": said("单笔上限", "largest check"),
        },
        summed={"aum": said("管理规模;AUM", "AUM"), "deal_count": said("投资笔数", "deals"), "check_max": said("单笔上限", "largest check")},
        keys={"kind": said("类型;机构类型", "type;kind"), "relationship": said("关系;关系状态;关系阶段", "relationship;relationship stage"),
              **PLACE_KEYS, "owner": said("负责人;同事", "owner;colleague"), "group_name": said("集团", "group")},
        times={"first_deal_on": said("首次出手", "first deal"), "created_on": said("建档", "added")},
        asked={"aum": said("管理规模;AUM", "AUM"), "thesis": said("投资偏好;投资策略", "thesis;investment thesis"),
               "owner": said("负责人;谁负责", "owner"), "relationship": said("关系状态;关系;目前关系", "relationship status;relationship"),
               "last_interaction_on": said("最近一次联系时间;最近联络日期;上次什么时候联系的", "last contact date;date of the last contact"),
               "deal_count": said("投资笔数;一共投了多少笔", "number of deals"), "last_deal_on": said("最近一次出手时间;最近投资日期", "last deal date"),
               "lead_count": said("领投次数", "number of rounds led"), "check_min": said("单笔下限;起投金额", "smallest check"),
               "check_max": said("单笔上限", "largest check"), "kind": said("类型;机构类型", "type"), "city": said("所在城市", "city"),
               "first_deal_on": said("第一次出手时间", "first deal date"), "company_count": said("被投公司数", "number of portfolio companies"),
               "group_name": said("所属集团", "group")},
    ),
    "deals": Noun(
        said("交易;融资;融资事件;轮次;投资事件", "deals;rounds;funding rounds;financings"),
        "笔",
        ranked={"amount": said("金额;融资金额;融资额;规模", "amount;size;round size"), "investor_count": said("投资方数量", "number of investors"),
                "announced_on": said("时间;日期", "date"), "post_money": said("投后估值", "post-money valuation")},
        summed={"amount": said("融资额;融资金额;金额", "amount raised;funding;capital;money;amount"), "investor_count": said("投资方数量", "number of investors"),
                "post_money": said("投后估值", "post-money valuation")},
        keys={"industry": said("行业;赛道;领域", "industry;sector"), "sub_industry": said("细分行业;子行业;细分赛道", "sub-industry;niche"), **PLACE_KEYS,
              "country": said("国家", "country"), "stage": said("轮次;阶段", "stage;round type"), "company": said("公司;企业", "company"),
              "currency": said("币种", "currency")},
        times={"announced_on": said("", "")},
        asked={"investors": said("投资方;投资人", "investors"), "lead_investor": said("领投方;领投", "lead investor;lead"), "amount": said("金额", "amount"),
               "post_money": said("投后估值", "post-money valuation"), "pre_money": said("投前估值", "pre-money valuation"), "stage": said("轮次", "stage")},
    ),
    "people": Noun(
        said("联系人;人;人脉", "people;contacts;contacts"),
        "位",
        ranked={"last_interaction_on": said("最近联络日期", "last contact date")},
        keys={"organization": said("机构;单位", "organisation"), "city": said("城市", "city"), "owner": said("负责人", "owner"), "title": said("职务", "title")},
        asked={"email": said("邮箱;邮件地址", "email;email address"), "phone": said("电话;手机号;联系方式", "phone number;phone"), "title": said("职务;职位", "title;job title"),
               "city": said("城市", "city"), "organization": said("单位;在哪家机构", "organisation;employer")},
    ),
    "interactions": Noun(
        said("沟通记录;沟通;交流;联络记录", "interactions;contacts;conversations;touchpoints"),
        "次",
        ranked={"happened_on": said("时间;日期", "date")},
        keys={"kind": said("方式;沟通方式;类型", "kind;channel;type"), "owner": said("同事;人;负责人", "colleague;owner;person"), "investor": said("机构", "investor"),
              "company": said("公司", "company")},
        times={"happened_on": said("", "")},
        asked={"summary": said("纪要;内容;聊了什么", "summary;what was said"), "next_step": said("下一步", "next step"), "owner": said("谁去的;谁聊的", "who had it;owner"),
               "next_step_due_on": said("下一步截止日", "next step due date")},
    ),
    "opportunities": Noun(
        said("机会;项目机会;pipeline机会;单子", "opportunities;opps;pipeline items;opportunities"),
        "个",
        ranked={"amount": said("金额", "amount;size"), "probability": said("概率;把握", "probability"), "expected_close_on": said("预计完成日", "expected close"),
                "updated_on": said("更新时间", "last update")},
        summed={"amount": said("金额;总额", "amount;value"), "probability": said("概率", "probability")},
        keys={"stage": said("阶段", "stage"), "status": said("状态", "status"), "owner": said("负责人;同事;人", "owner;colleague"), "investor": said("机构", "investor"),
              "currency": said("币种", "currency")},
        times={"created_on": said("创建", "created"), "expected_close_on": said("预计完成", "expected to close")},
        asked={"amount": said("金额", "amount"), "probability": said("概率;把握", "probability"), "expected_close_on": said("预计完成日;什么时候能关", "expected close"),
               "stage": said("阶段;推进到哪一步", "stage"), "status": said("状态", "status"), "owner": said("负责人", "owner")},
    ),
    "tasks": Noun(
        said("任务;待办;事项;待办事项", "tasks;to-dos;todos;action items"),
        "项",
        ranked={"due_on": said("截止日期;到期日", "due date")},
        keys={"owner": said("人;同事;负责人", "owner;person;colleague"), "investor": said("机构", "investor"), "company": said("公司", "company")},
        times={"due_on": said("到期", "due")},
        asked={"due_on": said("截止日期", "due date"), "owner": said("负责人", "owner")},
    ),
    "notes": Noun(
        said("纪要;笔记;备忘", "notes;memos;notes"),
        "篇",
        ranked={"created_on": said("时间;日期", "date")},
        keys={"author": said("作者;人", "author"), "record_kind": said("类型", "kind of record"), "industry": said("行业", "industry")},
        times={"created_on": said("", "")},
        asked={"body": said("正文;内容", "text")},
    ),
    "funds": Noun(
        said("基金", "funds;vehicles"),
        "只",
        ranked={"size": said("规模", "size"), "vintage": said("成立年份", "vintage")},
        summed={"size": said("规模;募集规模", "size;fund size")},
        keys={"status": said("状态", "status"), "currency": said("币种", "currency"), "vintage": said("年份;成立年份", "vintage;year"), "investor": said("管理机构;机构", "manager")},
        asked={"size": said("规模", "size"), "vintage": said("成立年份", "vintage"), "status": said("状态", "status"), "currency": said("币种", "currency")},
    ),
}
# The name of one record, for look-ups: view -> (slot, column of that view that holds it).
NAMED = {
    "companies": ("company", "name"),
    "investors": ("investor", "name"),
    "funds": ("fund", "name"),
    "people": ("person", "name"),
}
