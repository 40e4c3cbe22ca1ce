"""Training pairs out of the question bank: linked question -> plan in words, as the shipped model reads and writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm.models import User
from nlq.bank.align import align
from nlq.bank.lines import Line
from nlq.text2sql.compile import compile_plan
from nlq.text2sql.link import link
from nlq.text2sql.linked import Linked
from nlq.text2sql.plan import Plan, PlanError, to_json, to_words


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
    try:
        aligned, linked, missing = _aligned(item.plan, item, linked, asker)
        if missing:
            return Miss(item, missing, linked.text)
        compile_plan(aligned, linked.values, today=item.today, currency="CNY")
    except (PlanError, KeyError) as error:
        return Miss(item, (str(error),), linked.text)
    return Pair(linked.text, " ".join(to_words(to_json(aligned))), origin)


def _aligned(plan: Plan, item: Line, linked: Linked, asker: User) -> tuple[Plan, Linked, tuple[str, ...]]:
    aligned, state = align(plan, linked)
    quoted = [text for text in state.texts if text.lower() in item.question.lower()]
    if quoted:  # the author says what is searched for, also where no rule tells it from the other words
        linked = link(item.question, user=asker, today=item.today, quoted=quoted)
        aligned, state = align(plan, linked)
    return aligned, linked, tuple(state.missing)
