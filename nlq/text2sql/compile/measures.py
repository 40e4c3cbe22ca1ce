"""A plan's measures and keys -> SQL expressions."""

from __future__ import annotations

from sqlglot import exp

from nlq.text2sql.compile.conditions import Rows, all_of
from nlq.text2sql.plan import Key, Measure, PlanError

HUNDRED = exp.Literal.number("100.0")
FORMATS = {"quarter": 'YYYY"Q"Q', "month": "YYYY-MM", "week": 'IYYY"W"IW'}


def key(rows: Rows, item: Key) -> exp.Expr:
    """A column, its year as an integer, its half «2018H2», quarter «2018Q3», month «2018-03» or ISO week «2018W07»."""
    column: exp.Expr = _grouped_column(rows, item.column)
    if not item.bucket:
        return column
    if rows.described(rows.stored(item.column)).type != "date":
        raise PlanError(f"{item.column} is no date")
    if item.bucket == "year":
        year = exp.Extract(this=exp.var("YEAR"), expression=column)
        return exp.cast(year, "int")
    if item.bucket == "half":
        return _half(column)
    return exp.func("TO_CHAR", column, exp.Literal.string(FORMATS[item.bucket]))


def _half(column: exp.Expr) -> exp.Expr:
    second = exp.GTE(
        this=exp.Extract(this=exp.var("MONTH"), expression=column.copy()), expression=exp.Literal.number(7)
    )
    names = [exp.func("TO_CHAR", column.copy(), exp.Literal.string(f'YYYY"H{half}"')) for half in (1, 2)]
    return exp.Case(ifs=[exp.If(this=second, true=names[1])], default=names[0])


def key_name(rows: Rows, item: Key) -> str:
    """The heading of a key's column in the result."""
    if item.bucket in FORMATS or item.bucket in ("year", "half"):
        return item.bucket
    return "province" if item.column == "place" else rows.stored(item.column)


def _grouped_column(rows: Rows, name: str) -> exp.Expr:
    return rows.column("province") if name == "place" else rows.plan_column(name)


def name_of(rows: Rows, item: Measure) -> str:
    """The heading of a measure's column in the result: what a reader (and a later query) would call it."""
    if item.function == "count" and item.column == "*":
        return "deal_count" if rows.view == "investments" else "count"
    if item.function == "count":
        return f"{rows.stored(item.column)}_count"
    if item.function == "share" or item.function == "part":
        return "share_pct"
    if item.function in ("running", "rank"):
        return f"{item.function}_{name_of(rows, item.of[0])}"
    if item.function == "each":
        return f"{item.column}_{name_of(rows, item.of[0])}"
    if item.function in ("growth", "change"):
        return "growth_pct"
    if item.of:
        return item.function
    if item.function == "since":
        return "days"
    stored = rows.stored(item.column)
    return {"sum": f"total_{stored}", "weighted": f"weighted_{stored}"}.get(item.function, f"{item.function}_{stored}")


def measure(rows: Rows, item: Measure, window: list[exp.Expr]) -> exp.Expr:
    """The expression of a figure; `window` are the group's keys, by which running and growth figures are ordered."""
    if item.function == "share":
        return _share(rows, item)
    if item.function == "part":
        inner = measure(rows, item.of[0], window)
        total = exp.Window(this=exp.Sum(this=inner.copy()))
        return _percent(inner, total)
    if item.function == "rank":
        return _rank(measure(rows, item.of[0], window))
    if item.function in ("running", "growth"):
        return _windowed(rows, item, window)
    if item.function == "each":
        raise PlanError("«each» stands beside figures of its own kind only")
    if item.of:
        return _pair(item.function, *(measure(rows, inner, window) for inner in item.of))
    return _filtered(rows, _aggregate(rows, item), item)


def _windowed(rows: Rows, item: Measure, window: list[exp.Expr]) -> exp.Expr:
    if not window:
        raise PlanError(f"«{item.function}» needs groups")
    inner = measure(rows, item.of[0], window)
    order = exp.Order(expressions=[exp.Ordered(this=part.copy(), nulls_first=False) for part in window])
    if item.function == "running":
        return exp.Window(this=exp.Sum(this=inner), order=order)
    before = exp.Window(this=exp.Lag(this=inner.copy()), order=order)
    return _percent(exp.Sub(this=inner, expression=before), before.copy())


def _rank(figure: exp.Expr) -> exp.Expr:
    """The place of a group, the largest first."""
    order = exp.Order(expressions=[exp.Ordered(this=figure, desc=True, nulls_first=False)])
    return exp.Window(this=exp.Anonymous(this="RANK"), order=order)


def _share(rows: Rows, item: Measure) -> exp.Expr:
    base = item.of[0] if item.of else Measure("count")
    whole = measure(rows, base, [])
    fitting = measure(rows, Measure(base.function, base.column, (*base.where, *item.where)), [])
    return _percent(fitting, whole)


def _percent(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    top = exp.Mul(this=HUNDRED.copy(), expression=exp.paren(part, copy=False))
    return exp.Div(typed=True, safe=False, this=top, expression=exp.func("NULLIF", whole, exp.Literal.number(0)))


def _pair(function: str, first: exp.Expr, second: exp.Expr) -> exp.Expr:
    if function == "difference":
        return exp.Sub(this=exp.paren(first, copy=False), expression=exp.paren(second, copy=False))
    if function == "change":
        return _percent(exp.Sub(this=first, expression=second), second.copy())
    top = exp.Mul(this=exp.Literal.number("1.0"), expression=exp.paren(first, copy=False))
    return exp.Div(typed=True, safe=False, this=top, expression=exp.func("NULLIF", second, exp.Literal.number(0)))


def _aggregate(rows: Rows, item: Measure) -> exp.Expr:
    if item.function == "count" and item.column == "*":
        # «deals» of an investment row are distinct rounds.
        return _distinct(rows.column("deal_id")) if rows.view == "investments" else exp.Count(this=exp.Star())
    column = rows.plan_column(item.column)
    if item.function == "count":
        return _distinct(column)
    if item.function == "weighted":
        return exp.Sum(
            this=exp.Div(
                typed=True,
                safe=False,
                this=exp.Mul(this=column, expression=rows.column("probability")),
                expression=exp.Literal.number("100.0"),
            )
        )
    if item.function == "since":
        return exp.Sub(this=rows.binding.bind("today", rows.binding.today), expression=exp.Max(this=column))
    if item.function in ("sum", "avg") and rows.described(rows.stored(item.column)).type not in ("integer", "numeric"):
        raise PlanError(f"{item.column} has no {item.function}")
    return folded(item.function, column)


def folded(function: str, column: exp.Expr) -> exp.Expr:
    """sum, avg, median, min or max of a column."""
    if function == "median":
        order = exp.Order(expressions=[exp.Ordered(this=column, nulls_first=False)])
        return exp.WithinGroup(this=exp.PercentileCont(this=exp.Literal.number("0.5")), expression=order)
    kinds: dict[str, type[exp.AggFunc]] = {"sum": exp.Sum, "avg": exp.Avg, "min": exp.Min, "max": exp.Max}
    return kinds[function](this=column)


def _distinct(column: exp.Expr) -> exp.Expr:
    return exp.Count(this=exp.Distinct(expressions=[column]))


def _filtered(rows: Rows, aggregate: exp.Expr, item: Measure) -> exp.Expr:
    only = all_of(rows, item.where)
    return exp.Filter(this=aggregate, expression=exp.Where(this=only)) if only is not None else aggregate
