"""What a follow-up may do to a plan."""

from __future__ import annotations

from dataclasses import dataclass

from nlq.text2sql.follow.nouns import Noun
from nlq.text2sql.linked import Value


@dataclass(frozen=True)
class Keep:
    """Only rows with one of the `values`: `how` is restrict, replace or exclude; `op` a comparison; `noun` the column."""

    values: tuple[Value, ...]
    how: str = "restrict"
    op: str = ""
    noun: Noun | None = None


@dataclass(frozen=True)
class Lead:
    """Rounds that were led (`yes`) or not, by the `value` where one is named."""

    yes: bool
    value: Value | None = None


@dataclass(frozen=True)
class Tested:
    """The noun's column is empty or filled; `test` may also be overdue, done, undone or untouched, without a noun;
    or quiet, or "never or quiet", in the period `value`.
    """

    test: str
    noun: Noun | None = None
    value: Value | None = None


@dataclass(frozen=True)
class Drop:
    """No condition on the noun's column, or on the value, any more."""

    noun: Noun | None = None
    value: Value | None = None


@dataclass(frozen=True)
class Group:
    """Figures by the nouns; `more`: beside what they are grouped by already."""

    nouns: tuple[Noun, ...]
    more: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure in place of rows or of other figures; part, growth and running stand beside the one that is shown."""

    function: str
    noun: Noun | None = None


@dataclass(frozen=True)
class Rows:
    """The rows themselves."""


@dataclass(frozen=True)
class Sort:
    """By the noun's column; `descending` None: as is usual for it. `reverse`: the order that is, turned round."""

    noun: Noun | None = None
    descending: bool | None = None
    reverse: bool = False


@dataclass(frozen=True)
class Limit:
    """The first so many: a linked number, or one."""

    value: Value | None = None


@dataclass(frozen=True)
class Show:
    """More columns."""

    nouns: tuple[Noun, ...]


@dataclass(frozen=True)
class Turn:
    """To the related records of `view`; `invested`: those that money joins, `lead`: as a leader."""

    view: str
    invested: bool = False
    lead: bool = False


@dataclass(frozen=True)
class InCurrency:
    """Amounts in the currency of the value."""

    value: Value


Edit = Keep | Lead | Tested | Drop | Group | Figure | Rows | Sort | Limit | Show | Turn | InCurrency
