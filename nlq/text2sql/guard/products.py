"""Bombs: joins without a condition, too many joins, texts that grow with every step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlglot import exp

from nlq.errors import GuardRefusal
from nlq.text2sql.guard.scope import Scope

MAX_JOINS: Final = 8
MAX_SOURCES: Final = 16
# Each joining of texts may double one: sixteen make a note of 5 kB a value of 300 MB at worst.
MAX_TEXT_JOINS: Final = 16
MAX_REPLACES: Final = 3
MAX_REPLACEMENT: Final = 50
_LINKS: Final = (exp.EQ, exp.NullSafeEQ, exp.Like, exp.ILike, exp.StrPosition)
_LOOSE: Final = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.NEQ)
_IDENTITIES: Final = frozenset({"id", "name"})
Links = frozenset[frozenset[str]]


def pass_products(tree: exp.Query, scopes: Mapping[int, Scope]) -> None:
    """Raise GuardRefusal where rows are multiplied without need."""
    joins = sum(1 for _ in tree.find_all(exp.Join))
    sources = sum(1 for _ in tree.find_all(exp.Table))
    if joins > MAX_JOINS or sources > MAX_SOURCES:
        raise GuardRefusal("joins", str(max(joins, sources)))
    for select in tree.find_all(exp.Select):
        scope = scopes.get(id(select))
        if scope is not None and len(scope.sources) > 1:
            _pass_select(select, scope)


def pass_growth(tree: exp.Query) -> None:
    """Raise GuardRefusal where texts could grow beyond memory: many joinings in a chain of CTEs, nested replaces."""
    joinings = sum(1 for _ in tree.find_all(exp.DPipe, exp.GroupConcat))
    joinings += sum(len(node.expressions) - 1 for node in tree.find_all(exp.Concat, exp.ConcatWs))
    if joinings > MAX_TEXT_JOINS:
        raise GuardRefusal("growth", str(joinings))
    replaces = list(tree.find_all(exp.Replace))
    if len(replaces) > MAX_REPLACES or not all(_is_short(node.args.get("replacement")) for node in replaces):
        raise GuardRefusal("growth", "replace")


def _is_short(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Literal) and len(node.name) <= MAX_REPLACEMENT


def _pass_select(select: exp.Select, scope: Scope) -> None:
    conditions = [join.args["on"] for join in select.args["joins"] if join.args.get("on") is not None]
    where = select.args.get("where")
    if where is not None:
        conditions.append(where.this)
    links = {link for condition in conditions for link in _links(condition, scope)} | _using_links(select, scope)
    exempt = {name for name, source in scope.sources.items() if source.one_row or source.correlated}
    exempt |= {name for condition in conditions for name in _pinned(condition, scope)}
    alone = _unreached([name for name in scope.sources if name not in exempt], links)
    if alone:
        raise GuardRefusal("cross-join", alone)


def _unreached(names: list[str], links: set[frozenset[str]]) -> str:
    """A source that no chain of conditions ties to the first one, or ""."""
    reached = set(names[:1])
    grew = True
    while grew:
        more = {name for link in links if link & reached for name in link} - reached
        reached |= more
        grew = bool(more)
    return next((name for name in names if name not in reached), "")


def _using_links(select: exp.Select, scope: Scope) -> set[frozenset[str]]:
    links = set()
    for join in select.args["joins"]:
        for identifier in join.args.get("using") or ():
            owners = [name for name, source in scope.sources.items() if identifier.name in source.columns]
            links.add(frozenset(owners))
    return links


def _links(condition: exp.Expr, scope: Scope) -> Links:
    """The groups of sources that the condition ties together, whatever branch of an OR holds."""
    if isinstance(condition, exp.Paren):
        return _links(condition.this, scope)
    if isinstance(condition, exp.And):
        return _links(condition.this, scope) | _links(condition.expression, scope)
    if isinstance(condition, exp.Or):
        return _links(condition.this, scope) & _links(condition.expression, scope)
    names = _sources_of(condition, scope)
    if len(names) < 2:
        return frozenset()
    if isinstance(condition, _LINKS):
        return frozenset({names})
    ranges = isinstance(condition, _LOOSE) and any(not scope.sources[name].view for name in names)
    return frozenset({names}) if ranges else frozenset()


def _pinned(condition: exp.Expr, scope: Scope) -> frozenset[str]:
    """Sources that the condition ties to one record: its name or id equals a value."""
    if isinstance(condition, exp.Paren):
        return _pinned(condition.this, scope)
    if isinstance(condition, exp.And):
        return _pinned(condition.this, scope) | _pinned(condition.expression, scope)
    if not isinstance(condition, exp.EQ):
        return frozenset()
    sides = (condition.this, condition.expression)
    column = next((side for side in sides if isinstance(side, exp.Column)), None)
    fixed = any(isinstance(side, exp.Literal | exp.Placeholder) for side in sides)
    return _sources_of(condition, scope) if fixed and column is not None and column.name in _IDENTITIES else frozenset()


def _sources_of(node: exp.Expr, scope: Scope) -> frozenset[str]:
    names = set()
    for column in node.find_all(exp.Column):
        if column.table in scope.sources:
            names.add(column.table)
        elif not column.table:
            names.update(name for name, source in scope.sources.items() if column.name in source.columns)
    return frozenset(names)
