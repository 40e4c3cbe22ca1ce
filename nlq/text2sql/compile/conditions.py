"""A plan's conditions -> SQL expressions over one aliased view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce

from sqlglot import exp

from crm import catalog
from crm.names import places
from nlq.text2sql.compile import operands
from nlq.text2sql.compile.elapsed import ELAPSED, column_of, expression
from nlq.text2sql.compile.operands import Binding
from nlq.text2sql.compile.semantics import (
    COUNTERPART,
    EITHER_LEVEL,
    ORDERED_CODES,
    PLACE_LEVELS,
    RELATIONS,
    SORTED_BY,
    Join,
    is_day_count,
    is_money,
    money_column,
    stored_column,
)
from nlq.text2sql.plan import About, Compare, Condition, Every, Operand, PlanError, Related, Test

OPERATORS: dict[str, type[exp.Binary]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """The rows of `view` under `alias` in the statement that is being built."""

    view: str
    alias: str
    binding: Binding

    def column(self, name: str) -> exp.Expr:
        """The view's column, qualified; what a column of elapsed days is made of; the investor, or else the company."""
        if (elapsed := ELAPSED.get(self.view, {}).get(name)) is not None:
            return expression(elapsed, self.alias, self.binding.bind("today", self.binding.today))
        if name == COUNTERPART:
            either = (exp.column(one, table=self.alias) for one in ("investor", "company"))
            return exp.func("COALESCE", *either)
        return exp.column(name, table=self.alias)

    def plan_column(self, name: str) -> exp.Expr:
        """A plan's column: money in the currency that is shown. Raises PlanError."""
        return self.column(self.stored(name))

    def stored(self, name: str, currency: str | None = None) -> str:
        """The stored name of a plan's column, money with its currency. Raises PlanError."""
        try:
            name = stored_column(self.view, name)
        except KeyError as error:
            raise PlanError(f"no column {error.args[0]}") from error
        if is_money(self.view, name):
            return money_column(self.view, name, currency or self.binding.currency)
        return name

    def described(self, stored: str) -> catalog.Column:
        """The catalogue's entry of a stored column."""
        return column_of(self.view, stored)


def rows_of(view: str, binding: Binding) -> Rows:
    """`view` under a fresh alias. Raises PlanError for a view that is not there."""
    if view not in catalog.views():
        raise PlanError(f"no view {view!r}")
    return Rows(view, binding.alias(view), binding)


def table(rows: Rows) -> exp.Table:
    """`analyst.view AS alias`."""
    named = exp.table_(rows.view, db=catalog.SCHEMA)
    named.set("alias", exp.TableAlias(this=exp.to_identifier(rows.alias)))
    return named


def all_of(rows: Rows, conditions: Sequence[Condition]) -> exp.Expr | None:
    """The conjunction of the conditions; None for none."""
    return conjunction([condition(rows, item) for item in conditions])


def conjunction(parts: Sequence[exp.Expr]) -> exp.Expr | None:
    """`a AND b AND ...`; None for no parts."""
    return reduce(lambda left, right: exp.And(this=left, expression=right), parts) if parts else None


def condition(rows: Rows, item: Condition) -> exp.Expr:
    """One condition over `rows`. Raises PlanError where a value does not fit its column."""
    match item:
        case Compare():
            return _compare(rows, item)
        case Test():
            return _test(rows, item)
        case Every(op, items):
            return _every(rows, op, items)
        case Related():
            return _related(rows, item)
        case About(operand):
            return _about(rows, operand)


def _every(rows: Rows, op: str, items: Sequence[Condition]) -> exp.Expr:
    parts: list[exp.Expr] = [exp.paren(condition(rows, inner), copy=False) for inner in items]
    if not parts:
        raise PlanError(f"«{op}» of nothing")
    if op == "not":
        whole = conjunction(parts)
        assert whole is not None
        # NOT over an unknown is unknown: a row without the value is no counter-example.
        return exp.Not(this=exp.paren(exp.func("COALESCE", whole, exp.false()), copy=False))
    kind: type[exp.And | exp.Or] = exp.Or if op == "or" else exp.And
    return exp.paren(reduce(lambda left, right: kind(this=left, expression=right), parts), copy=False)


def _test(rows: Rows, item: Test) -> exp.Expr:
    column = rows.plan_column(item.column)
    if item.test in ("empty", "filled"):
        is_null = exp.Is(this=column, expression=exp.null())
        return is_null if item.test == "empty" else exp.Not(this=is_null)
    if rows.described(rows.stored(item.column)).type != "boolean":
        raise PlanError(f"{item.column} is no yes or no")
    return column if item.test == "yes" else exp.Not(this=column)


def _compare(rows: Rows, item: Compare) -> exp.Expr:
    if isinstance(item.operand, tuple):
        parts = [_compare(rows, Compare(item.column, _single(item.op), operand)) for operand in item.operand]
        if not parts:
            raise PlanError(f"{item.column} {item.op} nothing")
        either = exp.paren(reduce(lambda left, right: exp.Or(this=left, expression=right), parts), copy=False)
        return _negated(either) if item.op in ("not in", "!=") else either
    if item.op in ("!=", "not in"):
        return _negated(exp.paren(_compare(rows, Compare(item.column, _single(item.op), item.operand)), copy=False))
    return _compare_one(rows, item.column, _single(item.op), item.operand)


def _negated(inner: exp.Expr) -> exp.Expr:
    """Not `inner`; a row whose value is unknown does not count as different."""
    return exp.Not(this=inner)


def _single(op: str) -> str:
    return {"in": "=", "not in": "=", "!=": "="}.get(op, op)


def _compare_one(rows: Rows, name: str, op: str, operand: Operand) -> exp.Expr:
    if isinstance(operand, str) and operand.startswith("."):
        return OPERATORS[op](this=rows.plan_column(name), expression=rows.plan_column(operand[1:]))
    stored = stored_column_or_error(rows, name)
    if stored == "place":
        return _place(rows, operand)
    if stored == "industry" and rows.view not in ("industries", "notes"):
        return _industry(rows, operand)
    if (family := operands.family(rows.binding, operand)) is not None:
        return _group(rows, stored, family)
    if operand == ":today":
        return OPERATORS[op](this=rows.column(stored), expression=rows.binding.bind("today", rows.binding.today))
    if (span := operands.span_of(rows.binding, operand)) is not None:
        return _span(rows, stored, op, span)
    if op in ("<", "<=", ">", ">=") and (tail := _in_order(rows, stored, op, operand)) is not None:
        return tail
    return _plain(rows, stored, op, operand)


def _in_order(rows: Rows, name: str, op: str, operand: Operand) -> exp.Expr | None:
    """«B or later»: the column is one of the codes from the operand's on. None for a column without ordered codes."""
    column = None if is_money(rows.view, name) else rows.described(rows.stored(name))
    order = ORDERED_CODES.get(column.codes, ()) if column is not None else ()
    if column is None or not order:
        return None
    value = rows.binding.value(operand)
    code = value.value.get(column.codes) if value is not None and value.kind == "code" else operand
    if code not in order:
        raise PlanError(f"{operand!r} has no place in the order of {name}")
    at = order.index(code)
    chosen = {"<": order[:at], "<=": order[: at + 1], ">": order[at + 1 :], ">=": order[at:]}[op]
    if not chosen:
        raise PlanError(f"nothing is {op} {code}")
    named = [value.name if value is not None and one == code else "" for one in chosen]
    bound = [
        rows.binding.bind(label, one) if label else rows.binding.constant(one)
        for label, one in zip(named, chosen, strict=True)
    ]
    return exp.In(this=rows.column(column.name), expressions=bound)


def stored_column_or_error(rows: Rows, name: str) -> str:
    """As semantics.stored_column, as PlanError."""
    try:
        return stored_column(rows.view, name)
    except KeyError as error:
        raise PlanError(f"no column {error.args[0]}") from error


def _plain(rows: Rows, name: str, op: str, operand: Operand) -> exp.Expr:
    value = rows.binding.value(operand)
    said = value.value[1] if value is not None and value.kind == "money" else None
    if isinstance(operand, dict):
        said = operand.get("currency")
    if said not in (None, "CNY", "USD"):
        raise PlanError(f"amounts are compared in CNY or USD, not in {said}")
    column = rows.described(rows.stored(name, said))
    target = rows.column(column.name)
    if value is not None and value.kind in ("title", "phase"):
        return _holds_any(rows, target, value.name, value.value)
    if op == "contains":
        words = operands.text(rows.binding, column, operand)
        return exp.GT(
            this=exp.func("STRPOS", exp.func("LOWER", target), exp.func("LOWER", words)),
            expression=exp.Literal.number(0),
        )
    if column.type == "text":
        right = operands.text(rows.binding, column, operand)
    elif column.type in ("integer", "numeric"):
        right = operands.number(rows.binding, operand)
    else:
        raise PlanError(f"{name} does not compare with {operand!r}")
    return OPERATORS[op](this=target, expression=right)


def _holds_any(rows: Rows, target: exp.Expr, label: str, texts: Sequence[str]) -> exp.Expr:
    """The text holds one of the ways to say it, in whatever case."""
    parts: list[exp.Expr] = []
    for position, text in enumerate(texts, 1):
        words = rows.binding.bind(label if position == 1 else f"{label}_{position}", text.lower())
        # «Fund II» is no part of «Fund III»: a text that ends in a space is sought in the text and a space.
        whole = (
            exp.DPipe(this=target.copy(), expression=exp.Literal.string(" ")) if text.endswith(" ") else target.copy()
        )
        found = exp.func("STRPOS", exp.func("LOWER", whole), words)
        parts.append(exp.GT(this=found, expression=exp.Literal.number(0)))
    return exp.paren(exp.or_(*parts, copy=False), copy=False)


def _span(rows: Rows, name: str, op: str, span: tuple[str, date | None, date | None]) -> exp.Expr:
    label, first, last = span
    column = rows.column(rows.stored(name))
    kind = rows.described(rows.stored(name)).type
    if is_day_count(name):
        days = rows.binding.bind(f"{label}_days", operands.days_of((first, last), rows.binding.today))
        return OPERATORS["<=" if op == "=" else op](this=column, expression=days)
    if kind not in ("integer", "date"):
        raise PlanError(f"{name} is no date")
    begins, ends = ((day.year if day and kind == "integer" else day) for day in (first, last))
    parts: list[exp.Expr] = []
    if op in ("=", ">=") and begins is not None:
        parts.append(exp.GTE(this=column, expression=rows.binding.bind(f"{label}_from", begins)))
    if op in ("=", "<=") and ends is not None:
        parts.append(exp.LTE(this=column.copy(), expression=rows.binding.bind(f"{label}_to", ends)))
    if op == "<" and (edge := begins or ends) is not None:
        parts.append(exp.LT(this=column, expression=rows.binding.bind(f"{label}_from", edge)))
    if op == ">" and (edge := ends or begins) is not None:
        parts.append(exp.GT(this=column, expression=rows.binding.bind(f"{label}_to", edge)))
    whole = conjunction(parts)
    if whole is None:
        raise PlanError(f"an open period does not fit «{op}»")
    return whole


def _place(rows: Rows, operand: Operand) -> exp.Expr:
    value = rows.binding.value(operand)
    if value is not None and value.kind != "place":
        raise PlanError(f"«{value.words}» is no place")
    stored, level = value.value if value is not None else stored_place(str(operand))
    columns = catalog.view(rows.view).columns
    wanted = [name for name in PLACE_LEVELS if name in columns]
    if not wanted:
        raise PlanError(f"{rows.view} have no place")
    right = rows.binding.bind(value.name, stored) if value is not None else rows.binding.constant(stored)
    if level not in wanted and "company_id" in columns:
        return _place_of_company(rows, level, right)
    return exp.EQ(this=rows.column(level if level in wanted else wanted[-1]), expression=right)


def _place_of_company(rows: Rows, level: str, right: exp.Expr) -> exp.Expr:
    """Deals and investments do not show the district: their companies do."""
    companies = rows_of("companies", rows.binding)
    fits = exp.EQ(this=companies.column(level), expression=right)
    chosen = exp.select(companies.column("id")).from_(table(companies)).where(fits)
    return exp.In(this=rows.column("company_id"), query=exp.Subquery(this=chosen))


def stored_place(name: str) -> tuple[str, str]:
    """(stored value, level) of a place that a literal names; the widest where several bear the name, else a city."""
    return _places().get(name, (name, "city"))


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[str, str]]:
    widest_last = sorted(places.places(), key=lambda entry: PLACE_LEVELS.index(entry.level), reverse=True)
    return {word: (entry.stored, entry.level) for entry in widest_last for word in (entry.stored, *entry.words)}


def _industry(rows: Rows, operand: Operand) -> exp.Expr:
    value = rows.binding.value(operand)
    if value is not None and value.kind != "industry":
        raise PlanError(f"«{value.words}» is no industry")
    if value is None and not isinstance(operand, str):
        raise PlanError(f"an industry is a text, not {operand!r}")
    names = value.value if value is not None else (str(operand),)
    parts: list[exp.Expr] = []
    for position, name in enumerate(names):
        label = "" if position == 0 else f"_{position + 1}"
        for column in ("industry", "sub_industry"):
            right = rows.binding.bind(value.name + label, name) if value is not None else rows.binding.constant(name)
            parts.append(exp.EQ(this=rows.column(column), expression=right))
    return exp.paren(reduce(lambda left, right: exp.Or(this=left, expression=right), parts), copy=False)


def _group(rows: Rows, stored: str, family: exp.Expr) -> exp.Expr:
    if rows.view == "investors" and stored in ("name", "group_name"):
        return exp.EQ(this=rows.column("group_name"), expression=family)
    if stored != "investor":
        raise PlanError(f"{stored} is no investor")
    members = rows_of("investors", rows.binding)
    chosen = (
        exp.select(members.column("name"))
        .from_(table(members))
        .where(exp.EQ(this=members.column("group_name"), expression=family))
    )
    return exp.In(this=rows.column("investor"), query=exp.Subquery(this=chosen))


def _about(rows: Rows, operand: Operand) -> exp.Expr:
    if rows.view == "interactions":
        return _mentions(rows, operand)
    if rows.view != "notes":
        raise PlanError("only notes and interactions are about something")
    words = operands.text(rows.binding, catalog.view("notes").columns["body"], operand)
    search = exp.Anonymous(this="search_notes", expressions=[words])
    found = exp.Table(this=search, alias=exp.TableAlias(this=exp.to_identifier("hits")))
    chosen = exp.select(exp.column("note_id", table="hits")).from_(found)
    return exp.In(this=rows.column("id"), query=exp.Subquery(this=chosen))


def _mentions(rows: Rows, operand: Operand) -> exp.Expr:
    """Subject or summary hold the words."""
    parts = [_plain(rows, name, "contains", operand) for name in ("subject", "summary")]
    return exp.paren(exp.Or(this=parts[0], expression=parts[1]), copy=False)


# Related rows -------------------------------------------------------------------------------------------------------
def join_of(rows: Rows, relation: str) -> Join:
    """How the relation's rows belong to these rows. Raises PlanError for one that the view does not have."""
    join = RELATIONS[rows.view].get(relation)
    if join is None:
        raise PlanError(f"{rows.view} have no {relation}")
    return join


def _related(rows: Rows, item: Related) -> exp.Expr:
    join = join_of(rows, item.relation)
    if item.how == "only":
        some = _exists(rows, join, ())
        others = _exists(rows, join, (Every("not", item.where),))
        return exp.And(this=some, expression=exp.Not(this=others))
    if item.op:
        return _counted(rows, join, item)
    found = _exists(rows, join, item.where)
    return exp.Not(this=found) if item.how == "lacks" else found


def _exists(rows: Rows, join: Join, where: Sequence[Condition]) -> exp.Expr:
    inner = rows_of(join.view, rows.binding)
    parts = [*correlation(rows, inner, join), *(condition(inner, part) for part in where)]
    query = exp.select(exp.Literal.number(1)).from_(table(inner)).where(*parts)
    return exp.Exists(this=query)


def _counted(rows: Rows, join: Join, item: Related) -> exp.Expr:
    inner = rows_of(join.view, rows.binding)
    parts = [*correlation(rows, inner, join), *(condition(inner, part) for part in item.where)]
    query = exp.select(_how_many(rows, inner)).from_(table(inner)).where(*parts)
    comparison = OPERATORS[item.op](
        this=exp.Subquery(this=query), expression=operands.number(rows.binding, item.number)
    )
    return exp.paren(comparison, copy=False)


def _how_many(outer: Rows, inner: Rows) -> exp.Expr:
    """What related rows are counted as: investments as deals, within one deal as investors, anything else as rows."""
    if inner.view != "investments":
        return exp.Count(this=exp.Star())
    counted = "investor_id" if outer.view in ("deals", "investments") else "deal_id"
    return exp.Count(this=exp.Distinct(expressions=[inner.column(counted)]))


def correlation(outer: Rows, inner: Rows, join: Join) -> list[exp.Expr]:
    """What ties rows of the relation to an outer row."""
    if join.through is not None:
        return [_through(outer, inner, join, *join.through)]
    if join.inner == EITHER_LEVEL:
        levels = [inner.column(name) for name in ("industry", "sub_industry")]
        return [exp.In(this=outer.column(join.outer), expressions=levels)]
    parts: list[exp.Expr] = [exp.EQ(this=inner.column(join.inner), expression=outer.column(join.outer))]
    if join.same:
        parts.append(exp.EQ(this=inner.column(join.same), expression=outer.column(join.same)))
    if join.other:
        parts.append(exp.NEQ(this=inner.column(join.other), expression=outer.column(join.other)))
    if join.later:
        day = SORTED_BY[outer.view][0]
        kind = exp.GT if join.later > 0 else exp.LT
        parts.append(kind(this=inner.column(SORTED_BY[inner.view][0]), expression=outer.column(day)))
    return parts


def _through(outer: Rows, inner: Rows, join: Join, view: str, to_outer: str, to_inner: str) -> exp.Expr:
    between = rows_of(view, outer.binding)
    tie = exp.EQ(this=between.column(to_outer), expression=outer.column(join.outer))
    chosen = exp.select(between.column(to_inner)).from_(table(between)).where(tie)
    return exp.In(this=inner.column(join.inner), query=exp.Subquery(this=chosen))
