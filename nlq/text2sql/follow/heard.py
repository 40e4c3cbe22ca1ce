"""A follow-up as its words, with one mark in place of each linked value and each noun."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from crm import catalog
from nlq.text2sql.follow.nouns import Noun, noun_words, one_character
from nlq.text2sql.link.phrases import Found, folded
from nlq.text2sql.linked import Linked, Value

VALUE = "[\ue000-\ue3ff]"
TOP = "[\ue400-\ue7ff]"
NOUN = "[\ue800-\uefff]"
FIRST_ONES = re.compile(r"前|top|first|头", re.IGNORECASE)
GROUPED = re.compile(r"(?:[每按分逐各照]|哪一?个)$")
# Behind these a word that may be a code is a plain verb: «从没联系过», "who invested".
VERB_BEFORE = re.compile(r"(?:谁|从没|没有?|从未|未|\bwho|\bnever|\bnot|n't|n’t|\bdid (?:they|it))\s*$", re.IGNORECASE)
VERBS = frozenset({"invested", "contacted", "联系过", "接触过", "met"})
CLOSING = frozenset({"closing", "交割", "关闭"})
ANAPHORS = re.compile(
    r"他们|她们|它们|[他它]|这些|那些|其中|当中|这里面|这批|上面|刚才|同样"
    r"|\b(?:they|them|their|theirs|those|these|of which|the ones|which ones|same|its|it)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Heard:
    """`text` is folded (width, case, script) and holds a character of VALUE, TOP or NOUN for each of the marks."""

    text: str
    question: str
    values: Mapping[str, Value] = field(default_factory=dict)
    nouns: Mapping[str, Noun] = field(default_factory=dict)

    @property
    def has_anaphor(self) -> bool:
        """Whether it speaks of what was found before: «他们», «其中», "those"."""
        return ANAPHORS.search(self.text) is not None


def hear(linked: Linked, view: str) -> Heard:
    """The linked follow-up to a question about `view`."""
    text = linked.question
    values = [value for value in linked.values.values() if _is_meant(text, value, view)]
    nouns = _nouns(text, view, values)
    marks: list[tuple[int, int, str]] = []
    heard_values, heard_nouns = {}, {}
    for at, value in zip(count(), values, strict=False):
        mark = chr((0xE400 if _is_top(value) else 0xE000) + at)
        heard_values[mark] = value
        marks.append((value.start, value.end, mark))
    for at, (start, end, noun) in zip(count(), nouns, strict=False):
        heard_nouns[chr(0xE800 + at)] = noun
        marks.append((start, end, chr(0xE800 + at)))
    return Heard(_marked(text, marks), text, heard_values, heard_nouns)


def _is_top(value: Value) -> bool:
    return value.kind == "number" and FIRST_ONES.search(value.words) is not None


def _is_meant(text: str, value: Value, view: str) -> bool:
    """Whether words that were linked are a value here, and no verb, pronoun or name of a column."""
    words = value.words.lower()
    if value.kind == "text":
        return ANAPHORS.fullmatch(words) is None
    if value.kind != "code":
        return True
    if view == "opportunities" and words in CLOSING:
        return False
    if words in VERBS and VERB_BEFORE.search(text[: value.start]):
        return False
    lists = {item.codes for item in catalog.view(view).columns.values() if item.codes}
    names_column = any(found.start == 0 and found.end == len(words) for found in noun_words(view).find(words))
    return not (names_column and not lists & set(value.value))


def _nouns(text: str, view: str, values: list[Value]) -> list[tuple[int, int, Noun]]:
    taken = [(value.start, value.end) for value in values]
    found: list[tuple[int, int, Noun]] = [
        (one.start, one.end, one.payloads[0]) for one in _longest_first(list(noun_words(view).find(text)))
    ]
    for at, char in enumerate(text):
        if (noun := one_character(char)) and GROUPED.search(text[:at]):
            found.append((at, at + 1, noun))
    kept: list[tuple[int, int, Noun]] = []
    for start, end, noun in found:
        if all(end <= first or start >= last for first, last in (*taken, *((one[0], one[1]) for one in kept))):
            kept.append((start, end, noun))
    return sorted(kept, key=lambda one: one[0])


def _longest_first(found: list[Found[Noun]]) -> list[Found[Noun]]:
    return sorted(found, key=lambda one: one.start - one.end)


def _marked(text: str, marks: list[tuple[int, int, str]]) -> str:
    low = folded(text)
    for start, end, mark in sorted(marks, reverse=True):
        low = f"{low[:start]}{mark}{low[end:]}"
    return low
