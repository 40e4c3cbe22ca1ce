"""From the parts of a phrase to edits: one function a kind of phrase, by the names in cues.tsv. None: not meant so after all."""

from __future__ import annotations

import re

from nlq.text2sql.follow.edit import (
    Drop,
    Edit,
    Figure,
    Group,
    InCurrency,
    Keep,
    Lead,
    Limit,
    Rows,
    Show,
    Sort,
    Tested,
    Turn,
)
from nlq.text2sql.follow.nouns import COUNT, DATE, Noun, column_of
from nlq.text2sql.follow.reading import Builder, Reading, is_number, part, replaces
from nlq.text2sql.linked import Value

ABOVE = r"不少于|不低于|不小于|至少|起码|\bat least\b|\bfrom\b|>="
OVER = r"超过|高于|大于|多于|\babove\b|\bover\b|\bmore than\b|\bgreater than\b|\bexceeding\b|\bbigger than\b|\blarger than\b|>"
UP_TO = r"不超过|不高于|至多|最多|\bat most\b|\bup to\b|\bno more than\b|<="
BELOW = r"低于|少于|小于|不到|不足|\bunder\b|\bbelow\b|\bless than\b|\bsmaller than\b|<"
BEFORE_OP = ((">=", ABOVE), ("<=", UP_TO), (">", OVER), ("<", BELOW))
AFTER_OP = (
    (">=", r"及?以上|及以后|及之后|以后|之后|起步|\bor (?:more|later|above|larger|bigger)\b|\band (?:up|above|later)\b|\bonwards?\b|\+"),
    ("<=", r"及?以下|以内|及?以前|及?之前|\bor (?:less|earlier|below|smaller)\b|\band (?:below|earlier)\b"),
)  # fmt: skip
PARTIES = frozenset({"investor", "company", "org", "group"})
OF_DAYS = frozenset({"新", "近", "晚", "早", "last", "latest", "newest", "most recent", "earliest", "oldest"})
LEAST = frozenset({"小", "低", "少", "早", "earliest", "oldest", "smallest", "lowest"})


def _drop(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    if values := reading.values(part(found, "what")):
        return [Drop(value=value) for value in values]
    (noun,) = reading.nouns(part(found, "what"))
    return [Drop(noun)] if noun.columns else None


def _exclude(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    return _kept(reading.values(part(found, "what")), "exclude")


def _kept(values: tuple[Value, ...], how: str, op: str = "", noun: Noun | None = None) -> list[Edit]:
    """One edit for all values of one kind."""
    kinds = list(dict.fromkeys(_shape(value) for value in values))
    groups = [tuple(value for value in values if _shape(value) == kind) for kind in kinds]
    return [Keep(group, how, op, noun) for group in groups]


def _shape(value: Value) -> str:
    return value.tag if value.kind != "span" else "span"


def _compared(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    values = reading.values(part(found, "values"))
    if values[0].kind == "currency":
        return [InCurrency(values[0])]
    nouns = reading.nouns(part(found, "noun"))
    if nouns and nouns[0].columns[:1] == ("lead_investor",):
        return [Lead(True, values[0])]
    op = _operator(part(found, "before"), BEFORE_OP) or _operator(part(found, "after"), AFTER_OP)
    how = "replace" if replaces(reading) else "restrict"
    if nouns and reading.is_other(nouns[0]):
        return None
    if len(values) > 1 and re.search(r"都|\bboth\b", reading.heard.text) and values[0].kind in PARTIES:
        return [Keep((value,), how, op) for value in values]
    return _kept(values, how, op, nouns[0] if nouns and nouns[0].columns else None)


def _operator(words: str | None, operators: tuple[tuple[str, str], ...]) -> str:
    return next((op for op, pattern in operators if words and re.fullmatch(pattern, words)), "")


def _group(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    nouns = reading.nouns(part(found, "what"))
    if any(is_number(reading.view, noun) for noun in nouns):
        return [Sort(nouns[0])] if len(nouns) == 1 else None
    return [Group(nouns, bool(part(found, "more") or part(found, "also")))]


def _sort(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    words = found.group()
    nouns = reading.nouns(words)
    down = re.search(r"从[高大多新近晚]|降序|倒序|倒排|\bdesc|\bhighest\b|\blargest\b|\bnewest\b", words)
    up = re.search(r"从[低小少旧早远]|升序|正序|\basc|\blowest\b|\bsmallest\b|\boldest\b", words)
    if not nouns and not down and not up:
        return None
    return [Sort(nouns[0] if nouns else None, True if down else False if up else None)]


def _sort_by(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    return [Sort(reading.nouns(part(found, "what"))[0])]


def _firsts(descending: bool, noun: Noun | None) -> Builder:
    return lambda reading, found: [Sort(noun, descending)]


def _superlative(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    """«金额最大的那笔», "the latest one"."""
    nouns = reading.nouns(part(found, "noun"))
    if any(reading.is_other(noun) for noun in reading.nouns(found.group())):
        return None
    return [_most(part(found, "most"), nouns), Limit()]


def _most(word: str, nouns: tuple[Noun, ...]) -> Sort:
    by_day = Noun((DATE,)) if word in OF_DAYS else None
    return Sort(nouns[0] if nouns else by_day, word not in LEAST)


def _limit(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    return [Limit(value) for value in reading.values(found.group())]


def _show(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    nouns = reading.nouns(part(found, "what"))
    is_known = all(noun.columns and noun.columns[0] != COUNT for noun in nouns)
    return [Show(nouns)] if is_known else None


def _flag(edit: Edit) -> Builder:
    return lambda reading, found: [edit]


def _not_led_by(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    values = reading.values(found.group())
    return [Lead(False, value) for value in values] if all(value.kind in PARTIES for value in values) else None


def _quiet(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    """«半年没联系过的»: those never spoken to as well, where the words allow it."""
    (value,) = reading.values(part(found, "value"))
    never_too = re.search(r"过|\bno\b|\bnot\b|n't|n’t|\bwithout\b", found.group()) is not None
    return [Tested("never or quiet" if never_too else "quiet", value=value)] if value.kind == "span" else None


def _counted_over(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    """«三笔以上», "more than 5 deals"."""
    op = _operator(part(found, "before"), BEFORE_OP) or _operator(part(found, "after"), AFTER_OP)
    (value,) = reading.values(part(found, "value"))
    return [Keep((value,), "restrict", op)] if op and value.kind == "number" else None


def _first_so_many(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    """«最近的10笔», "the 5 largest"."""
    (value,) = reading.values(part(found, "value"))
    if value.kind != "number":
        return None
    return [_most(part(found, "most"), reading.nouns(part(found, "noun"))), Limit(value)]


def _which_most(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    """«哪个月最多», "which sector has the most": groups by the noun, the first of them."""
    nouns = reading.nouns(part(found, "what"))
    return [Group(nouns), Sort(None, not part(found, "least")), Limit()]


def _event(columns: str) -> Builder:
    noun = Noun(tuple(columns.split()))

    def build(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
        values = reading.values(found.group())
        is_known = column_of(reading.view, noun) is not None
        return [Keep(values, "restrict", "", noun)] if values and is_known and values[0].kind == "span" else None

    return build


def _of_its_kind(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    """«机器人行业», «上海地区»: the noun says what the value is."""
    values, (noun,) = reading.values(part(found, "values")), reading.nouns(part(found, "what"))
    if noun.view or values[0].kind != noun.columns[0].replace("province", "place").replace("city", "place"):
        return None
    return _kept(values, "replace" if replaces(reading) else "restrict")


def _with_them(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    """«和他们的会议», "our calls with them"."""
    values = reading.values(found.group())
    is_kind = bool(values) and values[0].kind == "code" and "interaction_kind" in values[0].value
    return [Turn("interactions"), Keep(values[:1])] if is_kind and reading.view != "interactions" else None


def _lead_by(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    values = reading.values(found.group())
    return [Lead(True, value) for value in values] if all(value.kind in PARTIES for value in values) else None


def _invested(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    """«他们投了哪些公司», "which companies did they back": the noun's records, through investments."""
    lead = re.search(r"领投|\bled\b|\blead\b", found.group()) is not None
    nouns = reading.nouns(part(found, "what"))
    if not part(found, "what"):
        return [Turn("companies", invested=True, lead=lead)] if reading.view in ("investors", "investments") else None
    if not nouns or nouns[0].view not in ("companies", "deals") or nouns[0].view == reading.view:
        return None
    return [Turn(nouns[0].view, invested=True, lead=lead)]


def _who(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    lead = re.search(r"领投|\bled\b|\blead\b", found.group()) is not None
    return [Turn("investors", invested=True, lead=lead)] if reading.view != "investors" else None


def _counted(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    """«多少笔», "how many companies": of the noun's records, in their own view where the rows are others."""
    nouns = reading.nouns(part(found, "what"))
    if not nouns or not reading.is_other(nouns[0]):
        return [Figure("count")]
    if column_of(reading.view, nouns[0]) is not None:
        return [Figure("count", nouns[0])]
    return [Turn(nouns[0].view), Figure("count")]


def _figure(function: str) -> Builder:
    def build(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
        nouns = reading.nouns(found.group())
        if any(noun.view for noun in nouns) and function != "share":
            return [Figure(function)] if not any(reading.is_other(noun) for noun in nouns) else None
        return [Figure(function, nouns[0] if nouns else None)]

    return build


def _rows(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    nouns = reading.nouns(found.group())
    if nouns and reading.is_other(nouns[0]):
        return [Turn(nouns[0].view)]
    return None if nouns and not nouns[0].view else [Rows()]


def _drop_all(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    (noun,) = reading.nouns(part(found, "what"))
    return [Drop(noun)] if noun.columns and not noun.view else None


def _tested(test: str) -> Builder:
    def build(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
        (noun,) = reading.nouns(part(found, "what"))
        return [Tested(test, noun)] if noun.columns and not noun.view else None

    return build


def _named(reading: Reading, found: re.Match[str]) -> list[Edit] | None:
    (noun,) = reading.nouns(part(found, "what"))
    if noun.view:
        return [Turn(noun.view)] if reading.is_other(noun) else None
    if noun.columns[0] == COUNT:
        return [Figure("count")]
    return [Figure("", noun)] if reading.is_figure else [Show((noun,))]


BUILDERS: dict[str, Builder] = {
    "drop": _drop,
    "drop all": _drop_all,
    "exclude": _exclude,
    "compared": _compared,
    "counted over": _counted_over,
    "of its kind": _of_its_kind,
    "founded": _event("founded_on vintage"),
    "due": _event("due_on next_step_due_on"),
    "closing": _event("expected_close_on"),
    "quiet": _quiet,
    "untouched": _flag(Tested("untouched")),
    "overdue": _flag(Tested("overdue")),
    "undone": _flag(Tested("undone")),
    "done": _flag(Tested("done")),
    "empty": _tested("empty"),
    "filled": _tested("filled"),
    "led": _flag(Lead(True)),
    "not led": _flag(Lead(False)),
    "led by": _lead_by,
    "not led by": _not_led_by,
    "who": _who,
    "invested": _invested,
    "with them": _with_them,
    "named": _named,
    "group": _group,
    "which most": _which_most,
    "how many": _counted,
    **{f"figure {name}": _figure(name) for name in ("part", "growth", "running", "median", "avg", "weighted", "sum")},
    "rows": _rows,
    "sort": _sort,
    "sort by": _sort_by,
    "newest first": _firsts(True, Noun((DATE,))),
    "oldest first": _firsts(False, Noun((DATE,))),
    "largest first": _firsts(True, None),
    "smallest first": _firsts(False, None),
    "reverse": _flag(Sort(reverse=True)),
    "superlative": _superlative,
    "first so many": _first_so_many,
    "limit": _limit,
    "show": _show,
}
