"""One spelling of a statement: tables named by depth, columns qualified, alike conditions written alike.

Only what cannot change a row is rewritten: `a <> b` is `NOT a = b`, IN is OR, BETWEEN is a pair, `5 < a` is `a > 5`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres

from crm import catalog
from nlq.text2sql.guard import schema
from nlq.text2sql.guard.printed import printed
from nlq.text2sql.guard.scope import output_name

_POSTGRES = Postgres()
_TURNED: dict[type[exp.Expr], type[exp.Binary]] = {
    exp.EQ: exp.EQ, exp.LT: exp.GT, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.GTE: exp.LTE,
}  # fmt: skip
_DENIED: dict[type[exp.Expr], type[exp.Binary]] = {
    exp.LT: exp.GTE, exp.GTE: exp.LT, exp.GT: exp.LTE, exp.LTE: exp.GT,
}  # fmt: skip
_OPAQUE = ("distinct", "joins", "laterals", "with_", "windows", "qualify", "offset", "locks")


class Unreadable(Exception):
    """The statement says something that no plan says; the text is the part."""


@dataclass(frozen=True)
class Scope:
    """A source of rows as the statement calls it, its name here, its columns, and its view where it is one."""

    called: str
    alias: str
    columns: tuple[str, ...]
    view: str = ""


def alias_at(depth: int) -> str:
    """The name of the one table of a SELECT that stands inside `depth` others."""
    return f"at{depth}"


def scope_at(depth: int, view: str) -> Scope:
    """A view at its depth, under the name that this module gives."""
    return Scope(alias_at(depth), alias_at(depth), tuple(catalog.view(view).columns), view)


def canonical(tree: exp.Query) -> exp.Select:
    """A copy of a checked statement in the one spelling. Raises Unreadable for joins, unions, CTEs and the like."""
    copy = tree.copy()
    while isinstance(copy, exp.Subquery):
        copy = copy.this
    _select(copy, ())
    holder = exp.Subquery(this=copy)
    _respell(holder)
    spelled = holder.this
    assert isinstance(spelled, exp.Select)
    return spelled


def fragment(expression: exp.Expr, scopes: Sequence[Scope]) -> exp.Expr:
    """An expression that `compile` made over the innermost of `scopes`, read and spelled like a whole statement."""
    read = _POSTGRES.parse(printed(exp.select(expression.copy())))[0]
    assert isinstance(read, exp.Select)
    _walk(read.expressions[0], tuple(scopes))
    _respell(read)
    first: exp.Expr = read.expressions[0]
    return first


def conjuncts(node: exp.Expr | None) -> list[exp.Expr]:
    """The parts of `a AND b AND ...`; none for None."""
    if node is None:
        return []
    return [part for one in node.flatten() for part in conjuncts(one)] if isinstance(node, exp.And) else [node]


def disjuncts(node: exp.Expr) -> list[exp.Expr]:
    """The parts of `a OR b OR ...`."""
    return [part for one in node.flatten() for part in disjuncts(one)] if isinstance(node, exp.Or) else [node]


# Names --------------------------------------------------------------------------------------------------------------
def _select(select: exp.Expr, outer: tuple[Scope, ...]) -> Scope:
    """Rename and qualify in place; what the SELECT gives, as a source."""
    if not isinstance(select, exp.Select) or any(select.args.get(name) for name in _OPAQUE):
        raise Unreadable(type(select).__name__)
    scopes = (*outer, _source(select, outer))
    for one in select.expressions:
        _walk(one, scopes)
    outputs = {output_name(one): one.unalias() for one in select.expressions}
    for clause in ("where", "having"):
        _walk(select.args.get(clause), scopes)
    _grouped(select, scopes, outputs)
    _sorted(select, scopes, outputs)
    return Scope("", alias_at(len(outer)), tuple(output_name(one) for one in select.expressions))


def _source(select: exp.Select, outer: tuple[Scope, ...]) -> Scope:
    from_ = select.args.get("from_")
    node = from_.this if from_ is not None else None
    alias = alias_at(len(outer))
    if isinstance(node, exp.Subquery):
        inner = _select(node.this, outer)
        found = Scope(node.alias, alias, inner.columns)
    elif isinstance(node, exp.Table) and isinstance(node.this, exp.Anonymous):
        found = Scope(node.alias, alias, schema.SEARCH_COLUMNS)
    elif isinstance(node, exp.Table) and not node.args.get("sample"):
        found = Scope(node.alias_or_name, alias, tuple(catalog.view(node.name).columns), node.name)
    else:
        raise Unreadable("FROM")
    node.set("db", None)
    node.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    return found


def _walk(node: exp.Expr | None, scopes: tuple[Scope, ...]) -> None:
    if isinstance(node, exp.Column):
        _qualify(node, scopes)
    elif isinstance(node, exp.Select | exp.SetOperation):
        _select(node, scopes)
    elif isinstance(node, exp.Expr):
        for child in list(node.iter_expressions()):
            _walk(child, scopes)


def _qualify(column: exp.Column, scopes: tuple[Scope, ...]) -> None:
    for scope in reversed(scopes):
        if column.table == scope.called if column.table else column.name in scope.columns:
            column.set("table", exp.to_identifier(scope.alias))
            column.set("db", None)
            return
    raise Unreadable(column.name)


def _grouped(select: exp.Select, scopes: tuple[Scope, ...], outputs: dict[str, exp.Expr]) -> None:
    group = select.args.get("group")
    if group is None:
        return
    if any(value for name, value in group.args.items() if name != "expressions"):
        raise Unreadable("GROUP BY")
    for one in group.expressions:
        bare = isinstance(one, exp.Column) and not one.table and one.name not in scopes[-1].columns
        if not _replace(one, select, outputs if bare else {}):
            _walk(one, scopes)


def _sorted(select: exp.Select, scopes: tuple[Scope, ...], outputs: dict[str, exp.Expr]) -> None:
    order = select.args.get("order")
    for ordered in order.expressions if order is not None else ():
        bare = isinstance(ordered.this, exp.Column) and not ordered.this.table
        if not _replace(ordered.this, select, outputs if bare else {}):
            _walk(ordered.this, scopes)


def _replace(node: exp.Expr, select: exp.Select, outputs: dict[str, exp.Expr]) -> bool:
    """A position or a heading becomes what stands there."""
    if isinstance(node, exp.Literal) and node.is_int and 0 < int(node.name) <= len(select.expressions):
        node.replace(select.expressions[int(node.name) - 1].unalias().copy())
        return True
    if isinstance(node, exp.Column) and node.name in outputs:
        node.replace(outputs[node.name].copy())
        return True
    return False


# Spelling -----------------------------------------------------------------------------------------------------------
def _respell(root: exp.Expr) -> None:
    """Everything below `root`, the innermost first."""
    for child in list(root.iter_expressions()):
        _respell(child)
        spelled = _spelled(child)
        if spelled is not child:
            child.replace(spelled)


def _spelled(node: exp.Expr) -> exp.Expr:
    if _only_wraps(node):
        inner: exp.Expr = node.this
        return inner
    match node:
        case exp.Not():
            return _not(node.this)
        case exp.Is() if node.args.get("negate"):
            return exp.Not(this=exp.Is(this=node.this, expression=node.expression))
        case exp.NEQ():
            return exp.Not(this=_facing(exp.EQ(this=node.this, expression=node.expression)))
        case exp.EQ() | exp.LT() | exp.GT() | exp.LTE() | exp.GTE():
            return _facing(node)
        case exp.Between():
            low, high = node.args["low"], node.args["high"]
            return exp.And(
                this=exp.GTE(this=node.this, expression=low), expression=exp.LTE(this=node.this.copy(), expression=high)
            )
        case exp.In() if node.expressions:
            return exp.or_(*(exp.EQ(this=node.this.copy(), expression=one) for one in node.expressions), copy=False)
        case exp.Is() if isinstance(node.expression, exp.Boolean) and node.expression.this:
            return _is_true(node)
        case exp.ILike():
            return _contains(node)
        case exp.Count() if isinstance(node.this, exp.Literal):
            return exp.Count(this=exp.Star(), big_int=True)
        case _:
            return node


def _only_wraps(node: exp.Expr) -> bool:
    """Brackets, and a day that is cast to a day."""
    if isinstance(node, exp.Cast):
        return node.to.this == exp.DType.DATE and isinstance(node.this, exp.Literal | exp.Placeholder)
    return isinstance(node, exp.Paren)


def _is_true(node: exp.Is) -> exp.Expr:
    """`a IS TRUE` is `a` where an unknown drops the row anyway; under a NOT, an unknown is false."""
    above = node.parent
    while isinstance(above, exp.And | exp.Or | exp.Paren):
        above = above.parent
    inner: exp.Expr = node.this
    dropped = isinstance(above, exp.Where | exp.Having)
    return inner if dropped else exp.Coalesce(this=inner, expressions=[exp.false()])


def _not(inner: exp.Expr) -> exp.Expr:
    if isinstance(inner, exp.Not):
        denied: exp.Expr = inner.this
        return denied
    turned = None if isinstance(inner.this, exp.StrPosition) else _DENIED.get(type(inner))
    return turned(this=inner.this, expression=inner.expression) if turned else exp.Not(this=inner)


def _facing(node: exp.Expr) -> exp.Expr:
    """The column stands on the left; a truth value compared with is the condition itself."""
    left, right = node.this, node.expression
    if isinstance(left, exp.Literal | exp.Placeholder | exp.Boolean):
        return _facing(_TURNED[type(node)](this=right, expression=left)) if isinstance(right, exp.Column) else node
    if isinstance(node, exp.EQ) and isinstance(right, exp.Boolean):
        return left if right.this else exp.Not(this=left)
    return node


def _contains(node: exp.ILike) -> exp.Expr:
    """`a ILIKE '%b%'` as the plan's «contains»."""
    pattern = node.expression
    text = pattern.name[1:-1] if isinstance(pattern, exp.Literal) and pattern.is_string else ""
    if not text or any(sign in text for sign in "%_\\") or pattern.name != f"%{text}%":
        return node
    words = exp.Lower(this=exp.Literal.string(text))
    found = exp.StrPosition(this=exp.Lower(this=node.this), substr=words)
    return exp.GT(this=found, expression=exp.Literal.number(0))
