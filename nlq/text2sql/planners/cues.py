"""Small decisive words of a question, and what a plan must hold to have heard them.

A model from scratch drops «从没», «领投», "per", "median" now and then. Each cue names words of both languages and the plan words of
which one has to stand in the plan; some are heard the other way round too: a plan that negates needs a word that does.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Cue:
    """`words` in the question ask for one of `plan`; with `needed`, a plan with one of `marks` asks for `words`."""

    name: str
    words: re.Pattern[str]
    plan: frozenset[str]
    marks: frozenset[str] = frozenset()


def _cue(name: str, zh: str, en: str, plan: str, marks: str = "") -> Cue:
    pattern = re.compile(f"{zh}|\\b(?:{en})\\b" if zh else f"\\b(?:{en})\\b", re.IGNORECASE)
    return Cue(name, pattern, frozenset(plan.split()), frozenset(marks.split()))


CUES = (
    _cue(
        "negation",
        r"没有?(?!错|关系)|剔|(?<!披露)(?<!公布)未(?!来)|从不|从未|尚无|并无|不在|不是|不含|不算|除了?(?!夕|此)|以外|之外|排除|缺|无(?!人机|线|锡)|沉默|非(?!洲|常)",
        r"not|n't|never|no|none|nobody|without|w/o|excluding|except|other than|outside|missing|lacks?|lacking|yet to|haven't|hasn't|didn't"
        r"|doesn't|isn't|aren't|don't|nothing|neither|undisclosed|unfinished|incomplete|inactive|ignore|leav(?:e|ing) out|apart from|bar|zero|excluded|stayed out|except for",
        "lacks not empty != not_in no < only passed lost dormant closed days_quiet days_since_round days_late days_past gap_days",
        "lacks not != not_in",
    ),
    _cue("lead", r"领投|牵头|领了", r"led|leads?|leading|lead investors?", "is_lead lead_investor lead_count lead", "is_lead lead_count"),
    _cue("average", r"平均|均值|人均|均额", r"average|avg|mean(?= (?:of|size|amount|ticket|round|time|number|probability|cheque|gap|step))", "avg", "avg"),
    _cue("median", r"中位", r"median", "median", "median"),
    _cue("share", r"占比|占了?多|占几|比例|比重|份额|几成|百分之|赢单率|完成率", r"what share|share of|percentage|pct|proportion|win rate|what %|what percent", "share part ratio probability change"),
    _cue("growth", r"同比|环比|增长率?|增速|涨|跌|变化", r"growth|growing|grew|change|yoy|qoq", "growth change difference by in"),
    _cue("weighted", r"加权", r"weighted", "weighted", "weighted"),
    _cue("running", r"累计值|逐[期年月]累计|及累计", r"running|cumulative", "running", "running"),
    _cue("coinvestors", r"合投|共同投|一起投|联合投|(?<![一总])共投|搭档|搭伙", r"co-?invest(?:ed|or|ors|s|ing|ments?)?|alongside", "partners coinvestors has"),
    _cue("overdue", r"逾期|过期|拖期|超期", r"overdue|past due|late(?![- ]?(?:stage|round|series))", ":today .due_on < days_late days_past", ""),
    _cue("groups", r"每[家个年月季位名人]|各[家个年月季省市行业同负阶轮]|按.{1,8}(?:分|统计|汇总|看|列|拆)|分[别年季月阶]|哪个(?:行业|赛道|城市|省|阶段|同事|人|年)", r"per|each(?! other)|by (?:year|quarter|month|industry|sector|stage|owner|city|province|kind|type|status|colleague)|breakdown|split", "by per each of columns", ""),
    _cue("how many", r"多少[家个笔位项次篇只条单人轮]|(?<![哪好])几[家个笔位项次篇只单](?!的)|数量|笔数|家数", r"how many|number of|count|how often", "count deal_count company_count lead_count round_count interaction_count investor_count days_quiet days_late days_open days_past gap_days age_days since"),
    _cue("contact", r"联系过|联络过|没联系|没联络|未联系|未联络|失联|断联|没聊过|没接触", r"contacted|spoken (?:to|with)|talked to|spoke (?:to|with)|been in touch|gone (?:quiet|cold|dark)|went quiet", "interactions interaction_count last_interaction_on relationship days_quiet happened_on gap_days later earlier notes about"),
    _cue("email", r"邮箱|邮件地址", r"e-?mail address(?:es)?", "email"),
    _cue("phone", r"电话(?!会|沟通|记录|聊)|手机|联系方式", r"phone|phones|mobile", "phone call kind"),
    _cue("valuation", r"估值", r"valuation|valued|worth", "valuation step_up post_money pre_money about contains weighted amount"),
    _cue("fund", r"(?:只|支)基金|基金规模|vintage", r"vintage|funds?", "funds vintage fund size investors investor investor_kind fundraising"),
    _cue("task", r"任务|待办|to-?do", r"tasks?|to-?dos?", "tasks"),
    _cue("note", r"纪要|笔记|备忘", r"notes?|memos?|minutes", "notes summary"),
    _cue("pipeline", r"pipeline|漏斗|赢单|丢单", r"pipeline|opportunit(?:y|ies)|opps?", "opportunities status fundraising weighted"),
)  # fmt: skip


def unheard(question: str, plan_words: Collection[str]) -> tuple[str, ...]:
    """The names of cues that the plan does not answer, and of what it holds without a cue."""
    words = frozenset(plan_words)
    missed = []
    for cue in CUES:
        said = cue.words.search(question) is not None
        if (said and not words & cue.plan) or (not said and words & cue.marks):
            missed.append(cue.name)
    return tuple(missed)
