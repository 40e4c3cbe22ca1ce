"""Training pairs out of the question bank: linked question -> plan in words, as the shipped model reads and writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm.models import User
from nlq.bank.align import align
from nlq.bank.lines import Line
from nlq.text2sql.compile import compile_plan
from nlq.text2sql.link import link
from nlq.text2sql.plan import PlanError, to_json, to_words


@dataclass(frozen=True)
class Pair:
    """One training pair. `origin` names the bank's file and line."""

    source: str
    target: str
    origin: str


@dataclass(frozen=True)
class Miss:
    """A line whose plan holds values that linking did not find in its words."""

    line: Line
    missing: tuple[str, ...]
    text: str


def pairs(lines: Iterable[Line], asker: User) -> Iterator[Pair | Miss]:
    """A pair for each line, or what linking missed; lines are linked against this database's names."""
    for item in lines:
        yield pair(item, asker)


def pair(item: Line, asker: User) -> Pair | Miss:
    """One line's pair or miss."""
    linked = link(item.question, user=asker, today=item.today)
    origin = f"{item.file}:{item.number}"
    if item.plan is None:
        return Pair(linked.text, " ".join(to_words({"refuse": item.refuse})), origin)
    aligned, state = align(item.plan, linked)
    if state.missing:
        return Miss(item, tuple(state.missing), linked.text)
    try:
        compile_plan(aligned, linked.values, today=item.today, currency="CNY")
    except (PlanError, KeyError) as error:
        return Miss(item, (str(error),), linked.text)
    return Pair(linked.text, " ".join(to_words(to_json(aligned))), origin)
