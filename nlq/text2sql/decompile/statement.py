"""A statement's form -> the plans that it may be, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from sqlglot import exp

from nlq.text2sql.compile.nested import GROUPS
from nlq.text2sql.compile.select import RANK
from nlq.text2sql.compile.semantics import IDENTITY, SORTED_BY
from nlq.text2sql.decompile import related
from nlq.text2sql.decompile.canonical import Unreadable, conjuncts, disjuncts, scope_at
from nlq.text2sql.decompile.conditions import OPPOSITES, SIGNS, conditions
from nlq.text2sql.decompile.figures import column, is_aggregate, key_of, measure_of
from nlq.text2sql.decompile.sameness import limit_text, look_through
from nlq.text2sql.decompile.scopes import Known, Place, operand
from nlq.text2sql.plan import BESIDE, Compare, Condition, Every, Having, Key, Measure, Of, Operand, Order, Plan, Test

MOST_PLANS = 16


def plans_of(select: exp.Select, known: Known) -> Iterator[Plan]:
    """Plans that may say what a statement in the one spelling says; which does is seen by compiling them.

    Raises Unreadable where some part of it is in no plan.
    """
    source = select.args["from_"].this
    if isinstance(source, exp.Table):
        yield from _flat(select, known, ())
    elif any(one.alias_or_name == RANK for one in source.this.expressions):
        yield from _ranked(select, source.this, known)
    elif any(is_aggregate(one) for one in select.expressions):
        yield from _folded(select, source.this, known)
    else:
        yield from _chosen(select, source.this, known)


@dataclass(frozen=True)
class Clauses:
    """The clauses that a form reads in its own way: what it is sorted by, and how many rows it gives."""

    order: tuple[tuple[exp.Expr, bool], ...]
    limit: Operand


def _clauses(select: exp.Select, known: Known) -> Clauses:
    order = select.args.get("order")
    sorts = tuple((one.this, bool(one.args.get("desc"))) for one in (order.expressions if order is not None else ()))
    return Clauses(sorts, _limit(select, known))


def _limit(select: exp.Select, known: Known) -> Operand:
    said = limit_text(select.args.get("limit"), known.params).removesuffix(" and ties")
    return number_said(int(said), known) if said.isdecimal() else None


def number_said(number: int, known: Known) -> Operand:
    """A number of rows by the linked value that said it; one that the statement binds said something else."""
    bound = {name.split("_")[0] for name in known.params}
    for value in known.values.values():
        if value.kind == "number" and value.value == number and value.name not in bound:
            return f":{value.name}"
    return number


def _place(select: exp.Select, known: Known) -> Place:
    source = select.args["from_"].this
    if not isinstance(source, exp.Table) or not source.name:
        raise Unreadable("FROM")
    return Place(known, (scope_at(0, source.name),))


# One SELECT over a view ---------------------------------------------------------------------------------------------
def _flat(
    select: exp.Select, known: Known, per: tuple[exp.Expr, ...], clauses: Clauses | None = None
) -> Iterator[Plan]:
    place = _place(select, known)
    clauses = clauses or _clauses(select, known)
    grouped = select.args.get("group") is not None or any(is_aggregate(one) for one in select.expressions)
    build = _figures if grouped else _lists
    for plan in build(place, select, clauses):
        yield replace(plan, limit=clauses.limit, per=tuple(key_of(place, one) for one in per))


def _lists(place: Place, select: exp.Select, clauses: Clauses) -> Iterator[Plan]:
    if select.args.get("having") is not None:
        raise Unreadable("HAVING")
    view = place.scope.view
    shown = {
        place.text(one.unalias()): _column_of(place, one.unalias(), one.alias_or_name) for one in select.expressions
    }
    orders = _list_orders(place, clauses, shown)
    wheres = _wheres(
        place, select, [by.column for order in orders for by in (o.by for o in order) if isinstance(by, Key)]
    )
    identity = [Key(name) for name in IDENTITY[view]]
    more = [item for item in shown.values() if item not in identity]
    for where, order in product(wheres, orders):
        used = {*_columns_in(where), *(one.by.column for one in order if isinstance(one.by, Key))}
        by_of = [one.by for one in order if isinstance(one.by, Of)]
        asked = [i for i in more if not (isinstance(i, Key) and not i.bucket and i.column in used) and i not in by_of]
        besides = [item for item in asked if isinstance(item, Of) or item.bucket in BESIDE]
        for columns in (besides, asked, more, more or identity[:1]):
            yield Plan(view, where, columns=tuple(columns), order=order)


def _column_of(place: Place, node: exp.Expr, heading: str) -> Key | Of:
    if isinstance(node, exp.Subquery):
        return related.of_related(place, node.this, heading, conditions)
    if isinstance(node, exp.Add) and isinstance(node.expression, exp.Subquery):
        more = [one for one in conjuncts(node.expression.this.args["where"].this) if isinstance(one, exp.GT)]
        return Key(column(place, more[-1].expression), "rank")
    if isinstance(node, exp.Window) and isinstance(node.this, exp.Sum):
        return Key(column(place, node.this.this), "running")
    return key_of(place, node)


def _columns_in(items: tuple[Condition, ...]) -> Iterator[str]:
    """The columns of conditions, at any depth but not of related rows."""
    for item in items:
        if isinstance(item, Compare | Test):
            yield item.column
        elif isinstance(item, Every):
            yield from _columns_in(item.items)


def _list_orders(place: Place, clauses: Clauses, shown: dict[str, Key | Of]) -> list[tuple[Order, ...]]:
    """As the view is sorted anyway, where it is; else by what is said, without the id that breaks ties."""
    said = list(clauses.order)
    if said and isinstance(said[-1][0], exp.Column) and said[-1][0].name == "id":
        said = said[:-1]
    sorts = ((shown.get(place.text(node)) or _column_of(place, node, ""), descending) for node, descending in said)
    order = tuple(Order(by, descending) for by, descending in sorts)
    if any(isinstance(item.by, Key) and item.by.bucket in BESIDE for item in order):
        raise Unreadable("ORDER BY")
    name, descending = SORTED_BY[place.scope.view]
    return [(), order] if order in ((), (Order(Key(name), descending),)) else [order]


def _wheres(place: Place, select: exp.Select, keys: list[str]) -> list[tuple[Condition, ...]]:
    """The conditions, without and with those that a list which is cut gets anyway: that its keys are known."""
    where = select.args.get("where")
    parts = conjuncts(where.this if where is not None else None)
    known = [part for part in parts if _is_known(place, part, keys)]
    others = [part for part in parts if part not in known]
    result = [conditions(place, exp.and_(*others) if others else None)]
    plain = all(isinstance(part.this.this, exp.Column) for part in known)
    return [*result, conditions(place, exp.and_(*parts))] if known and plain else result


def _is_known(place: Place, part: exp.Expr, keys: list[str]) -> bool:
    """Whether a condition says that one of the keys is no NULL."""
    if not isinstance(part, exp.Not) or not isinstance(part.this, exp.Is):
        return False
    return key_of(place, part.this.this).column in keys


# Figures ------------------------------------------------------------------------------------------------------------
def _figures(place: Place, select: exp.Select, clauses: Clauses) -> Iterator[Plan]:
    group = select.args.get("group")
    grouping = [place.text(one) for one in (group.expressions if group is not None else ())]
    nodes = [one.unalias() for one in select.expressions]
    keys = [one for one in nodes if place.text(one) in grouping]
    keys += [one for one in (group.expressions if group is not None else ()) if not _stands(place, one, keys)]
    by = tuple(key_of(place, one) for one in keys)
    show = _shown(place, [one for one in nodes if place.text(one) not in grouping])
    having = tuple(_having(place, one) for one in conjuncts(_this(select, "having")))
    orders = _group_orders(place, clauses, [place.text(one) for one in keys])
    wheres = _wheres(place, select, [key.column for key in by])
    for where, order, figures in product(wheres, orders, show):
        yield Plan(place.scope.view, where, show=figures, by=by, having=having, order=order)


def _this(select: exp.Select, clause: str) -> exp.Expr | None:
    found = select.args.get(clause)
    return found.this if found is not None else None


def _stands(place: Place, node: exp.Expr, keys: list[exp.Expr]) -> bool:
    """Whether a key of the grouping is shown, or only the id beside a name that is."""
    said = {place.text(one) for one in keys}
    return place.text(node) in said or place.text(node).replace("_id)", ")") in said


def _shown(place: Place, nodes: list[exp.Expr]) -> list[tuple[Measure, ...]]:
    """All figures; before that, all but the last where it may be the count of rows without an amount."""
    figures = tuple(measure_of(place, one, conditions) for one in nodes)
    last = figures[-1] if figures else None
    if len(figures) > 1 and last is not None and last.function == "count" and last.where:
        return [figures[:-1], figures]
    return [figures] if figures else []


def _having(place: Place, node: exp.Expr) -> Having:
    denied = isinstance(node, exp.Not)
    node = node.this if denied else node
    op = SIGNS.get(type(node), "")
    if not op or (denied and op != "="):
        raise Unreadable(node.sql("postgres"))
    figure = measure_of(place, node.this, conditions)
    return Having(figure, OPPOSITES["="] if denied else op, operand(place.known, node.expression))


def _group_orders(place: Place, clauses: Clauses, keys: list[str]) -> list[tuple[Order, ...]]:
    """What groups are sorted by, without the keys that break ties; nothing, where that may be what they are sorted by."""
    said = list(clauses.order)
    if keys and [place.text(node) for node, descending in said[-len(keys) :] if not descending] == keys:
        said = said[: -len(keys)]
    order = tuple(Order(_sorted_by(place, node), descending) for node, descending in said)
    return [(), order] if len(order) <= 1 else [order]


def _sorted_by(place: Place, node: exp.Expr) -> Key | Measure:
    return measure_of(place, node, conditions) if is_aggregate(node) else key_of(place, node)


# Statements over statements -----------------------------------------------------------------------------------------
def _ranked(select: exp.Select, inner: exp.Select, known: Known) -> Iterator[Plan]:
    """The first rows of each group."""
    inner = _flattened(inner)
    rank = next(one.this for one in inner.expressions if one.alias_or_name == RANK)
    cut = conjuncts(_this(select, "where"))
    if not isinstance(rank, exp.Window) or not isinstance(rank.this, exp.Rank) or len(cut) != 1:
        raise Unreadable(RANK)
    if not isinstance(cut[0], exp.LTE) or cut[0].this.name != RANK or not isinstance(cut[0].expression, exp.Literal):
        raise Unreadable(RANK)
    sorts = tuple((one.this, bool(one.args.get("desc"))) for one in rank.args["order"].expressions)
    number = int(cut[0].expression.name)
    clauses = Clauses(sorts, number_said(number, known))
    shown = exp.select(*(one for one in inner.expressions if one.alias_or_name != RANK))
    for clause in ("from_", "where", "group", "having"):
        shown.set(clause, inner.args.get(clause))
    per = tuple(rank.args.get("partition_by") or ())
    for plan in _flat(shown, known, per, clauses):
        yield plan
        if number == 1:
            yield replace(plan, limit=None)


def _flattened(select: exp.Select) -> exp.Select:
    """A SELECT that only adds columns to the rows of another, as one."""
    source = select.args["from_"].this
    if not isinstance(source, exp.Subquery):
        return select
    if any(select.args.get(clause) for clause in ("where", "group", "having")):
        raise Unreadable(RANK)
    flat = select.copy()
    look_through(flat, {one.alias_or_name: one.unalias() for one in source.this.expressions})
    for clause in ("from_", "where", "group", "having"):
        flat.set(clause, source.this.args.get(clause))
    return flat


def _chosen(select: exp.Select, inner: exp.Select, known: Known) -> Iterator[Plan]:
    """Groups chosen by figures that are known only once all groups are, or by their keys."""
    behind = {one.alias_or_name: one.unalias() for one in inner.expressions}
    outer = _clauses(select, known)
    order = tuple((behind[node.name], descending) for node, descending in outer.order)
    place = _place(inner, known)
    late = tuple(_chosen_by(place, one, behind) for one in conjuncts(_this(select, "where")))
    for plan in _flat(inner, known, (), Clauses(order, outer.limit)):
        yield replace(plan, having=(*plan.having, *late))


def _chosen_by(place: Place, node: exp.Expr, behind: dict[str, exp.Expr]) -> Having:
    """A condition on a heading of the inner statement: on the figure that stands behind it, or on a key."""
    holder = exp.Paren(this=node.copy())
    for one in list(holder.find_all(exp.Column)):
        one.replace(behind[one.name].copy())
    if is_aggregate(holder):
        return _having(place, holder.this)
    denied = isinstance(holder.this, exp.Not)
    parts = disjuncts(holder.this.this if denied else holder.this)
    if any(not isinstance(part, exp.EQ) for part in parts) or len({place.text(part.this) for part in parts}) != 1:
        raise Unreadable(node.sql("postgres"))
    operands = tuple(operand(place.known, part.expression) for part in parts)
    op = "=" if len(parts) == 1 else "in"
    value = operands[0] if len(parts) == 1 else operands
    return Having(key_of(place, parts[0].this), OPPOSITES[op] if denied else op, value)


def _folded(select: exp.Select, inner: exp.Select, known: Known) -> Iterator[Plan]:
    """Figures of groups, folded: the average of monthly counts."""
    place = _place(inner, known)
    behind = {one.alias_or_name: one.unalias() for one in inner.expressions}
    shown = [one.unalias() for one in select.expressions]
    keys = [behind[one.name] for one in shown if isinstance(one, exp.Column)]
    figures = [one for one in shown if not isinstance(one, exp.Column)]
    texts = [place.text(one) for one in keys]
    each = [one for one in inner.args["group"].expressions if place.text(one) not in texts]
    by = tuple(key_of(place, one) for one in each)
    show = tuple(_fold(place, one, behind, by) for one in figures)
    for where in _wheres(place, inner, [key.column for key in by]):
        yield Plan(place.scope.view, where, show=show, by=tuple(key_of(place, one) for one in keys))


def _fold(place: Place, node: exp.Expr, behind: dict[str, exp.Expr], by: tuple[Key, ...]) -> Measure:
    """`AVG(groups.figure_1)` as the fold of what figure_1 is."""
    median = isinstance(node, exp.WithinGroup)
    inner = node.expression.expressions[0].this if median else node.this
    function = "median" if median else type(node).__name__.lower()
    if not isinstance(inner, exp.Column) or len(by) != 1:
        raise Unreadable(f"{GROUPS}: {node.sql('postgres')}")
    return Measure("each", function, of=(measure_of(place, behind[inner.name], conditions),), by=by)
