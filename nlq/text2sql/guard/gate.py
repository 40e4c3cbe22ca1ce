"""The guard: from a text that anybody wrote to a statement that may run, or the rule it broke."""

from __future__ import annotations

import logging
from collections.abc import Collection

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError

from nlq.errors import GuardRefusal
from nlq.text2sql.guard import allowed, limits, schema
from nlq.text2sql.guard.printed import printed
from nlq.text2sql.guard.products import pass_growth, pass_products
from nlq.text2sql.guard.scope import Names
from nlq.text2sql.guard.text_gate import pass_text
from nlq.text2sql.guard.verdict import Refused, SafeQuery, refused

logging.getLogger("sqlglot").setLevel(logging.ERROR)

_POSTGRES = Postgres()


def check(sql: str, *, parameters: Collection[str] = ()) -> SafeQuery | Refused:
    """What may run instead of `sql`, or why nothing may.

    `parameters`: the names of the bound values; when given, no other `:name` may stand in the statement.
    The text itself never runs: SafeQuery.sql is printed from the checked tree.
    """
    try:
        return _checked(sql, parameters)
    except GuardRefusal as refusal:
        return refused(refusal)
    except RecursionError:
        return refused(GuardRefusal("text-depth"))


def _checked(sql: str, parameters: Collection[str]) -> SafeQuery:
    pass_text(sql)
    tree = _one_query(sql)
    allowed.pass_nodes(tree, parameters)
    everything = _is_whole_view(tree)
    names = Names(schema.views())
    columns = names.resolve(tree)
    if everything:
        raise GuardRefusal("star-without-limit")
    pass_products(tree, names.scopes)
    pass_growth(tree)
    limit, capped = limits.limit_rows(tree)
    text = printed(tree)
    _pass_second_reading(text)
    order = tuple(dict.fromkeys(node.name for node in tree.find_all(exp.Placeholder, bfs=False)))
    return SafeQuery(text, tree, columns, limit, capped, order)


def _one_query(sql: str) -> exp.Query:
    statements = [one for one in _parsed(sql) if one is not None]
    if not statements:
        raise GuardRefusal("empty")
    if len(statements) > 1:
        raise GuardRefusal("stacked", str(len(statements)))
    tree = statements[0]
    if isinstance(tree, exp.Subquery | exp.Select | exp.SetOperation):
        return tree
    raise GuardRefusal("row" if isinstance(tree, exp.Values) else "statement", type(tree).__name__)


def _parsed(sql: str) -> list[exp.Expr | None]:
    try:
        return list(_POSTGRES.parse(sql))
    except SqlglotError as error:
        raise GuardRefusal("syntax", _place(error)) from error


def _place(error: SqlglotError) -> str:
    """Line and column of the first thing that could not be read."""
    errors = getattr(error, "errors", None)
    return f"{errors[0]['line']}:{errors[0]['col']}" if errors else ""


def _is_whole_view(tree: exp.Query) -> bool:
    """`SELECT * FROM notes` and nothing else: every text of the firm to the browser, and nobody asked for that."""
    clauses = {clause for clause, value in tree.args.items() if value}
    from_ = tree.args.get("from_")
    if not isinstance(tree, exp.Select) or from_ is None or not clauses <= {"expressions", "from_", "order"}:
        return False
    return isinstance(from_.this, exp.Table) and any(isinstance(one, exp.Star) for one in tree.expressions)


def _pass_second_reading(text: str) -> None:
    """What was printed must read as what was checked: a printer's slip must not open a gap."""
    again = _one_query(text)
    if printed(again) != text:
        raise GuardRefusal("syntax", "")
