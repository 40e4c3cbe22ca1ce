"""Literal plans -> plans over linked values: each literal becomes the `:vN` whose words said it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from crm import catalog
from nlq.text2sql.compile.conditions import stored_place
from nlq.text2sql.compile.operands import days_of
from nlq.text2sql.compile.semantics import HOME, PLACE_LEVELS, RELATIONS, is_day_count, is_money, stored_column
from nlq.text2sql.linked import Days, Linked, Value, calendar_years, decimal_or_none
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
    Plan,
    PlanError,
    Related,
)

MOST_CONSTANT = 12
NEARLY = 50  # «半年» may be 180, 182 or 183 days
SEARCHED = ("body", "subject", "summary", "title", "next_step", "thesis", "description", "name", "task", "opportunity")
# The operators that a spoken period may stand with, the plainest first.
SAID = ("in", "<", ">", ">=", "<=")


@dataclass
class Alignment:
    """Collects which linked values a plan uses and which of its literals no words said; `texts` are those of them that
    a text column is searched for.
    """

    linked: Linked
    used: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def reference(self, operand: Operand, column: str, codes: str) -> Operand:
        """`:vN` for a literal that words said, the literal where it may stand as a constant, else recorded as missing."""
        matching = [
            value for value in self.linked.values.values() if _says(value, operand, column, codes, self.linked.today)
        ]
        fresh = [value for value in matching if value.name not in self.used] or matching
        if fresh:
            self.used.add(fresh[0].name)
            return f":{fresh[0].name}"
        if not _may_be_constant(operand, codes) and not (column in ("place", "country") and operand in HOME):
            self.missing.append(f"{column}={operand!r}")
            if isinstance(operand, str) and column in SEARCHED:
                self.texts.append(operand)
        return operand


def align(plan: Plan, linked: Linked) -> tuple[Plan, Alignment]:
    """The plan over linked values, and what was used and missing."""
    state = Alignment(linked)
    return _plan(plan, state), state


def _plan(plan: Plan, state: Alignment) -> Plan:
    limit = plan.limit
    result = replace(
        plan,
        where=_conditions(plan.view, plan.where, state),
        show=tuple(_measure(plan.view, item, state) for item in plan.show),
        having=tuple(_having(plan.view, item, state) for item in plan.having),
        columns=tuple(item if isinstance(item, Key) else _of(plan.view, item, state) for item in plan.columns),
        order=tuple(replace(item, by=_sorted_by(plan.view, item.by, state)) for item in plan.order),
    )
    return replace(result, limit=state.reference(limit, "limit", "")) if limit is not None else result


def _conditions(view: str, items: tuple[Condition, ...], state: Alignment) -> tuple[Condition, ...]:
    return tuple(_condition(view, item, state) for item in items)


def _condition(view: str, item: Condition, state: Alignment) -> Condition:
    match item:
        case Compare(column, op, operand):
            if (spoken := _spoken_period(view, column, op, operand, state)) is not None:
                return replace(item, op=spoken[0], operand=spoken[1])
            return replace(item, operand=_operand(view, column, operand, state))
        case Every(_, items):
            return replace(item, items=_conditions(view, items, state))
        case About(operand):
            return replace(item, operand=state.reference(operand, "body", ""))
        case Related(_, relation, where, op, number):
            inner = _conditions(_related_view(view, relation), where, state)
            return replace(item, where=inner, number=state.reference(number, "count", "") if op else number)
        case _:
            return item


def _spoken_period(view: str, column: str, op: str, operand: Operand, state: Alignment) -> tuple[str, str] | None:
    """Operator and linked period that leave the same days: «before this year» of a question that says «this year first».

    None where the literal is no period, or no linked one fits.
    """
    wanted = _days_left(op, _period(view, column, operand))
    if wanted is None:
        return None
    names = [name for name, value in state.linked.values.items() if value.kind == "span"]
    for name in sorted(names, key=lambda one: one in state.used):
        value = state.linked.values[name]
        for spoken in (value.value, calendar_years(value, state.linked.today)):
            for said in SAID:
                if (left := _days_left(said, spoken)) is not None and _same_days(left, wanted, state.linked.today):
                    state.used.add(name)
                    return said, f":{name}"
    return None


def _period(view: str, column: str, operand: Operand) -> Days | None:
    """The days of a literal period, or of a year in a column of years."""
    if isinstance(operand, Mapping) and {"from", "to"} & set(operand):
        return _day(operand.get("from")), _day(operand.get("to"))
    stored = stored_column(view, column)
    if stored == "vintage" and isinstance(operand, int):
        return date(operand, 1, 1), date(operand, 12, 31)
    return None


def _days_left(op: str, period: Days | None) -> Days | None:
    """The days that a comparison with the period leaves, None at an open end; None where there is no such period."""
    if period is None:
        return None
    first, last = period
    ends: dict[str, Days | None] = {
        "in": (first, last),
        "=": (first, last),
        ">=": (first, None) if first else None,
        "<=": (None, last) if last else None,
        "<": (None, edge - timedelta(days=1)) if (edge := first or last) else None,
        ">": (edge + timedelta(days=1), None) if (edge := last or first) else None,
    }
    return ends.get(op)


def _related_view(view: str, relation: str) -> str:
    join = RELATIONS.get(view, {}).get(relation)
    if join is None:
        raise PlanError(f"{view} have no {relation}")
    return join.view


def _of(view: str, item: Of, state: Alignment) -> Of:
    inner = _related_view(view, item.relation)
    of = item.item if isinstance(item.item, Key) else _measure(inner, item.item, state)
    return replace(item, item=of, where=_conditions(inner, item.where, state))


def _sorted_by(view: str, by: Measure | Key | Of, state: Alignment) -> Measure | Key | Of:
    match by:
        case Measure():
            return _measure(view, by, state)
        case Of():
            return _of(view, by, state)
        case Key():
            return by


def _operand(view: str, column: str, operand: Operand, state: Alignment) -> Operand:
    if isinstance(operand, tuple):
        return tuple(_operand(view, column, inner, state) for inner in operand)
    if isinstance(operand, str) and operand.startswith((":", ".")):
        return operand
    stored = stored_column(view, column)
    columns = catalog.view(view).columns
    codes = columns[stored].codes if stored in columns and not is_money(view, stored) else ""
    return state.reference(operand, stored, codes)


def _measure(view: str, item: Measure, state: Alignment) -> Measure:
    return replace(
        item, where=_conditions(view, item.where, state), of=tuple(_measure(view, inner, state) for inner in item.of)
    )


def _having(view: str, item: Having, state: Alignment) -> Having:
    if isinstance(item.measure, Key):
        return replace(item, operand=_operand(view, item.measure.column, item.operand, state))
    measure = _measure(view, item.measure, state)
    return Having(measure, item.op, state.reference(item.operand, "count", ""))


def _says(value: Value, operand: Any, column: str, codes: str, today: date) -> bool:
    """Whether the linked value is the literal, for a column of that code list."""
    if isinstance(operand, Mapping):
        return _says_mapping(value, operand, today)
    if isinstance(operand, int) and value.kind == "span" and is_day_count(column):
        return abs(days_of(value.value, today) - operand) <= max(1, operand // NEARLY)
    if isinstance(operand, int) and value.kind == "span":
        return column == "vintage" and [getattr(day, "year", None) for day in value.value] == [operand, operand]
    if isinstance(operand, (int, float, Decimal)):
        if value.kind == "percent" and abs(float(value.value) - float(operand)) < 1:
            return True
        amount = value.value[0] if value.kind == "money" else value.value
        return value.kind in ("number", "percent", "money") and decimal_or_none(amount) == decimal_or_none(operand)
    if value.kind == "code":
        return bool(value.value.get(codes) == operand)
    if value.kind == "org":
        return operand in value.value.values()
    if value.kind == "place":
        return column in ("place", *PLACE_LEVELS) and value.value[0] in (operand, stored_place(str(operand))[0])
    if value.kind == "industry":
        return column in ("industry", "sub_industry", "name", "parent") and operand in value.value
    if value.kind in ("title", "phase"):
        return column in ("title", "name") and str(operand).lower() in {text.lower() for text in value.value}
    if value.kind == "currency":
        return column == "currency" and value.value == operand
    if value.kind == "group":
        return isinstance(operand, str) and _bare(value.value) == _bare(operand)
    return value.kind not in ("span", "money", "number", "percent") and value.value == operand


def _says_mapping(value: Value, operand: Mapping[str, Any], today: date) -> bool:
    if "group" in operand:
        return value.kind == "group" and _bare(value.value) == _bare(operand["group"])
    if "amount" in operand:
        amount = decimal_or_none(operand["amount"])
        if value.kind == "number":
            return decimal_or_none(value.value) == amount
        return value.kind == "money" and value.value[0] == amount
    if value.kind != "span":
        return False
    wanted = (_day(operand.get("from")), _day(operand.get("to")))
    return any(_same_days(spoken, wanted, today) for spoken in (value.value, calendar_years(value, today)))


def _bare(family: str) -> str:
    return family.removesuffix("系").removesuffix("集团")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _same_days(spoken: Days, wanted: Days, today: date) -> bool:
    """The same period; one that runs on past the asked day is as good as one that ends there."""
    ends = [min(end, today) if end and end.year == today.year else end for end in (spoken[1], wanted[1])]
    return spoken[0] == wanted[0] and ends[0] == ends[1]


def _may_be_constant(operand: Any, codes: str) -> bool:
    """Codes and small whole numbers may stand in a plan without words that say them («open», «the latest»)."""
    if isinstance(operand, bool):
        return False
    if isinstance(operand, int):
        return 0 <= operand <= MOST_CONSTANT
    return (
        isinstance(operand, str)
        and bool(codes)
        and codes != "currency"
        and re.fullmatch(r"[a-z_]+", operand) is not None
    )
