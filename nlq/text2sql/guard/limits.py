"""LIMIT: every statement has one, and it is never above MAX_ROWS."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from nlq.errors import GuardRefusal

MAX_ROWS: Final = 10_000
ABSURD: Final = 1_000_000


def limit_rows(tree: exp.Query, most: int = MAX_ROWS) -> tuple[int | None, bool]:
    """Add or lower the outermost LIMIT in place: its number (None for a placeholder) and whether we set it."""
    for node in tree.find_all(exp.Limit, exp.Offset, exp.Fetch):
        _pass_count(node)
    limit = tree.args.get("limit")
    if has_ties(limit):
        return None, False
    value = _count_of(limit) if limit is not None else None
    if isinstance(value, exp.Literal):
        asked = int(value.name)
        if asked > most:
            tree.set("limit", _limit(exp.Literal.number(most)))
        return min(asked, most), asked > most
    if value is None:
        tree.set("limit", _limit(exp.Literal.number(most)))
        return most, True
    placeholder = value if isinstance(value, exp.Placeholder) else value.this
    tree.set("limit", _limit(exp.Least(this=placeholder, expressions=[exp.Literal.number(most)])))
    return None, False


def has_ties(limit: exp.Expr | None) -> bool:
    """FETCH FIRST … ROWS WITH TIES: as many rows as tie with the last one; the runner puts its own LIMIT around it."""
    options = limit.args.get("limit_options") if isinstance(limit, exp.Fetch) else None
    return options is not None and bool(options.args.get("with_ties"))


def _limit(count: exp.Expr) -> exp.Limit:
    return exp.Limit(expression=count)


def _count_of(node: exp.Expr) -> exp.Expr | None:
    count: exp.Expr | None = node.args.get("count") if isinstance(node, exp.Fetch) else node.args.get("expression")
    return count


def _pass_count(node: exp.Expr) -> None:
    count = _count_of(node)
    if isinstance(count, exp.Placeholder) or _is_least(count):
        return
    whole = isinstance(count, exp.Literal) and not count.is_string and count.name.isdigit()
    if not whole or count is None or int(count.name) > ABSURD:
        raise GuardRefusal("limit", type(node).__name__.upper())


def _is_least(count: exp.Expr | None) -> bool:
    """Our own LIMIT, read again: LEAST(:v1, 10000)."""
    return isinstance(count, exp.Least) and isinstance(count.this, exp.Placeholder)
