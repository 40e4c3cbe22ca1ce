"""The shape of a plan: the plan without its values. A shape that the bank holds has been seen; any other is new.

A value leaves its kind behind: span, number or name, so that the bank's literals and linked values give the same
shape. Columns, operators, tests, `:today` and `.column` stay; so does a limit of one, since «the largest» is another
question than «the largest ten».
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any, Final

from nlq.bank import lines
from nlq.evaluation.questions import Asked
from nlq.memory.patterns import VALUE
from nlq.memory.plans import canonical_text
from nlq.text2sql.answer import Answer
from nlq.text2sql.compile.semantics import PLACE_LEVELS
from nlq.text2sql.decompile import plan_of
from nlq.text2sql.guard import Refused, check
from nlq.text2sql.plan import (
    About,
    Compare,
    Condition,
    Every,
    Having,
    Key,
    Measure,
    Of,
    Operand,
    Order,
    Plan,
    PlanError,
    Related,
    Test,
    parse,
)

SEEN: Final = "seen"
NEW: Final = "unseen"
UNKNOWN: Final = "unknown"
MANY: Final = "some"  # a limit of more than one
_KINDS: Final = dict.fromkeys(("span", "length", "from", "until"), "span") | dict.fromkeys(
    ("number", "percent", "money"), "number"
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_REFERENCE = re.compile(r":(v\d+)\Z")
Kinds = Mapping[str, str]


def familiarity(asked: Asked, answer: Answer, plan: Any, linked: str, *, is_right: bool, today: date) -> str:
    """SEEN, NEW or UNKNOWN: of the plan that answered right, else of the gold SQL where a plan says the same.

    `plan` and `linked` are the kept JSON and text of the answer. "" for a question that is not to be answered.
    """
    if asked.expect != "answered":
        return ""
    shape = answered_shape(plan, linked) if is_right and answer.status == "answered" else gold_shape(asked.golds, today)
    if shape is None:
        return UNKNOWN
    return SEEN if shape in bank_shapes() else NEW


def answered_shape(plan: Any, linked: str) -> str | None:
    """The shape of a kept plan; `linked` names the kinds of its values. None for no plan."""
    try:
        return shape_of(parse(plan), dict(VALUE.findall(linked)))
    except PlanError:
        return None


def gold_shape(golds: tuple[str, ...], today: date) -> str | None:
    """The shape of the first gold statement that some plan says."""
    for sql in golds:
        query = check(sql)
        if isinstance(query, Refused):
            continue
        plan = plan_of(query, {}, {}, today=today, currency="CNY")
        if plan is not None:
            return shape_of(plan)
    return None


@cache
def bank_shapes() -> frozenset[str]:
    """The shapes of the question bank's plans."""
    return frozenset(shape_of(line.plan) for file in lines.files() for line in lines.read(file) if line.plan)


def shape_of(plan: Plan, kinds: Kinds | None = None) -> str:
    """The shape as text; `kinds` are the tags of linked values by name."""
    kinds = kinds or {}
    return canonical_text(
        Plan(
            view=plan.view,
            where=_conditions(plan.where, kinds),
            columns=tuple(_column(item, kinds) for item in plan.columns),
            show=tuple(_measure(item, kinds) for item in plan.show),
            by=plan.by,
            having=tuple(_having(item, kinds) for item in plan.having),
            order=tuple(Order(_sorted_by(item.by, kinds), item.descending) for item in plan.order),
            limit=plan.limit if plan.limit in (None, 1) else MANY,
            per=plan.per,
        )
    )


def _conditions(items: tuple[Condition, ...], kinds: Kinds) -> tuple[Condition, ...]:
    """Without repeats: «in either of three industries» is no other shape than «in either of two»."""
    return tuple(dict.fromkeys(_condition(item, kinds) for item in items))


def _condition(item: Condition, kinds: Kinds) -> Condition:
    match item:
        case Compare(column, op, operand):
            return Compare("place" if column in PLACE_LEVELS else column, op, _kind(operand, kinds))
        case Every(op, items):
            return Every(op, _conditions(items, kinds))
        case Related(how, relation, where, op, number):
            return Related(how, relation, _conditions(where, kinds), op, _kind(number, kinds) if op else None)
        case About(operand):
            return About(_kind(operand, kinds))
        case Test():
            return item


def _column(item: Key | Of, kinds: Kinds) -> Key | Of:
    if isinstance(item, Key):
        return item
    inner = item.item if isinstance(item.item, Key) else _measure(item.item, kinds)
    return Of(item.relation, inner, _conditions(item.where, kinds))


def _sorted_by(item: Key | Measure | Of, kinds: Kinds) -> Key | Measure | Of:
    return _measure(item, kinds) if isinstance(item, Measure) else _column(item, kinds)


def _having(item: Having, kinds: Kinds) -> Having:
    measure = _measure(item.measure, kinds) if isinstance(item.measure, Measure) else item.measure
    return Having(measure, item.op, _kind(item.operand, kinds))


def _measure(item: Measure, kinds: Kinds) -> Measure:
    of = tuple(_measure(inner, kinds) for inner in item.of)
    return replace(item, where=_conditions(item.where, kinds), of=of)


def _kind(operand: Operand, kinds: Kinds) -> Operand:
    """What an operand leaves behind: a kind, or of several their kinds without repeats."""
    match operand:
        case tuple() | list():
            return tuple(sorted({str(_kind(one, kinds)) for one in operand}))
        case str():
            return _kind_of_text(operand, kinds)
        case date():
            return "span"
        case Mapping():
            return "span" if {"from", "to"} & set(operand) else "number" if "amount" in operand else "name"
        case _:
            return "number"


def _kind_of_text(text: str, kinds: Kinds) -> str:
    if text == ":today" or text.startswith("."):
        return text
    if (reference := _REFERENCE.match(text)) is not None:
        return _KINDS.get(kinds.get(reference[1], ""), "name")
    return "span" if _DAY.match(text) else "name"
