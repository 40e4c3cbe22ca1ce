"""Subqueries over related rows -> relations, and figures of them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from nlq.text2sql.compile.conditions import correlation
from nlq.text2sql.compile.semantics import RELATIONS, Join
from nlq.text2sql.decompile.canonical import Unreadable, conjuncts, fragment
from nlq.text2sql.decompile.figures import ReadConditions, is_aggregate, key_of, measure_of
from nlq.text2sql.decompile.sameness import text
from nlq.text2sql.decompile.scopes import Place
from nlq.text2sql.plan import Condition, Key, Measure, Of, Related

_CUT = ("group", "having", "order", "limit")


def related(place: Place, how: str, select: exp.Expr, read: ReadConditions) -> Related:
    """`has` or `lacks` rows of a relation. Raises Unreadable where no relation ties the rows so."""
    relation, _, where = _belonging(place, select, read)
    return Related(how, relation, where)


def counted(place: Place, select: exp.Expr, op: str, number: object, read: ReadConditions) -> Related:
    """So many rows of a relation. Raises Unreadable."""
    relation, _, where = _belonging(place, select, read)
    return Related("has", relation, where, op, number)


def of_related(place: Place, select: exp.Expr, heading: str, read: ReadConditions) -> Of:
    """A column or a figure of rows of a relation; its `heading` tells the largest from the column. Raises Unreadable."""
    relation, inner, where = _belonging(place, select, read)
    return Of(relation, _shown(inner, select.expressions[0].unalias(), heading, read), where)


def _shown(inner: Place, node: exp.Expr, heading: str, read: ReadConditions) -> Key | Measure:
    """As `compile` shows a column of several rows: texts joined by comma, of anything else the largest."""
    if isinstance(node, exp.GroupConcat) and isinstance(node.this, exp.Distinct):
        return key_of(inner, node.this.expressions[0])
    if isinstance(node, exp.Max) and "_max_" not in heading:
        return key_of(inner, node.this)
    if not is_aggregate(node):
        raise Unreadable(node.sql("postgres"))
    return measure_of(inner, node, read)


def _belonging(place: Place, select: exp.Expr, read: ReadConditions) -> tuple[str, Place, tuple[Condition, ...]]:
    """The relation, its rows' place, and what else is asked of them."""
    for relation, inner, rest in _ties(place, select):
        try:
            return relation, inner, read(inner, exp.and_(*rest, copy=False) if rest else None)
        except Unreadable:
            continue
    raise Unreadable(select.sql("postgres"))


def _ties(place: Place, select: exp.Expr) -> Iterator[tuple[str, Place, list[exp.Expr]]]:
    """Every relation whose ties stand among the conditions, the one with most ties first; and the other conditions."""
    source = select.args["from_"].this if isinstance(select, exp.Select) else None
    if not isinstance(source, exp.Table) or not source.name or any(select.args.get(name) for name in _CUT):
        raise Unreadable(select.sql("postgres"))
    inner = place.inside(source.name)
    where = select.args.get("where")
    parts = {inner.text(part): part for part in conjuncts(where.this if where is not None else None)}
    found = []
    for relation, join in RELATIONS.get(place.scope.view, {}).items():
        ties = _tie_texts(place, inner, join) if join.view == source.name else set()
        if ties and ties <= set(parts):
            found.append((relation, inner, [part for said, part in parts.items() if said not in ties], len(ties)))
    for relation, _, rest, _ in sorted(found, key=lambda one: -one[3]):
        yield relation, inner, rest


def _tie_texts(place: Place, inner: Place, join: Join) -> set[str]:
    binding = place.known.binding()
    ties = correlation(place.rows(binding), inner.rows(binding), join)
    return {text(fragment(one, inner.scopes), binding.params) for one in ties}
