"""A plan's values -> bound parameters of a SQL statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlglot import exp

from crm import catalog
from nlq.text2sql.linked import Value, calendar_years
from nlq.text2sql.plan import Operand, PlanError


@dataclass
class Binding:
    """Collects the parameters of one statement while it is built. `currency` is the one that money is shown in.

    `by_year`: figures are grouped by year, so that «近三年» means three calendar years. `spans`: the names of periods that
    the plan itself names, so that an expression reads the same wherever it stands.
    """

    values: Mapping[str, Value]
    today: date
    currency: str
    params: dict[str, Any] = field(default_factory=dict)
    aliases: int = 0
    by_year: bool = False
    spans: dict[tuple[date | None, date | None], str] = field(default_factory=dict)

    def bind(self, name: str, value: object) -> exp.Expr:
        """`:name` bound to `value`; the same name may come again with the same value only."""
        if name in self.params and self.params[name] != value:
            return self.bind(f"{name}_b", value)
        self.params[name] = value
        return exp.Placeholder(this=name)

    def constant(self, value: object) -> exp.Expr:
        """A value that the plan itself names (a code, a small number) as `:cN`."""
        for name, known in self.params.items():
            if name.startswith("c") and name[1:].isdecimal() and known == value and type(known) is type(value):
                return exp.Placeholder(this=name)
        return self.bind(f"c{sum(name[0] == 'c' for name in self.params) + 1}", value)

    def alias(self, view: str) -> str:
        """A fresh table alias: the view's first letter and a number."""
        self.aliases += 1
        return f"{view[0]}{self.aliases}"

    def value(self, operand: Operand) -> Value | None:
        """The linked value that `:vN` names; None for a literal. Raises PlanError for a name that is not linked."""
        if not isinstance(operand, str) or not operand.startswith(":") or operand == ":today":
            return None
        if operand[1:] not in self.values:
            raise PlanError(f"{operand} is no linked value")
        return self.values[operand[1:]]


def span_of(binding: Binding, operand: Operand) -> tuple[str, date | None, date | None] | None:
    """(name, first day, last day) where the operand is a period: a linked span or {"from", "to"}; else None."""
    value = binding.value(operand)
    if value is not None:
        if value.kind != "span":
            return None
        return (value.name, *(calendar_years(value, binding.today) if binding.by_year else value.value))
    if isinstance(operand, Mapping) and {"from", "to"} & set(operand):
        first, last = (date.fromisoformat(operand[k]) if operand.get(k) else None for k in ("from", "to"))
        return binding.spans.setdefault((first, last), f"c{len(binding.params) + 1}"), first, last
    return None


def days_of(span: tuple[date | None, date | None], today: date) -> int:
    """How many days a period lasts; one that is open at an end reaches to the asked day."""
    first, last = span
    if first is None:
        return (today - last).days if last is not None else 0
    return ((last or today) - first).days + 1


def family(binding: Binding, operand: Operand) -> exp.Expr | None:
    """The name of a group of investors as a parameter: a linked group or {"group": NAME}; else None."""
    value = binding.value(operand)
    if value is not None:
        return binding.bind(value.name, str(value.value)) if value.kind == "group" else None
    if isinstance(operand, Mapping) and "group" in operand:
        return binding.constant(str(operand["group"]))
    return None


def number(binding: Binding, operand: Operand) -> exp.Expr:
    """A number, percent or amount as a parameter. Raises PlanError for anything else."""
    value = binding.value(operand)
    if value is None:
        if isinstance(operand, Mapping) and "amount" in operand:
            return binding.constant(Decimal(str(operand["amount"])))
        if isinstance(operand, bool) or not isinstance(operand, (int, float, Decimal)):
            raise PlanError(f"a number is expected, not {operand!r}")
        return binding.constant(operand)
    amount = value.value[0] if value.kind == "money" else value.value
    if value.kind not in ("number", "percent", "money") or amount is None:
        raise PlanError(f"a number is expected, not the {value.kind} «{value.words}»")
    return binding.bind(value.name, amount)


def whole_number(binding: Binding, operand: Operand, most: int) -> int:
    """A LIMIT: 1 to `most`. Raises PlanError."""
    value = binding.value(operand)
    count = value.value if value is not None and value.kind == "number" else operand
    if isinstance(count, bool) or not isinstance(count, (int, Decimal)) or not 1 <= count <= most:
        raise PlanError(f"no limit: {operand!r}")
    return int(count)


def text(binding: Binding, column: catalog.Column, operand: Operand) -> exp.Expr:
    """A text value for `column`: a code of its list, a stored name, a username, quoted words. Raises PlanError."""
    value = binding.value(operand)
    if value is None:
        if not isinstance(operand, str):
            raise PlanError(f"a text is expected for {column.name}, not {operand!r}")
        return binding.constant(operand)
    return binding.bind(value.name, _text_of(value, column))


def _text_of(value: Value, column: catalog.Column) -> str:
    if value.kind == "code":
        if column.codes not in value.value:
            raise PlanError(f"«{value.words}» is no {column.name}")
        return str(value.value[column.codes])
    if value.kind == "org":
        names: Mapping[str, str] = value.value
        key = "company" if column.name == "company" or column.en == "company" else "investor"
        return names[key]
    if value.kind == "place":
        return str(value.value[0])
    if value.kind == "industry":
        return str(value.value[0])
    if value.kind in ("span", "money", "number", "percent"):
        raise PlanError(f"{column.name} is a text, «{value.words}» is none")
    if column.codes and column.codes != "currency":
        raise PlanError(f"«{value.words}» is no {column.name}")
    return str(value.value)
