"""A follow-up while rules take out of it the words that they understand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from nlq.text2sql.follow.edit import Edit
from nlq.text2sql.follow.heard import Heard
from nlq.text2sql.follow.nouns import AMOUNT, COUNT, Noun, column_of, type_of
from nlq.text2sql.linked import Value

REPLACES = re.compile(
    r"呢|换成?|改[成为看]|变成|^\s*那"
    r"|\b(?:what|how) about\b|^\s*and\b|\binstead\b|\bsame\b|\bchange\b|\bmake (?:it|that)\b|\bas for\b|\bswitch\b"
)
ONE_OF_THEM = re.compile(r"其中|当中|\b(?:which|how many|any|some|those) of (?:them|those|these)\b")
NARROWS = re.compile(
    r"[只仅]|其中|里面|当中|\bonly\b|\bjust\b|\bof (?:those|them|these|which)\b|\bthe ones\b|\bthose\b"
)


@dataclass
class Reading:
    """The text as the rules take words out of it."""

    heard: Heard
    view: str
    is_figure: bool
    text: str

    def values(self, marks: str | None) -> tuple[Value, ...]:
        """The linked values that stand as marks in `marks`."""
        return tuple(self.heard.values[mark] for mark in marks or "" if mark in self.heard.values)

    def nouns(self, marks: str | None) -> tuple[Noun, ...]:
        """The nouns that stand as marks in `marks`."""
        return tuple(self.heard.nouns[mark] for mark in marks or "" if mark in self.heard.nouns)

    def is_other(self, noun: Noun) -> bool:
        """Whether the noun names records of another view than the previous question's."""
        return bool(noun.view) and noun.view != self.view


Builder = Callable[[Reading, "re.Match[str]"], "list[Edit] | None"]


def part(found: re.Match[str], name: str) -> str:
    """The marks of a named part of a phrase; empty where the phrase has no such part, or does not use it."""
    return found.groupdict().get(name) or ""


def replaces(reading: Reading) -> bool:
    """Whether the words put a value in the place of another («那2017年呢») rather than narrow («只看上海的»)."""
    text = reading.heard.text
    return REPLACES.search(text) is not None and NARROWS.search(text) is None


def is_number(view: str, noun: Noun) -> bool:
    column = column_of(view, noun)
    return noun.columns[:1] in ((AMOUNT,), (COUNT,)) or (
        column is not None and not noun.bucket and type_of(view, column) in ("numeric", "integer")
    )
