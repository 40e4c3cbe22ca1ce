"""What a list shows beside a row's own columns: figures of related rows, and the row's place among the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlglot import exp

from nlq.text2sql.compile import measures
from nlq.text2sql.compile.conditions import Rows, condition, correlation, join_of, rows_of, table
from nlq.text2sql.plan import Compare, Condition, Every, Key, Of

NAMING = ("name", "investor", "company", "fund", "person")


def of_related(rows: Rows, item: Of) -> tuple[str, exp.Expr]:
    """Heading and expression of a column or figure of related rows; several texts are joined by comma, of numbers and
    dates the largest is taken. Raises PlanError.
    """
    join = join_of(rows, item.relation)
    inner = rows_of(join.view, rows.binding)
    name, shown = _shown(inner, item)
    parts = [*correlation(rows, inner, join), *(condition(inner, part) for part in item.where)]
    query = exp.select(shown).from_(table(inner)).where(*parts)
    return f"{item.relation}_{name}", exp.Subquery(this=query)


def _shown(inner: Rows, item: Of) -> tuple[str, exp.Expr]:
    if not isinstance(item.item, Key):
        return measures.name_of(inner, item.item), measures.measure(inner, item.item, [])
    column = measures.key(inner, item.item)
    kind = inner.described(inner.stored(item.item.column)).type if not item.item.bucket else "date"
    if kind != "text":
        return measures.key_name(inner, item.item), exp.Max(this=column)
    distinct = exp.Distinct(expressions=[column])
    return measures.key_name(inner, item.item), exp.GroupConcat(this=distinct, separator=exp.Literal.string(", "))


def place_among(rows: Rows, column: str, where: tuple[Condition, ...]) -> exp.Expr:
    """1 + how many rows have more of the column, among those that fit the conditions which do not name one record."""
    others = rows_of(rows.view, rows.binding)
    parts = (item for item in _parts(where) if not (isinstance(item, Compare) and item.column in NAMING))
    kept = [condition(others, item) for item in parts]
    more = exp.GT(this=others.plan_column(column), expression=rows.plan_column(column))
    query = exp.select(exp.Count(this=exp.Star())).from_(table(others)).where(*kept, more)
    return exp.Add(this=exp.Literal.number(1), expression=exp.Subquery(this=query))


def _parts(where: Iterable[Condition]) -> Iterator[Condition]:
    """The conditions that must all hold, those of an «and» one by one."""
    for item in where:
        yield from _parts(item.items) if isinstance(item, Every) and item.op == "and" else (item,)
