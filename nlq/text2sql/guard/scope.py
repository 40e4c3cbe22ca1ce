"""Names: which column of which source each word of the statement means, by Postgres' own rules.

Every column must be found in a view of the catalogue, a CTE or a subquery. Stars are written out, names
are folded to lower case unless quoted, view names get their schema. A column that nobody looked at is refused at
the end, so a corner of the grammar that this module does not know cannot pass unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres

from nlq.errors import GuardRefusal
from nlq.text2sql.guard import schema, series

MAX_DEPTH: Final = 10
_PLAIN: Final = re.compile(r"[a-z_][a-z0-9_]*\Z")
_KEYWORD_VALUES: Final = frozenset(
    {
        "user", "current_user", "session_user", "system_user", "current_role", "current_catalog", "current_schema",
        "localtime", "localtimestamp", "current_time",
    }
)  # fmt: skip


@dataclass
class Source:
    """What stands behind one name in FROM. `one_row`: it can never give more than one."""

    columns: tuple[str, ...]
    one_row: bool = False
    view: str = ""
    correlated: bool = False


@dataclass
class Scope:
    """One SELECT: its sources by name, the columns merged by USING, the names it gives out, and its node."""

    sources: dict[str, Source] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    outputs: tuple[str, ...] = ()


Ctes = Mapping[str, Source]
Outer = tuple[Scope, ...]


class Names:
    """Resolves one statement; `scopes` then holds each SELECT's scope by the node's id."""

    def __init__(self, views: Mapping[str, tuple[str, ...]]) -> None:
        self.views = views
        self.scopes: dict[int, Scope] = {}
        self.seen: set[int] = set()

    def resolve(self, tree: exp.Query) -> tuple[str, ...]:
        """The result's column names; raises GuardRefusal where a name means nothing or too much."""
        fold_names(tree)
        columns = self._query(tree, {}, ()).columns
        for column in tree.find_all(exp.Column):
            if id(column) not in self.seen:
                raise GuardRefusal("construct", column.sql("postgres"))
        return columns

    def _query(self, query: exp.Expr, ctes: Ctes, outer: Outer) -> Source:
        if len(outer) > MAX_DEPTH:
            raise GuardRefusal("text-depth", str(len(outer)))
        ctes = self._with(query, ctes, outer)
        if isinstance(query, exp.SetOperation):
            return self._set_operation(query, ctes, outer)
        if isinstance(query, exp.Subquery):
            return self._wrapped(query, ctes, outer)
        if isinstance(query, exp.Select):
            return self._select(query, ctes, outer)
        raise GuardRefusal("construct", type(query).__name__)

    def _with(self, query: exp.Expr, ctes: Ctes, outer: Outer) -> Ctes:
        known = dict(ctes)
        with_ = query.args.get("with_")
        for cte in with_.expressions if with_ else ():
            name = cte.alias
            if name in self.views or name in known or name == "search_notes":
                raise GuardRefusal("name", name)
            known[name] = _renamed(self._query(cte.this, known, outer), cte.args["alias"])
        return known

    def _set_operation(self, query: exp.SetOperation, ctes: Ctes, outer: Outer) -> Source:
        left = self._query(query.this, ctes, outer)
        right = self._query(query.expression, ctes, outer)
        if len(left.columns) != len(right.columns):
            raise GuardRefusal("set-width")
        self._outer_order(query, left.columns)
        return Source(left.columns)

    def _wrapped(self, query: exp.Subquery, ctes: Ctes, outer: Outer) -> Source:
        inner = self._query(query.this, ctes, outer)
        self._outer_order(query, inner.columns)
        return Source(inner.columns, inner.one_row)

    def _outer_order(self, query: exp.Expr, columns: tuple[str, ...]) -> None:
        """ORDER BY after a UNION or a bracket knows only the names given out."""
        for column in _columns_of(query.args.get("order")):
            if column.table or column.name not in columns:
                raise GuardRefusal("column", column.sql("postgres"), schema.nearest(column.name, columns))
            self.seen.add(id(column))

    def _select(self, select: exp.Select, ctes: Ctes, outer: Outer) -> Source:
        scope = Scope()
        self.scopes[id(select)] = scope
        from_ = select.args.get("from_")
        if from_ is not None:
            self._add_source(from_.this, scope, ctes, outer)
        for join in select.args.get("joins") or ():
            self._join(join, scope, ctes, outer)
        self._write_out_stars(select, scope)
        scope.outputs = tuple(output_name(one) for one in select.expressions)
        scopes = (scope, *outer)
        for clause, value in select.args.items():
            if clause not in {"from_", "with_", "joins"}:
                for one in value if isinstance(value, list) else (value,):
                    self._walk(one, scopes, ctes, clause)
        return Source(scope.outputs, one_row=_gives_one_row(select))

    def _join(self, join: exp.Join, scope: Scope, ctes: Ctes, outer: Outer) -> None:
        before = dict(scope.sources)
        self._add_source(join.this, scope, ctes, outer)
        added = next(reversed(scope.sources.values()))
        for identifier in join.args.get("using") or ():
            if not any(identifier.name in one.columns for one in before.values()) or (
                identifier.name not in added.columns
            ):
                raise GuardRefusal("column", identifier.name, schema.nearest(identifier.name, added.columns))
            if identifier.name not in scope.merged:
                scope.merged.append(identifier.name)
        self._walk(join.args.get("on"), (scope, *outer), ctes, "on")

    def _add_source(self, node: exp.Expr, scope: Scope, ctes: Ctes, outer: Outer) -> None:
        if isinstance(node, exp.Table):
            source = self._table(node, ctes)
        elif isinstance(node, exp.Lateral):
            source = self._lateral(node, scope, ctes, outer)
        else:
            source = self._query(node, ctes, outer)
        name = node.alias_or_name
        if not name or name in scope.sources:
            raise GuardRefusal("name", name)
        scope.sources[name] = _renamed(source, node.args.get("alias"))

    def _lateral(self, node: exp.Lateral, scope: Scope, ctes: Ctes, outer: Outer) -> Source:
        siblings = set(scope.sources)
        source = self._query(node.this, ctes, (scope, *outer))
        source.correlated = any(column.table in siblings for column in node.find_all(exp.Column))
        return source

    def _table(self, table: exp.Table, ctes: Ctes) -> Source:
        if not isinstance(table.this, exp.Identifier):
            return _table_function(table)
        name, owner = table.name, table.db
        if not owner and name in ctes:
            return ctes[name]
        if owner not in {"", schema.SCHEMA_NAME} or name.startswith("pg_"):
            raise GuardRefusal("catalogue", f"{owner}.{name}".lstrip("."))
        if name not in self.views:
            raise GuardRefusal("view", name, schema.nearest(name, self.views))
        table.set("db", exp.to_identifier(schema.SCHEMA_NAME))
        return Source(self.views[name], view=name)

    def _walk(self, node: exp.Expr | None, scopes: Outer, ctes: Ctes, clause: str) -> None:
        """Every column under `node` that no subquery owns; subqueries with these scopes around them."""
        if not isinstance(node, exp.Expr):
            return
        if isinstance(node, exp.Column):
            self._column(node, scopes, clause)
        elif isinstance(node, exp.Query):
            self._query(node, ctes, scopes)
        else:
            below = clause if clause == "order" and isinstance(node, exp.Order | exp.Ordered) else _below(clause)
            for child in node.iter_expressions():
                self._walk(child, scopes, ctes, below)

    def _column(self, column: exp.Column, scopes: Outer, clause: str) -> None:
        self.seen.add(id(column))
        name, table = column.name, column.table
        if name in schema.SYSTEM_COLUMNS:
            raise GuardRefusal("system-column", name)
        if isinstance(column.this, exp.Star):
            raise GuardRefusal("whole-row", f"{table}.*")
        if column.db and (column.db != schema.SCHEMA_NAME or table not in self.views):
            raise GuardRefusal("catalogue", column.sql("postgres"))
        if table:
            _find_qualified(name, table, scopes)
        elif not (clause == "order" and name in scopes[0].outputs):
            self._find_bare(name, scopes, clause)

    def _find_bare(self, name: str, scopes: Outer, clause: str) -> None:
        for scope in scopes:
            owners = [alias for alias, source in scope.sources.items() if name in source.columns]
            if len(owners) > 1 and name not in scope.merged:
                raise GuardRefusal("column-ambiguous", name)
            if owners:
                return
        if clause == "group" and name in scopes[0].outputs:
            return
        if any(name in scope.sources for scope in scopes):
            raise GuardRefusal("whole-row", name)
        known = [column for scope in scopes for source in scope.sources.values() for column in source.columns]
        raise GuardRefusal("column", name, schema.nearest(name, known))

    def _write_out_stars(self, select: exp.Select, scope: Scope) -> None:
        if not any(_is_star(one) for one in select.expressions):
            return
        written: list[exp.Expr] = []
        for one in select.expressions:
            written.extend(_star_columns(one, scope) if _is_star(one) else [one])
        select.set("expressions", written)


def fold_names(tree: exp.Query) -> None:
    """Unquoted names to lower case, as Postgres reads them; words that Postgres reads as values are refused."""
    for identifier in tree.find_all(exp.Identifier):
        if not identifier.args.get("quoted"):
            identifier.set("this", identifier.name.lower())
            if identifier.name in _KEYWORD_VALUES:
                raise GuardRefusal("function", identifier.name)


def output_name(expression: exp.Expr) -> str:
    """The name that Postgres gives a result column."""
    if isinstance(expression, exp.Alias | exp.Column):
        return expression.alias_or_name
    if isinstance(expression, exp.Window | exp.Filter | exp.WithinGroup | exp.Paren):
        return output_name(expression.this)
    if isinstance(expression, exp.Cast):
        inner = output_name(expression.this)
        return inner if inner != "?column?" else expression.to.sql("postgres").lower()
    if isinstance(expression, exp.Func | exp.Case):
        return re.split(r"[ (]", expression.sql("postgres"), maxsplit=1)[0].lower()
    if isinstance(expression, exp.Subquery) and isinstance(expression.this, exp.Select):
        return output_name(expression.this.expressions[0])
    return "?column?"


def _below(clause: str) -> str:
    """Inside an expression, ORDER BY sees columns only; GROUP BY names may stand alone only, too."""
    return "group" if clause == "group" else "inside"


def _columns_of(node: exp.Expr | None) -> Iterator[exp.Column]:
    return node.find_all(exp.Column) if node is not None else iter(())


def _renamed(source: Source, alias: exp.Expr | None) -> Source:
    """The source with the names that its alias gives to its first columns: `AS g(month)`."""
    given = tuple(one.name for one in alias.args.get("columns") or ()) if alias is not None else ()
    if len(given) > len(source.columns):
        raise GuardRefusal("column", given[-1])
    if not given:
        return source
    return Source(given + source.columns[len(given) :], source.one_row, source.view, source.correlated)


def _table_function(table: exp.Table) -> Source:
    call = table.this
    if table.db not in {"", schema.SCHEMA_NAME}:
        raise GuardRefusal("catalogue", table.sql("postgres"))
    if isinstance(call, exp.ExplodingGenerateSeries) and not table.db:
        series.pass_series(call)
        _name_after(table, "generate_series")
        return Source((table.alias,))
    if not isinstance(call, exp.Anonymous):
        raise GuardRefusal("function", call.sql("postgres")[:40])
    words = call.expressions
    text = len(words) == 1 and (isinstance(words[0], exp.Placeholder) or _is_text(words[0]))
    if call.name.lower() != "search_notes" or not text:
        raise GuardRefusal("search")
    call.set("this", "search_notes")
    table.set("db", exp.to_identifier(schema.SCHEMA_NAME))
    _name_after(table, "search_notes")
    return Source(schema.SEARCH_COLUMNS, view="search_notes")


def _name_after(table: exp.Table, name: str) -> None:
    if not table.alias:
        table.set("alias", exp.TableAlias(this=exp.to_identifier(name)))


def _is_text(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and bool(node.args["is_string"])


def _find_qualified(name: str, table: str, scopes: Outer) -> None:
    for scope in scopes:
        source = scope.sources.get(table)
        if source is None:
            continue
        if source.columns.count(name) > 1:
            raise GuardRefusal("column-ambiguous", name)
        if name not in source.columns:
            raise GuardRefusal("column", f"{table}.{name}", schema.nearest(name, source.columns))
        return
    raise GuardRefusal("view", table, schema.nearest(table, (one for scope in scopes for one in scope.sources)))


def _is_star(expression: exp.Expr) -> bool:
    return isinstance(expression, exp.Star) or (
        isinstance(expression, exp.Column) and isinstance(expression.this, exp.Star)
    )


def _star_columns(star: exp.Expr, scope: Scope) -> list[exp.Expr]:
    wanted = star.args.get("table") if isinstance(star, exp.Column) else None
    if wanted is not None and wanted.name not in scope.sources:
        raise GuardRefusal("view", wanted.name, schema.nearest(wanted.name, scope.sources))
    if not scope.sources:
        raise GuardRefusal("syntax", "*")
    merged = [] if wanted is not None else scope.merged
    columns: list[exp.Expr] = [exp.Column(this=_identifier(name)) for name in merged]
    for alias, source in scope.sources.items():
        if wanted is None or alias == wanted.name:
            columns.extend(
                exp.Column(this=_identifier(name), table=_identifier(alias))
                for name in source.columns
                if name not in merged
            )
    return columns


def _identifier(name: str) -> exp.Identifier:
    keyword = name.upper() in Postgres.tokenizer_class.KEYWORDS
    return exp.Identifier(this=name, quoted=keyword or not _PLAIN.match(name))


def _gives_one_row(select: exp.Select) -> bool:
    limit = select.args.get("limit")
    if isinstance(limit, exp.Limit) and isinstance(limit.expression, exp.Literal) and limit.expression.name == "1":
        return True
    if select.args.get("from_") is None:
        return True
    folded = any(_folds(one) for one in select.expressions)
    return folded and select.args.get("group") is None


def _folds(expression: exp.Expr) -> bool:
    """Whether an aggregate of this very SELECT stands in the expression, outside windows and subqueries."""
    if isinstance(expression, exp.Window | exp.Query):
        return False
    if isinstance(expression, exp.AggFunc) or expression.args.get("this") == "every":
        return True
    return any(_folds(child) for child in expression.iter_expressions())
