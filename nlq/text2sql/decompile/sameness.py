"""Whether two statements ask for the same rows: their clauses side by side, whatever their parts' order and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlglot import exp

from nlq.text2sql.decompile.canonical import conjuncts, disjuncts
from nlq.text2sql.guard.limits import MAX_ROWS

Ordering = tuple[str, bool, bool]


@dataclass(frozen=True)
class Shape:
    """One SELECT's clauses as texts. `limit` is "" for none; `ordering` holds (expression, descending, NULLs first);
    `known` the conditions that what it is sorted and grouped by is no NULL.
    """

    shown: frozenset[str]
    source: str | Shape
    where: frozenset[str]
    group: frozenset[str]
    having: frozenset[str]
    ordering: tuple[Ordering, ...]
    limit: str
    known: frozenset[str]

    def __str__(self) -> str:
        parts = (self.shown, self.where, self.group, self.having)
        said = " / ".join(" ".join(sorted(part)) for part in parts)
        return f"[{said} / {self.source} / {self.ordering} / {self.limit}]"


def shape(select: exp.Select, params: Mapping[str, Any]) -> Shape:
    """The clauses of a statement in the one spelling, its placeholders replaced by what is bound to them."""
    select = select.copy()
    source = select.args["from_"].this
    if isinstance(source, exp.Subquery):
        look_through(select, {one.alias_or_name: one.unalias() for one in source.this.expressions})
    ordering = (_ordering(one, params) for one in _items(select, "order"))
    keys = [*(one.this for one in _items(select, "order")), *_items(select, "group")]
    return Shape(
        shown=frozenset(text(one.unalias(), params) for one in select.expressions),
        source=shape(source.this, params) if isinstance(source, exp.Subquery) else text(source, params),
        where=_parts(select, "where", params),
        group=frozenset(text(one, params) for one in _items(select, "group")),
        having=_parts(select, "having", params),
        ordering=_without_repeats(ordering),
        limit=limit_text(select.args.get("limit"), params),
        known=frozenset(f"(not {_is_null(text(_known_by(one), params))})" for one in keys),
    )


def look_through(select: exp.Select, behind: Mapping[str, exp.Expr]) -> None:
    """What stands behind the headings of the inner statement, in their place."""
    for clause in ("expressions", "where", "group", "having", "order"):
        found = select.args.get(clause) or []
        for root in found if isinstance(found, list) else [found]:
            for one in [one for one in root.find_all(exp.Column) if one.name in behind]:
                one.replace(behind[one.name].copy())


def covers(wider: Shape, asked: Shape) -> bool:
    """Whether `wider` gives the rows of `asked`, perhaps with more columns, a finer order, ids beside grouped names, or
    without the rows whose key is unknown, which a list that is cut leaves out.
    """
    return (
        asked.shown <= wider.shown
        and _same_source(wider.source, asked.source)
        and asked.having == wider.having
        and asked.limit == wider.limit
        and _same_rows(wider, asked)
        and _same_groups(wider, asked)
        and _same_order(wider, asked)
    )


def _same_source(wider: str | Shape, asked: str | Shape) -> bool:
    if isinstance(wider, Shape) and isinstance(asked, Shape):
        return covers(wider, asked)
    return wider == asked


def _same_rows(wider: Shape, asked: Shape) -> bool:
    return asked.where <= wider.where and wider.where - asked.where <= wider.known


def _same_groups(wider: Shape, asked: Shape) -> bool:
    ids = {column.replace("_id)", ")") for column in wider.group - asked.group}
    return asked.group <= wider.group and ids <= wider.group


def _same_order(wider: Shape, asked: Shape) -> bool:
    finer = wider.ordering[len(asked.ordering) :]
    keys = wider.group | (wider.source.group if isinstance(wider.source, Shape) else frozenset())
    breaks_ties = all(one[0] in keys or one[0].endswith(".id)") for one in finer)
    return wider.ordering[: len(asked.ordering)] == asked.ordering and (breaks_ties or not asked.ordering)


def _parts(select: exp.Select, clause: str, params: Mapping[str, Any]) -> frozenset[str]:
    found = select.args.get(clause)
    return frozenset(text(one, params) for one in conjuncts(found.this if found is not None else None))


def _items(select: exp.Select, clause: str) -> list[exp.Expr]:
    found = select.args.get(clause)
    return list(found.expressions) if found is not None else []


def _ordering(node: exp.Expr, params: Mapping[str, Any]) -> Ordering:
    """A count is never NULL: where its NULLs would stand does not matter."""
    counted = isinstance(node.this, exp.Count)
    return text(node.this, params), bool(node.args.get("desc")), bool(node.args.get("nulls_first")) and not counted


def _without_repeats(ordering: Any) -> tuple[Ordering, ...]:
    seen: dict[str, Ordering] = {}
    for one in ordering:
        seen.setdefault(one[0], one)
    return tuple(seen.values())


def limit_text(limit: exp.Expr | None, params: Mapping[str, Any]) -> str:
    """«5», «1 and ties», or nothing where only the guard's own limit holds."""
    if limit is None:
        return ""
    if isinstance(limit, exp.Fetch):
        return f"{text(limit.args['count'], params)} and ties"
    count = limit.expression
    most = count.this if isinstance(count, exp.Least) else count
    said = text(most, params)
    return "" if said == str(MAX_ROWS) else said


# Texts --------------------------------------------------------------------------------------------------------------
def text(node: exp.Expr, params: Mapping[str, Any]) -> str:
    """An expression in the one spelling as text: sides that may change places are sorted, values stand for their names."""
    match node:
        case exp.Column():
            return f"({node.table}.{node.name})"
        case exp.Placeholder():
            return _value(params.get(node.name, node.name))
        case exp.Literal():
            return _value(node.name) if node.is_string else _number(node.name)
        case exp.And():
            return f"(and {' '.join(sorted({text(one, params) for one in conjuncts(node)}))})"
        case exp.Or():
            return f"(or {' '.join(sorted({text(one, params) for one in disjuncts(node)}))})"
        case exp.EQ():
            return f"(= {' '.join(sorted((text(node.this, params), text(node.expression, params))))})"
        case exp.GT() | exp.GTE():
            sign = "<" if isinstance(node, exp.GT) else "<="
            return f"({sign} {text(node.expression, params)} {text(node.this, params)})"
        case exp.LT() | exp.LTE():
            sign = "<" if isinstance(node, exp.LT) else "<="
            return f"({sign} {text(node.this, params)} {text(node.expression, params)})"
        case exp.Not():
            return f"(not {text(node.this, params)})"
        case exp.Is() if isinstance(node.expression, exp.Null):
            return _is_null(text(_known_by(node.this), params))
        case exp.Select():
            return str(shape(node, params))
        case _:
            return _other(node, params)


def _is_null(said: str) -> str:
    return f"(null {said})"


def _known_by(node: exp.Expr) -> exp.Expr:
    """The day of a key of days: its year is unknown where the day is."""
    if isinstance(node, exp.Case):
        shown = [*(one.args["true"] for one in node.args["ifs"]), node.args.get("default")]
        inner: exp.Expr = shown[0] if all(isinstance(one, exp.TimeToStr) for one in shown) else node
    else:
        inner = node
    if isinstance(inner, exp.Cast) and isinstance(inner.this, exp.Extract):
        inner = inner.this.expression
    elif isinstance(inner, exp.TimeToStr):
        inner = inner.this
    return inner if isinstance(inner, exp.Column) else node


def _other(node: exp.Expr, params: Mapping[str, Any]) -> str:
    said = [type(node).__name__]
    for name, value in sorted(node.args.items()):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, exp.Expr):
                said.append(f"{name}={text(one, params)}")
            elif one:
                said.append(f"{name}={one}".lower())
    return f"({' '.join(said)})"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return _number(str(value))
    return f"«{value.isoformat() if isinstance(value, date) else value}»"


def _number(said: str) -> str:
    try:
        return f"{Decimal(said).normalize():f}"
    except InvalidOperation:
        return said
