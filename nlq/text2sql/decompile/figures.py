"""Expressions -> columns, keys and measures of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp

from crm import catalog
from nlq.text2sql.compile import measures
from nlq.text2sql.compile.elapsed import ELAPSED
from nlq.text2sql.compile.semantics import is_money, money_column
from nlq.text2sql.decompile.canonical import Unreadable
from nlq.text2sql.decompile.scopes import Place
from nlq.text2sql.plan import BUCKETS, Condition, Key, Measure

ReadConditions = Callable[[Place, exp.Expr | None], tuple[Condition, ...]]
_AGGREGATES: dict[type[exp.Expr], str] = {exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max"}


def column_name(place: Place, stored: str) -> str:
    """A stored column as a plan calls it: money in the shown currency without it. Raises Unreadable."""
    view = place.scope.view
    base = stored.removesuffix("_cny").removesuffix("_usd")
    if is_money(view, base) and money_column(view, base, place.known.currency) == stored and base != stored:
        return base
    if is_money(view, stored):
        raise Unreadable(f"{stored} as recorded")
    return stored


def column(place: Place, node: exp.Expr) -> str:
    """The plan's column that an expression is: a stored one, or one of elapsed days. Raises Unreadable."""
    key = key_of(place, node)
    if key.bucket:
        raise Unreadable(node.sql("postgres"))
    return key.column


def key_of(place: Place, node: exp.Expr) -> Key:
    """A column, its year, its quarter, ... Raises Unreadable."""
    if isinstance(node, exp.Column):
        if node.table != place.scope.alias or not place.scope.view:
            raise Unreadable(node.sql("postgres"))
        return Key(column_name(place, node.name))
    return place.first(node, _keys_over(place, node), measures.key)


def _keys_over(place: Place, node: exp.Expr) -> Iterator[Key]:
    view = place.scope.view
    if not view or node.find(exp.Query) is not None:
        return
    stored = {one.name for one in node.find_all(exp.Column)}
    for name, elapsed in ELAPSED.get(view, {}).items():
        if elapsed.start in stored:
            yield Key(name)
    described = catalog.view(view).columns
    for name in stored & set(described):
        if described[name].type == "date":
            yield from (Key(name, bucket) for bucket in BUCKETS)


def is_aggregate(node: exp.Expr) -> bool:
    """Whether an aggregate of this very SELECT stands in the expression; one over a window is none by itself."""
    if isinstance(node, exp.Query):
        return False
    if isinstance(node, exp.Window):
        inside = [*node.this.iter_expressions(), *(one for one in node.iter_expressions() if one is not node.this)]
        return any(is_aggregate(one) for one in inside)
    return isinstance(node, exp.AggFunc) or any(is_aggregate(child) for child in node.iter_expressions())


def measure_of(place: Place, node: exp.Expr, read: ReadConditions) -> Measure:
    """A figure; `read` reads what an aggregate is filtered by. Raises Unreadable."""
    node = node.this if isinstance(node, exp.Paren) else node
    match node:
        case exp.Filter():
            return _plain(place, node.this, read(place, node.expression.this))
        case exp.Window():
            return _windowed(place, node, read)
        case exp.Div():
            return _divided(place, node, read)
        case exp.Sub() if isinstance(node.this, exp.Placeholder):
            return _since(place, node, read)
        case exp.Sub():
            return Measure("difference", of=_both(place, (node.this, node.expression), read))
        case _:
            return _plain(place, node, ())


def _plain(place: Place, node: exp.Expr, where: tuple[Condition, ...]) -> Measure:
    if isinstance(node, exp.Count):
        return _count(place, node, where)
    if isinstance(node, exp.WithinGroup) and isinstance(node.this, exp.PercentileCont) and node.this.this.name == "0.5":
        return Measure("median", column(place, node.expression.expressions[0].this), where)
    if isinstance(node, exp.Sum) and isinstance(node.this, exp.Div):
        return Measure("weighted", column(place, node.this.this.this), where)
    function = _AGGREGATES.get(type(node))
    if function is None or node.args.get("expressions"):
        raise Unreadable(node.sql("postgres"))
    return Measure(function, column(place, node.this), where)


def _count(place: Place, node: exp.Count, where: tuple[Condition, ...]) -> Measure:
    if isinstance(node.this, exp.Star):
        return Measure("count", "*", where)
    if not isinstance(node.this, exp.Distinct) or len(node.this.expressions) != 1:
        raise Unreadable(node.sql("postgres"))
    name = column(place, node.this.expressions[0])
    rounds = place.scope.view == "investments" and name == "deal_id"
    return Measure("count", "*" if rounds else name, where)


def _since(place: Place, node: exp.Sub, read: ReadConditions) -> Measure:
    latest = node.expression
    where = read(place, latest.expression.this) if isinstance(latest, exp.Filter) else ()
    latest = latest.this if isinstance(latest, exp.Filter) else latest
    if node.this.name != "today" or not isinstance(latest, exp.Max):
        raise Unreadable(node.sql("postgres"))
    return Measure("since", column(place, latest.this), where)


def _windowed(place: Place, node: exp.Window, read: ReadConditions) -> Measure:
    order = node.args.get("order")
    if isinstance(node.this, exp.Rank) and order is not None:
        return Measure("rank", of=(measure_of(place, order.expressions[0].this, read),))
    if isinstance(node.this, exp.Sum) and order is not None:
        return Measure("running", of=(measure_of(place, node.this.this, read),))
    raise Unreadable(node.sql("postgres"))


def _divided(place: Place, node: exp.Div, read: ReadConditions) -> Measure:
    """A percentage or a ratio: `100.0 * part / NULLIF(whole, 0)`."""
    top, whole = node.this, node.expression
    if not isinstance(top, exp.Mul) or not isinstance(whole, exp.Nullif):
        raise Unreadable(node.sql("postgres"))
    part, whole = top.expression, whole.this
    if top.this.name == "1.0":
        return Measure("ratio", of=_both(place, (part, whole), read))
    if isinstance(whole, exp.Window) and isinstance(whole.this, exp.Sum):
        return Measure("part", of=(measure_of(place, part, read),))
    if isinstance(part, exp.Sub) and isinstance(whole, exp.Window):
        return Measure("growth", of=(measure_of(place, part.this, read),))
    if isinstance(part, exp.Sub) and not isinstance(part.this, exp.Placeholder):
        return Measure("change", of=_both(place, (part.this, part.expression), read))
    return _share(*_both(place, (part, whole), read))


def _share(part: Measure, whole: Measure) -> Measure:
    where = tuple(item for item in part.where if item not in whole.where)
    return Measure("share", where=where, of=() if whole == Measure("count") else (whole,))


def _both(place: Place, nodes: tuple[exp.Expr, exp.Expr], read: ReadConditions) -> tuple[Measure, Measure]:
    first, second = (measure_of(place, node, read) for node in nodes)
    return first, second
