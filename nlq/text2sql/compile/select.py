"""A plan -> one SELECT over the analyst views, with fixed projections and a deterministic order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlglot import exp

from crm import catalog
from nlq.text2sql.compile import beside, measures, nested, operands
from nlq.text2sql.compile.conditions import OPERATORS, Rows, all_of, rows_of, table
from nlq.text2sql.compile.semantics import DEFAULTS, IDENTITY, SORTED_BY, is_day_count
from nlq.text2sql.guard.printed import printed
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import BESIDE, Compare, Condition, Every, Having, Key, Measure, Of, Order, Plan, PlanError, Test

MOST_ROWS = 10_000
RANK = "place_in_group"


@dataclass(frozen=True)
class Compiled:
    """`sql` with `:name` placeholders, and the values bound to them."""

    sql: str
    params: Mapping[str, Any]


def compile_plan(plan: Plan, values: Mapping[str, Value], *, today: date, currency: str) -> Compiled:
    """The plan as SQL. `values` are the question's linked values by name; `currency` is the one amounts are shown in.

    Raises PlanError where a column, relation or value does not fit.
    """
    binding = operands.Binding(values, today, currency if currency in ("CNY", "USD") else "CNY")
    binding.by_year = any(item.bucket == "year" for item in plan.by)
    rows = rows_of(plan.view, binding)
    query = _aggregate(rows, plan) if plan.show else _list(rows, plan)
    return Compiled(printed(query), binding.params)


# Lists --------------------------------------------------------------------------------------------------------------
def _list(rows: Rows, plan: Plan) -> exp.Query:
    if plan.by or plan.having:
        raise PlanError("a list has no groups: «show» names the figures")
    columns = _list_columns(rows, plan)
    order = _list_order(rows, plan)
    query = exp.select(*(exp.alias_(expression, name) for name, expression in columns.items())).from_(table(rows))
    only = all_of(rows, plan.where)
    query = query.where(only) if only is not None else query
    for item in plan.order if plan.limit is not None else ():
        if isinstance(item.by, Key):
            query = query.where(exp.Not(this=exp.Is(this=measures.key(rows, item.by), expression=exp.null())))
    if plan.per:
        return _ranked(
            rows, plan, query, order, {measures.key_name(rows, item): measures.key(rows, item) for item in plan.per}
        )
    return _limited(rows, plan, query.order_by(*order, exp.Ordered(this=rows.column("id"))))


def _list_columns(rows: Rows, plan: Plan) -> dict[str, exp.Expr]:
    asked = [item for item in plan.columns if isinstance(item, Key) and item.bucket not in BESIDE]
    names: list[Key] = [Key(name) for name in IDENTITY[rows.view]]
    names += asked or [Key(name) for name in DEFAULTS[rows.view]]
    beside_rows = [item for item in plan.columns if item not in asked]
    names += [Key(name) for name in _used_columns(plan.where)]
    names += [item.by for item in plan.order if isinstance(item.by, Key)]
    result: dict[str, exp.Expr] = {}
    for item in names:
        if item.column != "place":
            result.setdefault(measures.key_name(rows, item), measures.key(rows, item))
    if any(item.column == "place" for item in names):
        result.update(_place_columns(rows))
    related = [item.by for item in plan.order if isinstance(item.by, Of)]
    extras = [*beside_rows, *related]
    for extra in (item for at, item in enumerate(extras) if item not in extras[:at]):
        name, expression = _beside(rows, extra, plan)
        result[name if name not in result else f"{name}_{len(result)}"] = expression
    return result


def _beside(rows: Rows, item: Key | Of, plan: Plan) -> tuple[str, exp.Expr]:
    if isinstance(item, Of):
        return beside.of_related(rows, item)
    name = f"{item.bucket}_{rows.stored(item.column)}"
    if item.bucket == "running":
        return name, _running(rows, item.column)
    return name, beside.place_among(rows, item.column, plan.where)


def _place_columns(rows: Rows) -> dict[str, exp.Expr]:
    wanted = [name for name in ("province", "city") if name in catalog.view(rows.view).columns]
    return {name: rows.column(name) for name in wanted}


def _running(rows: Rows, column: str) -> exp.Expr:
    day, _ = SORTED_BY[rows.view]
    order = exp.Order(
        expressions=[exp.Ordered(this=rows.column(day), nulls_first=False), exp.Ordered(this=rows.column("id"))]
    )
    return exp.Window(this=exp.Sum(this=rows.plan_column(column)), order=order)


def _used_columns(conditions: tuple[Condition, ...]) -> list[str]:
    """What the rows were filtered by, where it may differ from row to row."""
    names: list[str] = []
    for item in conditions:
        match item:
            case Every(op, items) if op != "not":
                names += _used_columns(items)
            case Compare(column) if _differs(item) or column in ("announced_on", "place", "industry"):
                names.append(column)
            case Test(column, "filled"):
                names.append(column)
    return names


def _differs(item: Compare) -> bool:
    return item.op != "=" or isinstance(item.operand, tuple)


def _list_order(rows: Rows, plan: Plan) -> list[exp.Ordered]:
    order = plan.order or (Order(Key(SORTED_BY[rows.view][0]), SORTED_BY[rows.view][1]),)
    result = []
    for item in order:
        if isinstance(item.by, Measure):
            raise PlanError("a list is sorted by its columns")
        key = measures.key(rows, item.by) if isinstance(item.by, Key) else beside.of_related(rows, item.by)[1]
        result.append(_ordered(key, item.descending))
    return result


def _ordered(expression: exp.Expr, descending: bool) -> exp.Ordered:
    return exp.Ordered(this=expression, desc=descending, nulls_first=False)


# Figures ------------------------------------------------------------------------------------------------------------
def _aggregate(rows: Rows, plan: Plan) -> exp.Query:
    if apart := [item for item in plan.per if item not in plan.by]:
        raise PlanError(f"the first of each {apart[0].column} is asked for, but figures are not grouped by it")
    keys = {measures.key_name(rows, item): measures.key(rows, item) for item in plan.by}
    _sorted_by_groups(rows, plan, keys)
    if any(item.function == "each" for item in plan.show):
        return nested.fold_groups(rows, plan, keys)
    window = list(keys.values())
    shown = _shown(rows, plan, window) | _left_out(rows, plan)
    columns = [exp.alias_(expression, name) for name, expression in {**keys, **shown}.items()]
    query = exp.select(*columns).from_(table(rows))
    only = all_of(rows, plan.where)
    query = query.where(only) if only is not None else query
    if keys and (plan.limit is not None or plan.per):
        query = query.where(*(exp.Not(this=exp.Is(this=part.copy(), expression=exp.null())) for part in window))
    if keys:
        query = query.group_by(*(part.copy() for part in _grouping(rows, plan)))
    late = [item for item in plan.having if isinstance(item.measure, Key) or nested.is_windowed(item.measure)]
    for item in plan.having:
        if item not in late and isinstance(item.measure, Measure):
            query = query.having(_compared(rows, measures.measure(rows, item.measure, []), item))
    if not keys:
        return query
    order = _figure_order(rows, plan, keys)
    groups = {measures.key_name(rows, item): measures.key(rows, item) for item in plan.per}
    if late or (plan.per and any(one.find(exp.Window) for one in order)):
        headings = list(zip(_figures(plan), shown, strict=False))
        order = [_ordered(_heading(rows, item.by, headings), item.descending) for item in _sorts(plan)]
        query = nested.by_heading(query).where(*(_chosen(rows, item, query, headings) for item in late))
        groups = {name: exp.column(name, table=nested.GROUPS) for name in groups}
    if plan.per:
        return _ranked(rows, plan, query, order, groups)
    return _limited(rows, plan, query.order_by(*order))


def _sorted_by_groups(rows: Rows, plan: Plan, keys: Mapping[str, exp.Expr]) -> None:
    """Raises PlanError where groups are to be sorted by what is neither a figure of theirs nor what they are grouped by."""
    for item in plan.order if keys else ():
        if not isinstance(item.by, Measure) and (isinstance(item.by, Of) or measures.key_name(rows, item.by) not in keys):
            raise PlanError("groups are sorted by what they are not grouped by")


def _shown(rows: Rows, plan: Plan, window: list[exp.Expr]) -> dict[str, exp.Expr]:
    """The figures under their headings; those that would bear one name are numbered."""
    result: dict[str, exp.Expr] = {}
    for item in _figures(plan):
        name = measures.name_of(rows, item)
        result[f"{name}_{len(result) + 1}" if name in result else name] = measures.measure(rows, item, window)
    return result


def _grouping(rows: Rows, plan: Plan) -> list[exp.Expr]:
    """The keys; a name that two records may share is told apart by its id."""
    result = [measures.key(rows, item) for item in plan.by]
    for item in plan.by:
        if rows.view in ("investments", "deals") and item in (Key("investor"), Key("company")) and not plan.per:
            result.append(rows.column(f"{item.column}_id"))
    return result


def _figures(plan: Plan) -> list[Measure]:
    """What is shown, then what groups were chosen or ranked by."""
    extra = [item.measure for item in plan.having] + [item.by for item in plan.order]
    figures = [*plan.show, *(item for item in extra if isinstance(item, Measure))]
    return [item for at, item in enumerate(figures) if item not in figures[:at]]


def _left_out(rows: Rows, plan: Plan) -> dict[str, exp.Expr]:
    """How many rows had no amount, beside a single sum, average or median."""
    if plan.by or plan.having or len(plan.show) != 1 or plan.show[0].function not in ("sum", "avg", "median"):
        return {}
    item = plan.show[0]
    missing = Test(item.column, "empty")
    return {"without_amount": measures.measure(rows, Measure("count", "*", (*item.where, missing)), [])}


def _chosen(rows: Rows, item: Having, query: exp.Select, headings: Sequence[tuple[Measure, str]]) -> exp.Expr:
    """A condition on a column of the grouped statement: a windowed figure, or what it is grouped by."""
    if isinstance(item.measure, Measure):
        return _compared(rows, _heading(rows, item.measure, headings), item)
    name = measures.key_name(rows, item.measure)
    if name not in {column.alias_or_name for column in query.expressions}:
        raise PlanError(f"{name} is no group")
    if item.op not in ("=", "!=", "in", "not in"):
        raise PlanError(f"a group is no {item.op} than another")
    wanted = item.operand if isinstance(item.operand, tuple) else (item.operand,)
    column = rows.described(rows.stored(item.measure.column))
    parts: list[exp.Expr] = [
        exp.EQ(this=exp.column(name, table=nested.GROUPS), expression=operands.text(rows.binding, column, one))
        for one in wanted
    ]
    either = exp.paren(exp.or_(*parts, copy=False), copy=False)
    return exp.Not(this=either) if item.op in ("!=", "not in") else either


def _compared(rows: Rows, figure: exp.Expr, item: Having) -> exp.Expr:
    span = operands.span_of(rows.binding, item.operand)
    if span is None:
        return OPERATORS[item.op](this=figure, expression=operands.number(rows.binding, item.operand))
    return OPERATORS[item.op](this=figure, expression=_edge(rows, item, span))


def _edge(rows: Rows, item: Having, span: tuple[str, date | None, date | None]) -> exp.Expr:
    """The end of a period that a group's day is compared with, or its length for a count of days. Raises PlanError."""
    label, first, last = span
    measure = item.measure
    assert isinstance(measure, Measure)
    if measure.function == "since" or is_day_count(measure.column):
        return rows.binding.bind(f"{label}_days", operands.days_of((first, last), rows.binding.today))
    if measure.function not in ("min", "max") or rows.described(rows.stored(measure.column)).type != "date":
        raise PlanError(f"a period does not compare with «{measure.function}»")
    edge = first if item.op in (">=", "<") else last
    return rows.binding.bind(f"{label}_edge", edge or first or last)


def _sorts(plan: Plan) -> list[Order]:
    """What groups are sorted by: as asked, else the first figure, unless periods follow one another; then their keys."""
    first = [] if any(item.bucket for item in plan.by) else [Order(plan.show[0], True)]
    return [*(plan.order or first), *(Order(item, False) for item in plan.by)]


def _figure_order(rows: Rows, plan: Plan, keys: Mapping[str, exp.Expr]) -> list[exp.Ordered]:
    window = list(keys.values())
    return [_ordered(_sorted_by(rows, item, window), item.descending) for item in _sorts(plan)]


def _sorted_by(rows: Rows, order: Order, window: list[exp.Expr]) -> exp.Expr:
    match order.by:
        case Key():
            return measures.key(rows, order.by)
        case Measure():
            return measures.measure(rows, order.by, window)
        case _:
            raise PlanError("groups are sorted by their figures")


def _heading(rows: Rows, by: Key | Measure | Of, headings: Sequence[tuple[Measure, str]]) -> exp.Expr:
    """The column of the grouped statement that shows a figure or a key."""
    shown = (name for figure, name in headings if figure == by)
    name = measures.key_name(rows, by) if isinstance(by, Key) else next(shown)
    return exp.column(name, table=nested.GROUPS)


# Limits -------------------------------------------------------------------------------------------------------------
def _limited(rows: Rows, plan: Plan, query: exp.Select) -> exp.Select:
    if plan.limit is None:
        return query
    most = operands.whole_number(rows.binding, plan.limit, MOST_ROWS)
    return _with_ties(query) if most == 1 and plan.order else query.limit(most)


def _with_ties(query: exp.Select) -> exp.Select:
    """«The largest»: one, and all that tie with it; so only what was asked for decides the order."""
    order = query.args["order"].expressions
    query.set("order", exp.Order(expressions=order[:1]))
    options = exp.LimitOptions(rows=True, with_ties=True)
    query.set("limit", exp.Fetch(direction="FIRST", count=exp.Literal.number(1), limit_options=options))
    return query


def _ranked(
    rows: Rows, plan: Plan, query: exp.Select, order: list[exp.Ordered], groups: Mapping[str, exp.Expr]
) -> exp.Query:
    """The first `limit` rows of each group, those that tie with the last one included."""
    most = operands.whole_number(rows.binding, plan.limit if plan.limit is not None else 1, MOST_ROWS)
    rank = exp.Window(
        this=exp.Anonymous(this="RANK"),
        partition_by=[part.copy() for part in groups.values()],
        order=exp.Order(expressions=[part.copy() for part in order[: max(1, len(plan.order))]]),
    )
    shown = {column.alias_or_name for column in query.expressions}
    query = query.select(*(exp.alias_(part, name) for name, part in groups.items() if name not in shown))
    names = [column.alias_or_name for column in query.expressions]
    inner = query.select(exp.alias_(rank, RANK)).subquery("ranked")
    chosen = exp.LTE(this=exp.column(RANK, table="ranked"), expression=exp.Literal.number(most))
    outer = exp.select(*(exp.column(name, table="ranked") for name in names)).from_(inner).where(chosen)
    sort = [_ordered(exp.column(name, table="ranked"), False) for name in groups]
    return outer.order_by(*sort, _ordered(exp.column(RANK, table="ranked"), False))
