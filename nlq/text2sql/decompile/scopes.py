"""What is known while a statement is read: the bound values, the rows that stand around, what `compile` would write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlglot import exp

from nlq.text2sql.compile.conditions import Rows
from nlq.text2sql.compile.operands import Binding
from nlq.text2sql.decompile.canonical import Scope, Unreadable, fragment, scope_at
from nlq.text2sql.decompile.sameness import text
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import Operand, PlanError

T = TypeVar("T")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Known:
    """What the question's row knows: bound values by placeholder, linked values, the asked day, the shown currency."""

    params: Mapping[str, Any]
    values: Mapping[str, Value]
    today: date
    currency: str
    by_year: bool = False

    def binding(self) -> Binding:
        """A fresh collection of parameters for one fragment."""
        return Binding(self.values, self.today, self.currency, by_year=self.by_year)

    def linked(self, placeholder: str) -> Value | None:
        """The linked value that a placeholder belongs to: `v1_from` to v1."""
        return self.values.get(placeholder.split("_")[0])


@dataclass(frozen=True)
class Place:
    """The rows of the innermost view under its name, with all that stand around it."""

    known: Known
    scopes: tuple[Scope, ...]

    @property
    def scope(self) -> Scope:
        """The innermost source."""
        return self.scopes[-1]

    def rows(self, binding: Binding) -> Rows:
        """The innermost rows as `compile` knows them."""
        return Rows(self.scope.view, self.scope.alias, binding)

    def inside(self, view: str) -> Place:
        """The place of a view one level further in."""
        return Place(self.known, (*self.scopes, scope_at(len(self.scopes), view)))

    def text(self, node: exp.Expr) -> str:
        """A part of the statement as text."""
        return text(node, self.known.params)

    def compiled(self, write: Callable[[Rows], exp.Expr]) -> str:
        """What `compile` writes over these rows, as text. Raises PlanError."""
        binding = self.known.binding()
        return text(fragment(write(self.rows(binding)), self.scopes), binding.params)

    def first(self, node: exp.Expr, candidates: Iterable[T], write: Callable[[Rows, T], exp.Expr]) -> T:
        """The first candidate that `compile` writes as `node`. Raises Unreadable where none is."""
        wanted = self.text(node)
        for item in candidates:
            try:
                if self.compiled(lambda rows, item=item: write(rows, item)) == wanted:  # type: ignore[misc]
                    return item
            except PlanError:
                continue
        raise Unreadable(node.sql("postgres"))


def operand(known: Known, node: exp.Expr) -> Operand:
    """A value of the statement as a plan says it: a linked value's name, the asked day, or a literal.

    A day is a period from itself to itself. Raises Unreadable for anything else.
    """
    if isinstance(node, exp.Placeholder):
        if node.name == "today":
            return ":today"
        value = known.linked(node.name)
        return f":{value.name}" if value is not None else _literal(known.params.get(node.name))
    if isinstance(node, exp.Literal):
        return _literal(node.name if node.is_string else Decimal(node.name))
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
        return _literal(-Decimal(node.this.name))
    raise Unreadable(node.sql("postgres"))


def _literal(value: object) -> Operand:
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return {"from": str(value), "to": str(value)}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if value is None:
        raise Unreadable("an unbound value")
    return value
