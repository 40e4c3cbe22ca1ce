"""Literal plans -> plans over linked values: each literal becomes the `:vN` whose words said it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from crm import catalog
from nlq.text2sql.compile.conditions import stored_place
from nlq.text2sql.compile.semantics import PLACE_LEVELS, RELATIONS, is_money, stored_column
from nlq.text2sql.linked import Days, Linked, Value, calendar_years, decimal_or_none
from nlq.text2sql.plan import About, Compare, Condition, Every, Having, Key, Measure, Operand, Plan, PlanError, Related

MOST_CONSTANT = 12


@dataclass
class Alignment:
    """Collects which linked values a plan uses and which of its literals no words said."""

    linked: Linked
    used: set[str] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)

    def reference(self, operand: Operand, column: str, codes: str) -> Operand:
        """`:vN` for a literal that words said, the literal where it may stand as a constant, else recorded as missing."""
        matching = [
            value for value in self.linked.values.values() if _says(value, operand, column, codes, self.linked.today)
        ]
        fresh = [value for value in matching if value.name not in self.used] or matching
        if fresh:
            self.used.add(fresh[0].name)
            return f":{fresh[0].name}"
        if not _may_be_constant(operand, codes):
            self.missing.append(f"{column}={operand!r}")
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
        order=tuple(
            item if isinstance(item.by, Key) else replace(item, by=_measure(plan.view, item.by, state))
            for item in plan.order
        ),
    )
    return replace(result, limit=state.reference(limit, "limit", "")) if limit is not None else result


def _conditions(view: str, items: tuple[Condition, ...], state: Alignment) -> tuple[Condition, ...]:
    return tuple(_condition(view, item, state) for item in items)


def _condition(view: str, item: Condition, state: Alignment) -> Condition:
    match item:
        case Compare(column, _, operand):
            return replace(item, operand=_operand(view, column, operand, state))
        case Every(_, items):
            return replace(item, items=_conditions(view, items, state))
        case About(operand):
            return replace(item, operand=state.reference(operand, "body", ""))
        case Related(_, relation, where, op, number):
            join = RELATIONS.get(view, {}).get(relation)
            if join is None:
                raise PlanError(f"{view} have no {relation}")
            inner = _conditions(join.view, where, state)
            return replace(item, where=inner, number=state.reference(number, "count", "") if op else number)
        case _:
            return item


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
    measure = _measure(view, item.measure, state)
    return Having(measure, item.op, state.reference(item.operand, "count", ""))


def _says(value: Value, operand: Any, column: str, codes: str, today: date) -> bool:
    """Whether the linked value is the literal, for a column of that code list."""
    if isinstance(operand, Mapping):
        return _says_mapping(value, operand, today)
    if isinstance(operand, int) and value.kind == "span":
        return column == "vintage" and [getattr(day, "year", None) for day in value.value] == [operand, operand]
    if isinstance(operand, (int, float, Decimal)):
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
