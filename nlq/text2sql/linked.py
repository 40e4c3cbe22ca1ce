"""A question whose words have been linked: typed values in the order of their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

PLACEHOLDER = re.compile(r":v\d+ <[^<>]{1,80}>|:v\d+|<[^<>]{1,80}>")


@dataclass(frozen=True)
class Value:
    """One linked value, `:name` in a plan.

    kind      what .value holds
    investor company fund person   the stored name
    org       {"investor": name, "company": name}: one organisation with both profiles
    group     the family's name
    user      a username
    industry  a tuple of stored industry names
    place     (stored value, level): level is country, province, city or district
    code      {code list: code}: one word may belong to several lists
    currency  an ISO 4217 code
    money     (Decimal amount, ISO code or None)
    number percent   Decimal
    span      (first day or None, last day or None), both inclusive
    text      the quoted words

    title     texts that a title of the named post holds («CEO», «首席执行官»)

    phase     texts that name one of our own funds («二期», "Fund II "), found in the names of opportunities

    `years` of a span: how many the words name («近三年»: 3), for a question that groups by year.
    `is_length`: the words say how long («三个月»), not which days: its span reaches back so far from the asked day.
    `is_guess`: the words are not a stored name but nearly one (a typo, a homophone).
    """

    name: str
    kind: str
    value: Any
    words: str
    start: int = 0
    end: int = 0
    is_guess: bool = False
    years: int = 0
    is_length: bool = False

    @property
    def tag(self) -> str:
        """The type tag that a model reads in place of the words: `<investor>`, `<deal_stage>`, ..."""
        if self.kind == "code":
            return f"<{'|'.join(sorted(self.value))}>"
        return f"<{self._shape() if self.kind == 'span' else self.kind}>"

    def _shape(self) -> str:
        """Periods by their ends: what is open, and what was said as a mere length."""
        first, last = self.value
        if self.is_length:
            return "length"
        return "until" if first is None and last else "from" if last is None and first else "span"


@dataclass(frozen=True)
class Ambiguity:
    """Words that fit several stored records alike, or none: the asker chooses among `options`."""

    words: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Linked:
    """`text` is the question with each value's words replaced by `:vN <type>`; `values` by name, without the colon.

    `others` are further readings of the same question.
    """

    question: str
    text: str
    values: Mapping[str, Value]
    today: date
    asker: str = ""
    language: str = "zh"
    currency: str | None = None
    ambiguities: tuple[Ambiguity, ...] = ()
    unknown_names: tuple[Ambiguity, ...] = ()
    impossible_dates: tuple[str, ...] = ()
    others: tuple[Linked, ...] = ()

    @property
    def words(self) -> str:
        """The question without its names and values: «:v1 <investor> 投过哪些公司» -> « 投过哪些公司»."""
        return PLACEHOLDER.sub(" ", self.text)


Days = tuple[date | None, date | None]


def calendar_years(value: Value, today: date) -> Days:
    """«近三年» of a question that groups by year: the running year and the two before it. Any other span as it is."""
    first, last = value.value
    return (date(today.year - value.years + 1, 1, 1), last) if value.years else (first, last)


def decimal_or_none(value: object) -> Decimal | None:
    """A number as Decimal; None for anything that is no number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    return Decimal(str(value))
