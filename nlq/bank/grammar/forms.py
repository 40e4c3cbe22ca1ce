"""The shapes of questions: each takes a noun phrase with its filters and gives the words and the rest of the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from nlq.bank.grammar.nouns import Noun, Said, nouns


@dataclass(frozen=True)
class Phrase:
    """`text` names the rows in the language, filters included; `bare` is the noun alone."""

    view: str
    language: str
    text: str
    bare: str
    random: Random

    @property
    def noun(self) -> Noun:
        """The view's tables."""
        return nouns()[self.view]

    def pick(self, words: Said) -> str:
        """One of the forms in the phrase's language."""
        return self.random.choice(words[self.language])

    def say(self, zh: str, en: str, **parts: str) -> str:
        """One of the forms, separated by `;`, filled; {n} is the noun phrase, {u} the Chinese measure word."""
        form = self.random.choice((zh if self.language == "zh" else en).split(";"))
        return form.format(n=self.text, u=self.noun.unit, b=self.bare, **parts)

    def choose(self, table: dict[str, Said]) -> tuple[str, str]:
        """(column, its words) out of one of the noun's tables. Raises IndexError for an empty one."""
        column = self.random.choice(list(table))
        return column, self.pick(table[column])


Form = Callable[[Phrase], tuple[str, dict[str, Any]]]


def listed(p: Phrase) -> tuple[str, dict[str, Any]]:
    """Which rows."""
    zh = "有哪些{n};{n}有哪些;{n};列出{n};帮我列一下{n};{n}都有谁;{n}是哪几{u};查一下{n};找出{n};哪些{n};{n}名单;我想看{n};{n}，有一个算一个;给我{n}的清单;有没有{n};有{n}吗;{n}有吗;我们有哪些{n};把{n}拉出来;{n}都列一下;看下{n}"
    en = "which {n};list {n};show me {n};{n};give me {n};what {n} do we have;find {n};all {n};who are the {n};I need {n};any {n}?;pull {n};are there any {n};do we have {n};is there any {n};get me the {n};{n} list;which {n} are there"
    return p.say(zh, en), {}


def with_columns(p: Phrase) -> tuple[str, dict[str, Any]]:
    """Which rows, with an attribute."""
    column, words = p.choose(p.noun.asked)
    text = p.say(
        "{n}和它们的{c};列出{n}的{c};{n}，带上{c};{n}，要{c};{n}的{c}分别是什么;{n}有哪些，{c}也列出来",
        "{n} with their {c};list {n} and their {c};{n}, show {c};{c} of {n};{n} including {c}",
        c=words,
    )
    return text, {"columns": [column]}


def ordered(p: Phrase) -> tuple[str, dict[str, Any]]:
    """All rows in an order."""
    column, words = p.choose(p.noun.ranked)
    down = p.random.random() < 0.7
    if down:
        text = p.say("{n}按{c}从高到低排;{n}，{c}从大到小;把{n}按{c}降序列出;{n}按{c}排序", "{n} sorted by {c};{n} ranked by {c};{n}, highest {c} first;{n} by {c} descending", c=words)
    else:
        text = p.say("{n}按{c}从低到高排;{n}，{c}从小到大;{n}按{c}升序", "{n} by {c} ascending;{n}, lowest {c} first;{n} sorted by {c}, smallest first", c=words)
    return text, {"order": [[column, "desc" if down else "asc"]]}


def counted(p: Phrase) -> tuple[str, dict[str, Any]]:
    """How many."""
    zh = "{n}有多少{u};有多少{n};{n}一共几{u};{n}的数量;{n}总共有几{u};几{u}{n};数一下{n};{n}有几{u}？"
    en = "how many {n};number of {n};count of {n};how many {n} are there;count {n};{n} - how many?;total number of {n}"
    return p.say(zh, en), {"show": ["count"]}


def top(p: Phrase) -> tuple[str, dict[str, Any]]:
    """The first k by a figure."""
    column, words = p.choose(p.noun.ranked)
    number = p.random.choice([3, 5, 10, 20, 8, 15])
    text = p.say(
        "{n}按{c}排前{k};{c}最高的{k}{u}{n};{c}前{k}的{n};{n}里{c}最大的{k}{u};{c}top{k}的{n};{n}，{c}排名前{k};{c}最多的{k}{u}{n}",
        "top {k} {n} by {c};the {k} {n} with the highest {c};{k} largest {n} by {c};{n}, top {k} by {c};{k} {n} with the most {c}",
        c=words, k=str(number),
    )  # fmt: skip
    return text, {"order": [[column, "desc"]], "limit": number}


def top_unsaid(p: Phrase) -> tuple[str, dict[str, Any]]:
    """The first ten, the number not said."""
    column, words = p.choose(p.noun.ranked)
    text = p.say("{n}{c}排行;{n}{c}排名;{c}靠前的{n};{n}的{c}排行榜", "top {n} by {c};leading {n} by {c};{n} {c} ranking", c=words)
    return text, {"order": [[column, "desc"]], "limit": 10}


def extreme(p: Phrase) -> tuple[str, dict[str, Any]]:
    """The one with the highest or lowest figure."""
    column, words = p.choose(p.noun.ranked)
    down = p.random.random() < 0.75
    if down:
        text = p.say("{c}最高的{n}是哪{u};{n}里{c}最大的;哪{u}{n}{c}最多;{c}最高的{n};{n}中{c}最大的是哪个", "which {n} has the highest {c};{n} with the highest {c};the {n} with the largest {c};biggest {c} among {n}", c=words)
    else:
        text = p.say("{c}最低的{n}是哪{u};{n}里{c}最小的;哪{u}{n}{c}最少", "which {n} has the lowest {c};{n} with the lowest {c};smallest {c} among {n}", c=words)
    return text, {"order": [[column, "desc" if down else "asc"]], "limit": 1}


NEWEST = {"deals": "announced_on", "interactions": "happened_on", "notes": "created_on", "opportunities": "created_on", "companies": "founded_on",
          "tasks": "due_on", "investments": "announced_on"}  # fmt: skip


def latest(p: Phrase) -> tuple[str, dict[str, Any]]:
    """The newest one, or the newest few."""
    column = NEWEST[p.view]
    kind = p.random.random()
    if kind < 0.45:
        text = p.say("{n}最近一{u};最新一{u}{n};最近一次{n};{n}最新的一{u}", "latest {n};the most recent {n};last {n};newest {n}")
        return text, {"order": [[column, "desc"]], "limit": 1}
    if kind < 0.8:
        number = p.random.choice([3, 5, 10, 20])
        text = p.say("最近{k}{u}{n};{n}最新的{k}{u};最近的{k}{u}{n}", "the {k} latest {n};last {k} {n};{k} most recent {n}", k=str(number))
        return text, {"order": [[column, "desc"]], "limit": number}
    text = p.say("最早的{n};第一{u}{n};{n}最早的一{u}", "earliest {n};the first {n};oldest {n}")
    return text, {"order": [[column, "asc"]], "limit": 1}


FUNCTIONS: dict[str, tuple[str, str]] = {
    "sum": ("{n}的{c}总和;{n}{c}合计;{n}的总{c};{n}一共{c}多少;{n}的{c}加起来多少", "total {c} of {n};sum of {c} for {n};how much {c} in total for {n};aggregate {c} across {n}"),
    "avg": ("{n}的平均{c};{n}{c}平均多少;{n}{c}均值", "average {c} of {n};mean {c} for {n};what is the average {c} of {n}"),
    "median": ("{n}的{c}中位数;{n}{c}中位值", "median {c} of {n};median {c} for {n}"),
    "max": ("{n}的最高{c}是多少;{n}最大{c}", "maximum {c} of {n};highest {c} for {n}"),
    "min": ("{n}的最低{c}是多少;{n}最小{c}", "minimum {c} of {n};lowest {c} for {n}"),
}  # fmt: skip


def figure(p: Phrase) -> tuple[str, dict[str, Any]]:
    """A sum, average, median, maximum or minimum."""
    column, words = p.choose(p.noun.summed)
    function = p.random.choices(list(FUNCTIONS), [5, 3, 2, 1, 1])[0]
    return p.say(*FUNCTIONS[function], c=words), {"show": [[function, column]]}


def grouped_count(p: Phrase) -> tuple[str, dict[str, Any]]:
    """Counts per key."""
    key, words = p.choose(p.noun.keys)
    text = p.say(
        "{n}按{g}统计;{n}各{g}有多少{u};每个{g}的{n}数量;{n}的{g}分布;各{g}分别有多少{n};{n}按{g}分，各几{u};{n}分{g}看",
        "{n} by {g};number of {n} per {g};{n} count by {g};how many {n} in each {g};breakdown of {n} by {g};{n} split by {g}",
        g=words,
    )
    return text, {"show": ["count"], "by": [key]}


def grouped_figure(p: Phrase) -> tuple[str, dict[str, Any]]:
    """A figure per key."""
    key, words = p.choose(p.noun.keys)
    column, figure_words = p.choose(p.noun.summed)
    function = p.random.choices(["sum", "avg", "median"], [5, 3, 1])[0]
    zh = {"sum": "{n}各{g}的{c}总额;每个{g}{n}的{c}合计;{n}的{c}按{g}汇总", "avg": "{n}各{g}的平均{c};每个{g}{n}平均{c}", "median": "{n}各{g}的{c}中位数"}
    en = {"sum": "total {c} of {n} by {g};{c} of {n} per {g};sum of {c} by {g} for {n}", "avg": "average {c} of {n} by {g};mean {c} per {g} for {n}", "median": "median {c} of {n} by {g}"}
    return p.say(zh[function], en[function], g=words, c=figure_words), {"show": [[function, column]], "by": [key]}


def count_and_figure(p: Phrase) -> tuple[str, dict[str, Any]]:
    """Counts and sums per key."""
    key, words = p.choose(p.noun.keys)
    column, figure_words = p.choose(p.noun.summed)
    text = p.say("{n}按{g}统计数量和{c};各{g}{n}的{u}数和{c}", "{n} by {g}: count and {c};number and total {c} of {n} per {g}", g=words, c=figure_words)
    return text, {"show": ["count", ["sum", column]], "by": [key]}


def key_extreme(p: Phrase) -> tuple[str, dict[str, Any]]:
    """Which key has most rows."""
    key, words = p.choose(p.noun.keys)
    number = p.random.choice([1, 1, 3, 5, 10])
    if number == 1:
        text = p.say("哪个{g}的{n}最多;{n}最多的{g};{n}集中在哪个{g};哪个{g}{n}数量最多", "which {g} has the most {n};{g} with the most {n};where are most {n} by {g}", g=words)
    else:
        text = p.say("{n}最多的{k}个{g};{n}数量前{k}的{g};{n}最多的前{k}个{g}", "top {k} {g} by number of {n};the {k} {g} with the most {n}", g=words, k=str(number))
    return text, {"show": ["count"], "by": [key], "order": [["count", "desc"]], "limit": number}


def key_sum_extreme(p: Phrase) -> tuple[str, dict[str, Any]]:
    """Which key has the highest sum."""
    key, words = p.choose(p.noun.keys)
    column, figure_words = p.choose(p.noun.summed)
    number = p.random.choice([1, 3, 5, 10])
    measure = ["sum", column]
    if number == 1:
        text = p.say("哪个{g}的{n}{c}最多;{n}{c}最高的{g};{n}的{c}哪个{g}最大", "which {g} has the highest total {c} of {n};{g} with the most {c} from {n}", g=words, c=figure_words)
    else:
        text = p.say("{n}{c}最高的{k}个{g};{n}{c}前{k}的{g}", "top {k} {g} by total {c} of {n};the {k} {g} with the most {c} in {n}", g=words, c=figure_words, k=str(number))
    return text, {"show": [measure], "by": [key], "order": [[measure, "desc"]], "limit": number}


BUCKETS = {"year": ("每年;各年;按年;逐年;分年", "per year;by year;each year;annually"), "quarter": ("每季度;各季度;按季度;分季度", "per quarter;by quarter;quarterly"),
           "month": ("每月;各月;按月;逐月", "per month;by month;monthly")}  # fmt: skip


def over_time(p: Phrase) -> tuple[str, dict[str, Any]]:
    """Counts or sums per year, quarter or month."""
    column, verb = p.choose(p.noun.times)
    bucket = p.random.choices(list(BUCKETS), [5, 2, 2])[0]
    when = p.random.choice(BUCKETS[bucket][p.language == "en"].split(";"))
    by = [[bucket, column]]
    if p.noun.summed and p.random.random() < 0.5:
        summed, words = p.choose({k: v for k, v in p.noun.summed.items() if k in ("amount", "size", "total_raised", "aum")} or p.noun.summed)
        measure: Any = ["sum", summed]
        text = p.say("{n}{v}{t}{c};{t}{n}的{c};{t}{n}{c}总额", "{c} of {n} {v} {t};total {c} {t} for {n} {v}", t=when, c=words, v=verb)
    else:
        measure = "count"
        text = p.say("{t}{v}的{n}有多少{u};{n}{v}{t}数量;{t}{v}多少{u}{n};{n}{t}几{u}", "{n} {v} {t};number of {n} {v} {t};how many {n} {v} {t}", t=when, v=verb)
    show, text = _with_extras(p, measure, text)
    return " ".join(text.split()), {"show": show, "by": by}


def _with_extras(p: Phrase, measure: Any, text: str) -> tuple[list[Any], str]:
    """Sometimes growth or a running total beside the figure."""
    kind = p.random.random()
    if kind < 0.15:
        return [measure, ["growth", measure]], text + p.say("，同比增长多少;及增速;，环比怎么样;，增长率", " and the growth;, with growth rate;, and change against the period before")
    if kind < 0.22:
        return [measure, ["running", measure]], text + p.say("，累计值也给;及累计;，逐期累计", " and cumulative;, with a running total")
    return [measure], text


def over_time_by_key(p: Phrase) -> tuple[str, dict[str, Any]]:
    """Counts or sums per year and key."""
    column, verb = p.choose(p.noun.times)
    key, words = p.choose({k: v for k, v in p.noun.keys.items() if k not in ("company", "investor", "currency", "title")})
    measure: Any = "count"
    if "amount" in p.noun.summed and p.random.random() < 0.4:
        measure = ["sum", "amount"]
        text = p.say("{n}每年各{g}的金额;按年和{g}看{n}的金额", "amount of {n} by year and {g};total amount of {n} per {g} and year", g=words)
    else:
        text = p.say("每年各{g}{v}的{n}数量;{n}按年和{g}统计;{n}各{g}逐年数量", "{n} {v} by year and {g};number of {n} {v} per {g} and year", g=words, v=verb)
    return " ".join(text.split()), {"show": [measure], "by": [["year", column], key]}


def part_of_total(p: Phrase) -> tuple[str, dict[str, Any]]:
    """The share of each key."""
    key, words = p.choose(p.noun.keys)
    measure: Any = "count"
    if p.noun.summed and p.random.random() < 0.4:
        column, figure_words = p.choose(p.noun.summed)
        measure = ["sum", column]
        text = p.say("{n}{c}各{g}占比;{n}的{c}按{g}占多少比例", "share of {c} of {n} by {g};what percentage of {c} each {g} takes for {n}", g=words, c=figure_words)
    else:
        text = p.say("{n}各{g}占比;{n}的{g}占比;{n}按{g}各占多少比例", "share of {n} by {g};percentage of {n} in each {g};{n}: {g} mix in percent", g=words)
    return text, {"show": [measure, ["part", measure]], "by": [key]}


def per_key(p: Phrase) -> tuple[str, dict[str, Any]]:
    """The top few of each key."""
    key, words = p.choose({k: v for k, v in p.noun.keys.items() if k not in ("currency", "title", "record_kind")})
    column, figure_words = p.choose(p.noun.ranked)
    number = p.random.choice([1, 1, 3, 3, 5])
    if number == 1:
        text = p.say("每个{g}{c}最高的{n};各{g}{c}最大的{n};各{g}{n}里{c}第一的", "{n} with the highest {c} in each {g};the top {n} by {c} per {g};biggest {c} {n} for every {g}", g=words, c=figure_words)
    else:
        text = p.say("每个{g}{c}前{k}的{n};各{g}{c}最高的{k}{u}{n}", "top {k} {n} by {c} in each {g};{k} {n} with the highest {c} per {g}", g=words, c=figure_words, k=str(number))
    return text, {"order": [[column, "desc"]], "limit": number, "per": [key]}


def latest_per(p: Phrase) -> tuple[str, dict[str, Any]]:
    """The latest row of each company, investor or colleague."""
    table = {"deals": {"company": ("公司", "company")}, "interactions": {"investor": ("机构", "investor"), "owner": ("同事", "colleague"), "company": ("公司", "company")}}[p.view]
    key = p.random.choice(list(table))
    words = table[key][p.language == "en"]
    text = p.say("每家{g}最近一{u}{n};各{g}最新一{u}{n}", "latest {n} of each {g};the most recent {n} per {g}", g=words)
    return text, {"order": [[NEWEST[p.view], "desc"]], "limit": 1, "per": [key]}


def weighted(p: Phrase) -> tuple[str, dict[str, Any]]:
    """The pipeline weighted by probability."""
    text = p.say("{n}按概率加权的金额;{n}加权金额多少;{n}加权后值多少钱", "probability-weighted value of {n};weighted amount of {n};weighted value of {n}")
    if p.random.random() < 0.4:
        key, words = p.choose(p.noun.keys)
        return text + p.say("，按{g}分;，各{g}", " by {g};, per {g}", g=words), {"show": [["weighted", "amount"]], "by": [key]}
    return text, {"show": [["weighted", "amount"]]}
