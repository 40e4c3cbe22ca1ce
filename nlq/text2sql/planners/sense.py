"""What nobody asks: plans that contradict themselves («owner is A» and «owner is empty»), or say one thing twice.

A model that writes plans word by word writes such ones now and then; the plan alone tells, whatever the question was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from nlq.text2sql.plan import Compare, Condition, Every, Of, Plan, Related, Test

# A record may lie in a district and its city, and in an industry and its parent; a text may hold several words.
SEVERAL: Final = frozenset({"place", "country", "province", "city", "district", "industry", "sub_industry", "title"})
PINNED: Final = frozenset({"=", "in"})
EXCLUDED: Final = frozenset({"!=", "not in"})


def without_repeats(plan: Plan) -> Plan:
    """The plan with every condition, column and figure said once: it asks for the same."""
    return replace(
        plan,
        where=tuple(dict.fromkeys(plan.where)),
        columns=tuple(dict.fromkeys(plan.columns)),
        show=tuple(dict.fromkeys(plan.show)),
    )


def senseless(plan: Plan) -> int:
    """How many parts of the plan cancel another one; 0 for a plan that somebody may mean."""
    figures = [*plan.show, *(inner for figure in plan.show for inner in figure.of)]
    return sum(
        (
            _in_scope(plan.where),
            sum(_in_scope((*plan.where, *figure.where)) - _in_scope(plan.where) for figure in figures if figure.where),
            sum(figure.function == "share" and {*figure.where} <= {*plan.where} for figure in plan.show),  # always all
            sum(_in_scope(item.where) for item in _ofs(plan) if item.where),
            bool(plan.show and plan.per and plan.by and {*plan.by} <= {*plan.per}),  # each group is its own first
        )
    )


def _in_scope(where: tuple[Condition, ...]) -> int:
    """Among conditions that must all hold, and within each of them."""
    found = _crossed(where) + _has_and_lacks(where)
    for item in where:
        if isinstance(item, Related | Every):
            found += _within(item)
    return found


def _within(item: Related | Every) -> int:
    if isinstance(item, Related):
        return _in_scope(item.where)
    if item.op == "and":
        return _in_scope(item.items)
    return sum(_within(inner) for inner in item.items if isinstance(inner, Related | Every))


def _crossed(where: tuple[Condition, ...]) -> int:
    """Columns that are held to two things at once, or to one and not to another, or to a value and to none."""
    pinned = Counter(c.column for c in _compared(where) if c.op in PINNED and c.column not in SEVERAL)
    excluded = {c.column for c in _compared(where) if c.op in EXCLUDED} | set(_denied(where))
    empty = {c.column for c in where if isinstance(c, Test) and c.test == "empty"}
    compared = {c.column for c in _compared(where)}
    return (
        sum(times - 1 for times in pinned.values())
        + sum(column in excluded for column in pinned)
        + len(empty & compared)
    )


def _compared(where: tuple[Condition, ...]) -> Iterator[Compare]:
    return (item for item in where if isinstance(item, Compare))


def _denied(where: tuple[Condition, ...]) -> Iterator[str]:
    """Columns of «not this value»."""
    for item in where:
        if isinstance(item, Every) and item.op == "not":
            yield from (inner.column for inner in item.items if isinstance(inner, Compare) and inner.op in PINNED)


def _has_and_lacks(where: tuple[Condition, ...]) -> int:
    """Relations of which the same rows must be there and must not."""
    there = {(item.relation, item.where) for item in where if isinstance(item, Related) and item.how != "lacks"}
    return sum(isinstance(item, Related) and item.how == "lacks" and (item.relation, item.where) in there for item in where)


def _ofs(plan: Plan) -> Iterator[Of]:
    yield from (item for item in plan.columns if isinstance(item, Of))
    yield from (item.by for item in plan.order if isinstance(item.by, Of))
