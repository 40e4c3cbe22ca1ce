"""The words of a restatement, Chinese and English side by side: one line a phrase, `{…}` for its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

PHRASES: Final[dict[str, tuple[str, str]]] = {
    # the sentence
    "list": ("查找{what}", "{what}"),
    "figures": ("统计{what}的{figures}", "{figures} of {what}"),
    "figures by": ("按{keys}分组，统计{what}的{figures}", "{figures} of {what}, by {keys}"),
    "values by": ("列出{what}的各个{keys}", "the distinct {keys} of {what}"),
    "distinct": ("去掉重复", "without repeats"),
    "distinct on": ("每个{keys}只取第一条", "only the first for each {keys}"),
    "showing": ("显示{columns}", "showing {columns}"),
    "having": ("只保留{conditions}的组", "only groups where {conditions}"),
    "order": ("按{order}排列", "sorted by {order}"),
    "first": ("取前 {n} 条", "the first {n}"),
    "first ties": ("取排在最前的（并列的都算）", "the first one and all that tie with it"),
    "first n ties": ("取前 {n} 名（并列的都算）", "the first {n} and all that tie with the last"),
    "after": ("从第 {n} 条起", "starting from number {n}"),
    "per": ("每个{keys}取前 {n} 名（并列的都算）", "the first {n} of each {keys}, ties included"),
    "per rows": ("每个{keys}取前 {n} 条", "the first {n} of each {keys}"),
    "per whole": ("取前 {n} 名（并列的都算）", "the first {n}, ties included"),
    "ranked by": ("名次按{order}", "ranked by {order}"),
    "from inner": ("先{inner}；再从这个结果中{outer}", "first: {inner}; then, from that result: {outer}"),
    "result": ("结果行", "rows of that result"),
    "result one": ("结果行", "row of that result"),
    "union": ("{left}，并上{right}", "{left}, together with {right}"),
    "intersect": ("{left}，且同时在此列：{right}", "{left}, that are also among: {right}"),
    "except": ("{left}，但不在此列：{right}", "{left}, but not among: {right}"),
    "end": ("。", "."),
    "part": ("，", "; "),
    "then": ("，再按", ", then "),
    "whether": ("是否有{what}", "whether there are {what}"),
    "values": ("求{figures}", "{figures}"),
    "generic": ("一个涉及{views}的查询，返回 {n} 列：{columns}", "a query over {views}; its columns: {columns}"),
    # joining
    "and": ("且", " and "),
    "or": ("或", " or "),
    "comma": ("、", ", "),
    "last comma": ("、", " and "),
    "what": ("{conditions}的{noun}", "{noun} where {conditions}"),
    "all": ("全部{noun}", "all {noun}"),
    "joined": ("{first}（关联{second}）", "{first} joined with {second}"),
    "joined by": ("{second}，按{key}", "{second} by {key}"),
    "joined outer": ("{second}，没有的也保留", "{second}, also where there are none"),
    "key company": ("公司", "company"),
    "key investor": ("机构", "investor"),
    "key deal": ("交易", "deal"),
    "key note": ("纪要", "note"),
    "key person": ("人物", "person"),
    "other": ("另一{noun}", "other {noun}"),
    "name": ("名称", "name"),
    "of noun": ("{noun}的{label}", "{label} of the {noun}"),
    "of rows": ("{noun}的{label}", "the {label} of {noun}"),
    "high first": ("{key}从高到低", "{key}, highest first"),
    "low first": ("{key}从低到高", "{key}, lowest first"),
    "late first": ("{key}从晚到早", "{key}, latest first"),
    "early first": ("{key}从早到晚", "{key}, earliest first"),
    "plain": ("{key}", "{key}"),
    "reversed": ("{key}倒序", "{key}, descending"),
    # conditions
    "=": ("{left}为{right}", "{left} is {right}"),
    "!=": ("{left}不为{right}", "{left} is not {right}"),
    "<": ("{left}低于{right}", "{left} is below {right}"),
    "<=": ("{left}不超过{right}", "{left} is at most {right}"),
    ">": ("{left}高于{right}", "{left} is above {right}"),
    ">=": ("{left}不低于{right}", "{left} is at least {right}"),
    "between": ("{left}在 {low} 至 {high} 之间", "{left} is between {low} and {high}"),
    "not between": ("{left}不在 {low} 至 {high} 之间", "{left} is not between {low} and {high}"),
    "date =": ("{left}为 {right}", "{left} {right}"),
    "date !=": ("{left}不是 {right}", "{left} is not {right}"),
    "date <": ("{left}早于 {right}", "{left} before {right}"),
    "date <=": ("{left}不晚于 {right}", "{left} on or before {right}"),
    "date >": ("{left}晚于 {right}", "{left} after {right}"),
    "date >=": ("{left}不早于 {right}", "{left} on or after {right}"),
    "date between": ("{left}在 {low} 至 {high} 之间", "{left} between {low} and {high}"),
    "date not between": ("{left}不在 {low} 至 {high} 之间", "{left} not between {low} and {high}"),
    "empty": ("没有{left}", "{left} is not known"),
    "filled": ("有{left}", "{left} is known"),
    "unknown": ("{left}未知", "{left} is not known"),
    "known": ("{left}已知", "{left} is known"),
    "yes": ("{left}为是", "{left} is yes"),
    "no": ("{left}为否", "{left} is no"),
    "contains": ("{left}包含「{right}」", "{left} contains “{right}”"),
    "begins": ("{left}以「{right}」开头", "{left} begins with “{right}”"),
    "ends": ("{left}以「{right}」结尾", "{left} ends with “{right}”"),
    "like": ("{left}符合「{right}」", "{left} matches “{right}”"),
    "in": ("{left}为{right}", "{left} is {right}"),
    "not in": ("{left}不是{right}", "{left} is none of {right}"),
    "not": ("不符合（{condition}）", "not ({condition})"),
    "either": ("（{conditions}）", "({conditions})"),
    "tree": ("行业为{right}（含下级行业）", "industry is {right} (sub-industries included)"),
    "same key": ("同一{noun}还有{what}", "for the same {noun} there is {what}"),
    "no same key": ("同一{noun}没有{what}", "for the same {noun} there are no {what}"),
    "other key": ("来自其他{noun}", "it is another {noun}"),
    "not or unknown": ("{left}不为{right}（未知也算）", "{left} is not {right} (unknown counts)"),
    "that result": ("这个结果（{sentence}）", "that result ({sentence})"),
    "about": ("内容与「{right}」有关", "the text is about “{right}”"),
    "member": ("{left}属于{what}", "{left} is among {what}"),
    "not member": ("{left}不属于{what}", "{left} is not among {what}"),
    "has": ("有{what}", "there is {what}"),
    "has no": ("没有{what}", "there are no {what}"),
    # related rows of some views, said as people say them
    "investors investments": ("有过{what}", "they made {what}"),
    "investors no investments": ("没有过{what}", "they made no {what}"),
    "companies investments": ("获得过{what}", "they received {what}"),
    "companies no investments": ("没有获得过{what}", "they received no {what}"),
    "companies deals": ("有过{what}", "they had {what}"),
    "companies no deals": ("没有过{what}", "they had no {what}"),
    # figures
    "count": ("数量", "number"),
    "count of": ("{noun}数量", "number of {noun}"),
    "count distinct": ("不重复的{label}数量", "number of distinct {label}"),
    "count filled": ("有{label}的数量", "number with {label} known"),
    "sum": ("{label}合计", "total {label}"),
    "avg": ("{label}平均值", "average {label}"),
    "median": ("{label}中位数", "median {label}"),
    "percentile": ("{label}的第 {n} 百分位数", "{n}th percentile of {label}"),
    "min": ("最小{label}", "smallest {label}"),
    "max": ("最大{label}", "largest {label}"),
    "first day": ("最早的{label}", "earliest {label}"),
    "last day": ("最晚的{label}", "latest {label}"),
    "joined names": ("{label}清单", "list of {label}"),
    "all true": ("是否全部满足（{condition}）", "whether all have ({condition})"),
    "any true": ("是否有满足（{condition}）的", "whether any has ({condition})"),
    "all hold": ("全部满足（{condition}）", "all have ({condition})"),
    "some hold": ("至少有一条满足（{condition}）", "at least one has ({condition})"),
    "weighted": ("按概率加权的{label}合计", "probability-weighted total {label}"),
    "only": ("{figure}（仅计{conditions}的）", "{figure} (only where {conditions})"),
    "share": ("其中{conditions}的占比（%）", "share (%) where {conditions}"),
    "share of": ("其中{conditions}的{base}占比（%）", "share (%) of {base} where {conditions}"),
    "part of all": ("{figure}占总计的百分比", "{figure} in percent of the total"),
    "percent of": ("{figure}占{base}的百分比", "{figure} in percent of {base}"),
    "growth": ("{figure}比上一期的增长率（%）", "growth (%) of {figure} against the row before"),
    "change": ("{figure}相对{base}的变化率（%）", "change (%) from {base} to {figure}"),
    "ratio": ("{figure}与{base}之比", "ratio of {figure} to {base}"),
    "minus": ("{figure}减去{base}", "{figure} minus {base}"),
    "days since": ("距{label}的天数", "days since the {label}"),
    "running": ("{figure}的累计", "running total of {figure}"),
    "rank": ("名次", "rank"),
    "row before": ("上一行的{figure}", "{figure} of the row before"),
    "row before in": ("同一{keys}上一行的{figure}", "{figure} of the row before within the same {keys}"),
    "row after in": ("同一{keys}下一行的{figure}", "{figure} of the row after within the same {keys}"),
    "row after": ("下一行的{figure}", "{figure} of the row after"),
    "year": ("{label}的年份", "year of the {label}"),
    "quarter": ("{label}的季度", "quarter of the {label}"),
    "month": ("{label}的月份", "month of the {label}"),
    "week": ("{label}所在周", "week of the {label}"),
    "day": ("{label}", "{label}"),
    "month in": ("{label}的月份", "month {label}"),
    "year in": ("{label}的年份", "year {label}"),
    "quarter in": ("{label}的季度", "quarter {label}"),
    "week in": ("{label}所在周", "week {label}"),
    "day in": ("{label}", "day {label}"),
    "or else": ("{label}（没有时按 {value} 计）", "{label} ({value} where it is not known)"),
    "found": ("「{text}」的{noun}", "{noun} for “{text}”"),
    "beginning": ("{label}的前 {n} 个字", "the first {n} characters of {label}"),
    "length": ("{label}的字数", "length of {label}"),
    "classes": ("分类（{cases}）", "class ({cases})"),
    "case": ("{condition}：{value}", "{condition}: {value}"),
    "otherwise": ("其余", "otherwise"),
    "total": ("总计", "total"),
    # values
    "today": ("今天", "today"),
    "before today": ("{of}往前{span}", "{span} before {of}"),
    "after today": ("{of}往后{span}", "{span} after {of}"),
    "true": ("是", "yes"),
    "false": ("否", "no"),
    "nothing": ("空", "empty"),
    "CNY": ("{n}元人民币", "CNY {n}"),
    "USD": ("{n}美元", "USD {n}"),
    # readings
    "converted": ("金额按各条自身日期的汇率折成{currency}", "Amounts are converted to {currency} at the rate of each row's own date"),
    "left out": (
        "没有{label}的{noun}不计入{figures}",
        "{noun} whose {label} is not known are left out of the {figures}",
    ),
    "figure sum": ("合计", "sum"),
    "figure avg": ("平均值", "average"),
    "figure median": ("中位数", "median"),
    "name CNY": ("人民币", "CNY"),
    "name USD": ("美元", "USD"),
}  # fmt: skip

NOUNS: Final[dict[str, tuple[str, str, str]]] = {
    "companies": ("公司", "companies", "company"),
    "investors": ("机构", "investors", "investor"),
    "funds": ("基金", "funds", "fund"),
    "deals": ("交易", "deals", "deal"),
    "investments": ("投资", "investments", "investment"),
    "people": ("人物", "people", "person"),
    "interactions": ("沟通记录", "interactions", "interaction"),
    "opportunities": ("机会", "opportunities", "opportunity"),
    "tasks": ("任务", "tasks", "task"),
    "notes": ("纪要", "notes", "note"),
    "industries": ("行业", "industries", "industry"),
    "search_notes": ("搜索结果", "search results", "search result"),
}


_OPEN, _CLOSE = "\ue000", "\ue001"
_HAN = "\u4e00-\u9fff"


def kept(text: str) -> str:
    """A value, marked so that no later step touches its characters."""
    return f"{_OPEN}{text.replace(_OPEN, '').replace(_CLOSE, '')}{_CLOSE}"


def _tidied(text: str) -> str:
    text = re.sub(f"(?<=[{_HAN}])(?=[0-9A-Za-z`])|(?<=[0-9A-Za-z%`])(?=[{_HAN}])", " ", text)
    text = re.sub(f"(?<=[{_HAN}]) +(?=[{_HAN}])", "", text)
    return re.sub(r" *([，。、；：（）「」]) *", r"\1", re.sub(r" +", " ", text))


def _placed(found: re.Match[str], values: Sequence[str], zh: bool) -> str:
    """The value back in its place, with a space on a side where Chinese meets Latin."""
    value = values[int(found.group(2))]
    if not zh or not value:
        return f"{found.group(1)}{value}{found.group(3)}"
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    left = " " if re.match(f"[{_HAN}]", before) and value[0].isascii() else ""
    right = " " if re.match(f"[{_HAN}]", after) and value[-1].isascii() else ""
    return f"{left}{value}{right}"


class Words:
    """Phrases in one language: "zh" or "en"."""

    def __init__(self, language: str) -> None:
        self.zh = language.startswith("zh")

    def __call__(self, key: str, /, **parts: object) -> str:
        chinese, english = PHRASES[key]
        # one pass: what is put in is not read again, so a stored name in braces stays a name
        return re.sub(r"\{(\w+)\}", lambda found: str(parts[found.group(1)]), chinese if self.zh else english)

    def spaced(self, text: str) -> str:
        """The finished text: single spaces between Chinese and Latin, values untouched."""
        values: list[str] = []

        def stash(match: re.Match[str]) -> str:
            values.append(match.group(1))
            return f"{_OPEN}{len(values) - 1}{_CLOSE}"

        text = re.sub(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}", stash, text)
        text = _tidied(text).replace("的其中", "中") if self.zh else text
        return re.sub(f"( ?){_OPEN}(\\d+){_CLOSE}( ?)", lambda found: _placed(found, values, self.zh), text)

    def noun(self, view: str, *, one: bool = False) -> str:
        """The view's rows as a noun: plural, or one of them."""
        chinese, many, single = NOUNS[view]
        return chinese if self.zh else single if one else many

    def enumerated(self, items: list[str]) -> str:
        """«A、B、C» or «A, B and C»."""
        return self._joined(items, self("comma"), self("last comma"))

    def all_of(self, items: list[str]) -> str:
        """Conditions that all hold."""
        return self._joined(items, "，" if self.zh else ", ", "，且" if self.zh else " and ")

    def one_of(self, items: list[str]) -> str:
        """Values or conditions of which one holds."""
        return self._joined(items, self("comma"), self("or"))

    @staticmethod
    def _joined(items: list[str], between: str, last: str) -> str:
        if len(items) < 2:
            return "".join(items)
        return between.join(items[:-1]) + last + items[-1]
