"""Statements over statements: conditions on windowed figures, and figures folded over the figures of groups."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from nlq.text2sql.compile import measures
from nlq.text2sql.compile.conditions import Rows, all_of, table
from nlq.text2sql.plan import Measure, Plan, PlanError

GROUPS = "groups"


def is_windowed(item: Measure) -> bool:
    """Whether a figure is known only once all groups are: a share of the total, a rank, a running sum, a growth."""
    return item.function in ("part", "rank", "running", "growth") or any(is_windowed(inner) for inner in item.of)


def by_heading(query: exp.Select) -> exp.Select:
    """The rows of `query` with its columns by their headings: what may then stand where a windowed figure may not."""
    names = [column.alias_or_name for column in query.expressions]
    return exp.select(*(exp.column(name, table=GROUPS) for name in names)).from_(query.subquery(GROUPS))


def fold_groups(rows: Rows, plan: Plan, keys: Mapping[str, exp.Expr]) -> exp.Select:
    """«The average of monthly counts»: figures per group of `each`, folded over the plan's own groups.

    Raises PlanError where the figures are not all of this kind and of one grouping.
    """
    groupings = {item.by for item in plan.show}
    if any(item.function != "each" for item in plan.show) or len(groupings) != 1:
        raise PlanError("«each» stands beside figures of its own kind only")
    if plan.having or plan.order or plan.limit is not None or plan.per:
        raise PlanError("figures of «each» are neither chosen, sorted nor cut")
    inner_keys = {measures.key_name(rows, key): measures.key(rows, key) for key in plan.show[0].by}
    figures = {f"figure_{at}": measures.measure(rows, item.of[0], []) for at, item in enumerate(plan.show, 1)}
    columns = [exp.alias_(one, name) for name, one in {**keys, **inner_keys, **figures}.items()]
    known = [exp.Not(this=exp.Is(this=one.copy(), expression=exp.null())) for one in inner_keys.values()]
    only = all_of(rows, plan.where)
    inner = exp.select(*columns).from_(table(rows)).where(*known, *([only] if only is not None else []))
    inner = inner.group_by(*(one.copy() for one in (*keys.values(), *inner_keys.values())))
    shown = [
        exp.alias_(measures.folded(item.column, exp.column(f"figure_{at}", table=GROUPS)), measures.name_of(rows, item))
        for at, item in enumerate(plan.show, 1)
    ]
    outer_keys = [exp.column(name, table=GROUPS) for name in keys]
    query = exp.select(*outer_keys, *shown).from_(inner.subquery(GROUPS))
    return (
        query.group_by(*(one.copy() for one in outer_keys)).order_by(*(one.copy() for one in outer_keys))
        if keys
        else query
    )
