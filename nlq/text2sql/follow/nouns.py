"""Words for columns and for kinds of records, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from crm import catalog
from nlq.text2sql.compile.elapsed import ELAPSED
from nlq.text2sql.compile.semantics import SYNONYMS, stored_column
from nlq.text2sql.link.phrases import Phrases

# The day of a row and the amount of a row, where a view has one that goes without saying.
MAIN_DATE = {
    "deals": "announced_on", "investments": "announced_on", "funds": "vintage", "people": "last_interaction_on",
    "interactions": "happened_on", "opportunities": "created_on", "tasks": "due_on", "notes": "created_on",
}  # fmt: skip
MAIN_AMOUNT = {
    "deals": "amount", "investments": "deal_amount", "companies": "total_raised", "investors": "aum", "funds": "size",
    "opportunities": "amount", "industries": "amount",
}  # fmt: skip
MAIN_COUNT = {"investors": "deal_count", "companies": "round_count"}
DATE, AMOUNT, COUNT = "@date", "@amount", "@count"


@dataclass(frozen=True)
class Noun:
    """What a word may mean: the first of `columns` that a view has, in `bucket`s of time; or the records of `view`."""

    columns: tuple[str, ...] = ()
    bucket: str = ""
    view: str = ""


_COLUMNS = """
@date: 时间|日期|时间段|期间|date|dates|time|period|timeframe|time frame
city: 城市|city|cities
province: 地区|地点|地域|区域|省份|省|province|location|place|region|geography
country: 国家|country|countries
industry: 行业|赛道|领域|板块|industry|industries|sector|vertical
sub_industry: 细分行业|细分赛道|子行业|sub-industry|sub-sector|subsector
stage: 阶段|stage|series|round type
kind investor_kind: 类型|类别|种类|机构类型|type|kind|investor type
status: 状态|status
relationship: 关系|关系状态|relationship
owner author: 负责人|同事|跟进人|责任人|owner|colleague|analyst
@amount: 金额|融资额|融资金额|钱|额度|规模|体量|amount|size|money|value|deal size|round size|volume
total_raised: 累计融资|累计融资额|总融资额|total raised
valuation post_money: 估值|valuation
pre_money: 投前|投前估值|pre-money
post_money: 投后|投后估值|post-money
aum: 管理规模|资产规模|aum|assets under management
email: 邮箱|邮件地址|电子邮箱|email|e-mail|email address
phone: 电话|手机|手机号|电话号码|phone|phone number|mobile
title: 职位|职务|头衔|title|job title|position
website: 网址|网站|官网|website|site
description: 简介|介绍|description
thesis: 策略|投资策略|投资偏好|偏好|thesis|strategy
lead_investor: 领投方|领投机构|lead investor
investor_count: 投资方数量|投资方数|investor count
deal_count round_count: 投资笔数|deal count
lead_count: 领投笔数|领投次数|lead count
company_count: 被投公司数|投资家数|company count
round_count: 轮数|融资轮数|round count
probability: 概率|可能性|probability
expected_close_on: 预计完成|预计关闭|预计完成时间|预计完成日期|expected close|expected close date
due_on next_step_due_on: 截止日|截止日期|到期日|due date|deadline
next_step: 下一步|next step
summary body: 摘要|内容|summary|text
subject title: 主题|标题|subject
last_interaction_on: 最近联系|最近联络|最近沟通时间|last contact
founded_on vintage: 成立时间|成立年份|成立日期|founded|founding date|vintage
last_round_on: 最近融资|最近融资时间|latest round date
last_deal_on: 最近投资|最近投资时间|last deal
currency: 币种|currency
is_lead: 是否领投
@count: 笔数|数量|个数|次数|家数|项数|count|number of deals
"""
_BUCKETS = """
year: 年份|年度|year
half: 半年|半年度|half-year|half year
quarter: 季度|季|quarter
month: 月份|月度|month
week: 周|星期|week
"""
_RECORDS = """
companies company name: 公司|企业|项目|标的|被投企业|被投公司|company|companies|startup|portfolio|portfolio company|portfolio companies
investors investor name: 机构|投资方|投资机构|投资人|资方|investor|backer|firm|fund manager
deals: 交易|融资|轮融资|历轮融资|融资事件|融资记录|deal|round|transaction|financing
deals stage: 轮次|融资轮次
people person name: 联系人|联系方式|contact|people|person
interactions: 沟通|沟通记录|联络|联络记录|往来|往来记录|交流记录|interaction|touchpoint
opportunities opportunity name: 机会|商机|pipeline|opportunity|opportunities
tasks: 任务|待办|task|to-do|todo
notes: 纪要|笔记|备忘|会议纪要|note|memo|minutes
funds fund name: 基金|fund
"""
_ONE_CHARACTER = {"年": "year", "月": "month"}


def _lines(text: str) -> list[tuple[list[str], list[str]]]:
    pairs = (line.split(": ", 1) for line in text.strip().splitlines())
    return [(names.split(), words.split("|")) for names, words in pairs]


@lru_cache(maxsize=16)
def noun_words(view: str) -> Phrases[Noun]:
    """Every word for a column or a kind of records, the Chinese headings of `view` among them."""
    entries = [(word, Noun(tuple(columns))) for columns, words in _lines(_COLUMNS) for word in words]
    entries += [(word, Noun((DATE,), names[0])) for names, words in _lines(_BUCKETS) for word in words]
    entries += [(word, Noun(tuple(names[1:]), view=names[0])) for names, words in _lines(_RECORDS) for word in words]
    known = {word for word, _ in entries}
    headings = (
        (item.zh.split("(")[0], name)
        for name, item in catalog.view(view).columns.items()
        if name not in ("id", "amount_text", "weighted_cny", "weighted_usd")
    )
    entries += [(zh, Noun((_bare(view, name),))) for zh, name in headings if zh not in known and len(zh) > 1]
    return Phrases(entries)


def one_character(char: str) -> Noun | None:
    """«年» and «月», which are nouns only behind «每», «按», «分» and «逐»."""
    return Noun((DATE,), _ONE_CHARACTER[char]) if char in _ONE_CHARACTER else None


def _bare(view: str, name: str) -> str:
    """A stored column as plans call it: money without its currency."""
    bare = name.removesuffix("_cny").removesuffix("_usd")
    return bare if f"{bare}_cny" in catalog.view(view).columns else name


def column_of(view: str, noun: Noun) -> str | None:
    """The view's column that the noun means; None where it has none."""
    for name in noun.columns:
        meant = {DATE: MAIN_DATE, AMOUNT: MAIN_AMOUNT}.get(name, {}).get(view, name)
        if view == "deals" and meant in ("investor", "name"):
            continue
        if not meant.startswith("@") and is_column(view, meant):
            return meant
    return None


def is_column(view: str, name: str) -> bool:
    """Whether a plan may name the column on the view."""
    try:
        stored = stored_column(view, name)
    except KeyError:
        return False
    columns = catalog.view(view).columns
    if stored in ("place", "industry"):
        return (stored == "place" and "city" in columns) or "industry" in columns
    return True


def type_of(view: str, name: str) -> str:
    """text, integer, numeric, date or boolean."""
    name = SYNONYMS.get(view, {}).get(name, name)
    columns = catalog.view(view).columns
    if f"{name}_cny" in columns or name in ELAPSED.get(view, {}):
        return "numeric"
    return columns[name].type if name in columns else "text"
