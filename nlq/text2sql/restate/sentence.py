"""The sentence of a checked statement: what is looked for, shown, grouped, sorted and cut, and which readings hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlglot import exp

from nlq.text2sql.guard import SafeQuery
from nlq.text2sql.guard.limits import MAX_ROWS, has_ties
from nlq.text2sql.guard.scope import output_name
from nlq.text2sql.restate.conditions import all_conditions, label_of, value_of
from nlq.text2sql.restate.figures import figure
from nlq.text2sql.restate.figures import keys as figures_keys
from nlq.text2sql.restate.frames import (
    Frame,
    Label,
    Source,
    Teller,
    Unphrased,
    conjuncts,
    money_behind,
    unwrapped,
    view_source,
)
from nlq.text2sql.restate.phrases import NOUNS, PHRASES, Words
from nlq.text2sql.restate.values import said as said_value

MOST_COLUMNS: Final = 4
_RANKS: Final = (exp.Rank, exp.DenseRank, exp.RowNumber)


def restate(query: SafeQuery, params: Mapping[str, object], language: str, today: date) -> str:
    """One sentence in `language` ("zh" or "en") that says what the statement asks, and the readings it took.

    `params` are the bound values; `today` is the asked day. What the rules cannot phrase is quoted as SQL or, where
    the whole shape is beyond them, described by its views and columns: never guessed.
    """
    words = Words(language)
    teller = Teller(words, {"today": today, **params}, figure, sentence, all_conditions, frame_of, label_of)
    try:
        said = sentence(teller, query.tree, Frame())
    except (Unphrased, KeyError, AttributeError, IndexError, TypeError, ValueError, ArithmeticError):
        teller.currencies.clear()
        teller.left_out.clear()
        said = _generic(teller, query)
    return words.spaced(_ended(words, [said, *_readings(teller)]))


def sentence(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    """One SELECT or set operation, without its full stop. Raises Unphrased."""
    node = unwrapped(node)
    if isinstance(node, exp.Subquery):
        return sentence(teller, node.this, frame)
    if isinstance(node, exp.SetOperation):
        return _set_operation(teller, node, frame)
    if not isinstance(node, exp.Select):
        raise Unphrased(node.sql())
    ranked = _ranked(teller, node, frame)
    if ranked:
        return ranked
    own = frame_of(teller, node, frame)
    parts = _parts(teller, node, own)
    said = teller.words("part").join(part for part in parts if part)
    inner = _inner_sentences(teller, own)
    return teller.words("from inner", inner=inner, outer=said) if inner else said


# Sources ------------------------------------------------------------------------------------------------------------
def frame_of(teller: Teller, select: exp.Select, outer: Frame) -> Frame:
    """The sources of one SELECT with their labels. Raises Unphrased."""
    frame = Frame(outer=outer if outer.sources or outer.outer else None, ctes=_ctes(teller, select, outer))
    from_ = select.args.get("from_")
    tables = [from_.this] if from_ is not None else []
    tables += [join.this for join in select.args.get("joins") or ()]
    for table in tables:
        frame.sources[table.alias_or_name] = _source(teller, table, frame)
    for one in select.expressions:
        if isinstance(one, exp.Alias):
            frame.outputs[one.alias] = one.this
    return frame


def _ctes(teller: Teller, select: exp.Expr, outer: Frame) -> Mapping[str, Source]:
    known = dict(outer.ctes)
    with_ = select.args.get("with_")
    for cte in with_.expressions if with_ is not None else ():
        if cte.args["alias"].args.get("columns"):
            raise Unphrased(cte.sql())
        known[cte.alias] = Source("", _outputs(teller, cte.this, Frame(ctes=known)), cte.this)
    return known


def _source(teller: Teller, table: exp.Expr, frame: Frame) -> Source:
    if isinstance(table, exp.Subquery):
        return Source("", _outputs(teller, table.this, Frame(ctes=frame.ctes)), table.this)
    if not isinstance(table, exp.Table):
        raise Unphrased(table.sql())
    if isinstance(table.this, exp.Anonymous):
        return replace(view_source("search_notes", teller.words), searched=table.this.expressions[0])
    if not table.db and table.name in frame.ctes:
        return frame.ctes[table.name]
    return view_source(table.name, teller.words)


def _outputs(teller: Teller, query: exp.Expr, outer: Frame) -> dict[str, Label]:
    """The labels of a subquery's columns: what the expressions behind them are called."""
    query = unwrapped(query)
    while isinstance(query, exp.SetOperation | exp.Subquery):
        query = query.this
    if not isinstance(query, exp.Select):
        raise Unphrased(query.sql())
    frame = frame_of(teller, query, outer)
    labels: dict[str, Label] = {}
    for one in query.expressions:
        kept = money_behind(one.this if isinstance(one, exp.Alias) else one, frame)
        labels[output_name(one)] = Label(figure(teller, one, frame), kept.column if kept is not None else None)
    return labels


def _inner_sentences(teller: Teller, frame: Frame) -> str:
    inner = [source.inner for source in frame.sources.values() if source.inner is not None]
    said = [sentence(teller, one, Frame(ctes=frame.ctes)) for one in inner]
    return ("；另" if teller.words.zh else "; also: ").join(dict.fromkeys(said))


def _what(teller: Teller, select: exp.Select, frame: Frame) -> str:
    """The rows that are looked for: «deals where stage is Series A and …»."""
    words = teller.words
    noun = _noun(teller, next(iter(frame.sources.values())))
    joins = select.args.get("joins") or []
    where = _without_joins(select.args.get("where"), frame) if joins else select.args.get("where")
    conditions = all_conditions(teller, where, frame)
    for join in joins:
        conditions += _join_conditions(teller, join, frame)
    if joins:
        noun = words("joined", first=noun, second=words.enumerated([_joined(teller, one, frame) for one in joins]))
    if conditions:
        return words("what", conditions=words.all_of(conditions), noun=noun)
    return words("all", noun=noun) if frame.view and not joins else noun


def _noun(teller: Teller, source: Source) -> str:
    """The rows of a source: a view's, a subquery's, or what a search finds for its text."""
    words = teller.words
    if source.searched is not None:
        return words(
            "found", noun=words.noun(source.view), text=said_value(value_of(teller, source.searched), None, words)
        )
    return words.noun(source.view) if source.view else words("result")


def _joined(teller: Teller, join: exp.Expr, frame: Frame) -> str:
    """«companies by company», with what becomes of rows that have none."""
    words = teller.words
    source = frame.sources[join.this.alias_or_name]
    noun = _noun(teller, source)
    if [one.view for one in frame.sources.values()].index(source.view) < list(frame.sources).index(
        join.this.alias_or_name
    ):
        noun = words("other", noun=noun)
    key = _join_key(teller, join, frame)
    said = words("joined by", second=noun, key=key) if key else noun
    return words("joined outer", second=said) if join.args.get("side") == "LEFT" else said


def _join_key(teller: Teller, join: exp.Expr, frame: Frame) -> str:
    names = [one.name for one in join.args.get("using") or ()]
    for part in conjuncts(join.args.get("on")):
        if _joins(part, frame):
            names += [side.name for side in (part.this, part.expression) if side.name not in {"id", "name"}][:1]
    known = [
        teller.words("key " + name.removesuffix("_id"))
        for name in names
        if "key " + name.removesuffix("_id") in PHRASES
    ]
    return known[0] if len(names) == len(known) == 1 else ""


def _join_conditions(teller: Teller, join: exp.Expr, frame: Frame) -> list[str]:
    parts = [part for part in conjuncts(join.args.get("on")) if not _joins(part, frame)]
    parts = [part for part in parts if not (isinstance(part, exp.Boolean) and part.this)]
    side = join.args.get("side")
    if side not in {None, "", "LEFT"} or (side and parts):
        raise Unphrased(join.sql())
    return [one for part in parts for one in all_conditions(teller, part, frame)]


def _without_joins(where: exp.Expr | None, frame: Frame) -> exp.Expr | None:
    """The WHERE of `FROM a, b WHERE a.id = b.a_id` without what joins."""
    parts = [part for part in conjuncts(where) if not (_joins(part, frame) and not _reaches_out(part, frame))]
    return exp.and_(*parts, copy=False) if parts else None


def _reaches_out(part: exp.Expr, frame: Frame) -> bool:
    return any(frame.find(column)[2] for column in part.find_all(exp.Column))


def _joins(part: exp.Expr, frame: Frame) -> bool:
    """The equality that joins two sources: not a condition that a reader thinks of."""
    if not isinstance(part, exp.EQ) or not all(isinstance(side, exp.Column) for side in (part.this, part.expression)):
        return False
    names = {part.this.name, part.expression.name}
    return bool(names & {"id", "name"}) or all(f"key {name.removesuffix('_id')}" in PHRASES for name in names)


# Parts of one SELECT ------------------------------------------------------------------------------------------------
def _parts(teller: Teller, select: exp.Select, frame: Frame) -> list[str]:
    if not frame.sources:
        return [_without_source(teller, select, frame)]
    folded = select.args.get("group") is not None or any(_folds(one) for one in select.expressions)
    head = _figures(teller, select, frame) if folded else _list(teller, select, frame)
    return [*head, _having(teller, select, frame), _order(teller, select, frame), *_cut(teller, select)]


def _without_source(teller: Teller, select: exp.Select, frame: Frame) -> str:
    if len(select.expressions) == 1:
        only = unwrapped(select.expressions[0])
        only = only.this if isinstance(only, exp.Alias) else only
        if isinstance(only, exp.Exists):
            inner = frame_of(teller, only.this, frame)
            return teller.words("whether", what=_what(teller, only.this, inner))
    return teller.words("values", figures=_enumerated_figures(teller, select.expressions, frame))


def _enumerated_figures(teller: Teller, nodes: Sequence[exp.Expr], frame: Frame) -> str:
    return teller.words.enumerated(list(dict.fromkeys(figure(teller, one, frame) for one in nodes)))


def _list(teller: Teller, select: exp.Select, frame: Frame) -> list[str]:
    words = teller.words
    parts = [words("list", what=_what(teller, select, frame))]
    labels = list(dict.fromkeys(figure(teller, one, frame) for one in select.expressions))
    # A long list of columns says nothing that the table's own headings do not say.
    if len(labels) <= MOST_COLUMNS and (len(labels) > 1 or _named_column(select.expressions[0]) != "name"):
        parts.append(words("showing", columns=words.enumerated(labels)))
    distinct = select.args.get("distinct")
    if distinct is not None and distinct.args.get("on") is not None:
        on = unwrapped(distinct.args["on"])
        keys = on.expressions if isinstance(on, exp.Tuple) else [on]
        parts.append(words("distinct on", keys=figures_keys(teller, keys, frame)))
    elif distinct is not None:
        parts.append(words("distinct"))
    return parts


def _figures(teller: Teller, select: exp.Select, frame: Frame) -> list[str]:
    keys = _keys(select, frame)
    figures = [one for one in select.expressions if _folds(one) and _named(one) != "without_amount"]
    what = _what(teller, select, frame)
    if not keys:
        return [teller.words("figures", what=what, figures=_enumerated_figures(teller, figures, frame))]
    said = figures_keys(teller, keys, frame)
    if not figures:
        return [teller.words("values by", what=what, keys=said)]
    return [teller.words("figures by", what=what, keys=said, figures=_enumerated_figures(teller, figures, frame))]


def _named_column(node: exp.Expr) -> str:
    inner = node.this if isinstance(node, exp.Alias) else node
    return inner.name if isinstance(inner, exp.Column) else ""


def _named(node: exp.Expr) -> str:
    return node.alias if isinstance(node, exp.Alias) else ""


def _keys(select: exp.Select, frame: Frame) -> list[exp.Expr]:
    """What rows are grouped by: positions and aliases looked up, an id beside its name left out."""
    group = select.args.get("group")
    keys = [_behind(one, select, frame) for one in group.expressions] if group is not None else []
    names = {one.name for one in keys if isinstance(one, exp.Column)}
    return [
        one
        for one in keys
        if not (isinstance(one, exp.Column) and one.name.endswith("_id") and one.name.removesuffix("_id") in names)
    ]


def _behind(node: exp.Expr, select: exp.Select, frame: Frame) -> exp.Expr:
    """The expression that a position or an alias stands for."""
    if isinstance(node, exp.Literal) and not node.is_string:
        node = select.expressions[int(node.name) - 1]
        return node.this if isinstance(node, exp.Alias) else node
    if isinstance(node, exp.Column) and not node.table and node.name in frame.outputs:
        return frame.outputs[node.name]
    return node


def _folds(node: exp.Expr) -> bool:
    """Whether an aggregate over groups stands in the expression: not one over a window, nor one of a subquery."""
    if isinstance(node, exp.Query):
        return False
    if isinstance(node, exp.Window):
        return any(_folds(child) for child in node.this.iter_expressions())
    if isinstance(node, exp.AggFunc):
        return True
    return any(_folds(child) for child in node.iter_expressions())


def _having(teller: Teller, select: exp.Select, frame: Frame) -> str:
    having = select.args.get("having")
    if having is None:
        return ""
    return teller.words("having", conditions=teller.words.all_of(all_conditions(teller, having, frame)))


def _order(teller: Teller, select: exp.Expr, frame: Frame) -> str:
    order = select.args.get("order")
    if order is None or not isinstance(select, exp.Select):
        return ""
    keys = [
        _direction(teller, _behind(one.this, select, frame), bool(one.args.get("desc")), frame)
        for one in order.expressions
        if not (isinstance(one.this, exp.Column) and one.this.name == "id")
    ]
    return teller.words("order", order=teller.words("then").join(dict.fromkeys(keys))) if keys else ""


def _direction(teller: Teller, node: exp.Expr, descending: bool, frame: Frame) -> str:
    kept = money_behind(node, frame)
    kind = kept.kind if kept is not None else ""
    counted = kind in {"numeric", "integer"} or any(node.find_all(exp.Count, exp.Div, exp.Sum))
    if kind == "date":
        key = "late first" if descending else "early first"
    elif counted:
        key = "high first" if descending else "low first"
    else:
        key = "reversed" if descending else "plain"
    return teller.words(key, key=figure(teller, node, frame))


def _cut(teller: Teller, select: exp.Expr) -> list[str]:
    limit, offset = select.args.get("limit"), select.args.get("offset")
    parts = []
    if limit is not None:
        parts.append(_first(teller, limit))
    if offset is not None:
        value = value_of(teller, offset.expression)
        parts.append(teller.words("after", n=int(value) + 1))
    return parts


def _first(teller: Teller, limit: exp.Expr) -> str:
    count = limit.args.get("count") if isinstance(limit, exp.Fetch) else limit.args.get("expression")
    count = count.this if isinstance(count, exp.Least) else count
    number = value_of(teller, count)
    if has_ties(limit):
        return teller.words("first ties") if int(number) == 1 else teller.words("first n ties", n=number)
    whole = str(number).isdigit()
    return "" if whole and int(number) >= MAX_ROWS else teller.words("first", n=number)


# Top of each group --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Ranking:
    """A SELECT over a ranked subquery: the subquery without its rank, the rank, and how many of each group."""

    inner: exp.Select
    rank: exp.Window
    most: int


def _ranked(teller: Teller, select: exp.Select, frame: Frame) -> str:
    """«the first 3 of each industry» for a subquery that ranks and an outer SELECT that cuts; "" for other shapes."""
    found = _ranking(teller, select)
    if found is None:
        return ""
    own = frame_of(teller, found.inner, frame)
    parts = [part for part in _parts(teller, found.inner, own) if part]
    groups, words = found.rank.args.get("partition_by") or [], teller.words
    ties = not isinstance(found.rank.this, exp.RowNumber)
    order = [
        _direction(teller, _behind(one.this, found.inner, own), bool(one.args.get("desc")), own)
        for one in found.rank.args["order"].expressions
    ]
    key = ("per" if ties else "per rows") if groups else ("per whole" if ties else "first")
    parts.append(words(key, keys=figures_keys(teller, groups, own), n=found.most))
    parts.append(words("ranked by", order=words("then").join(dict.fromkeys(order))))
    said = words("part").join(parts)
    inner = _inner_sentences(teller, own)
    return words("from inner", inner=inner, outer=said) if inner else said


def _ranking(teller: Teller, select: exp.Select) -> _Ranking | None:
    """The outer SELECT may only pass columns through, cut by the rank, and sort."""
    from_ = select.args.get("from_")
    clauses = {clause for clause, value in select.args.items() if value}
    subquery = from_.this if from_ is not None else None
    allowed = {"expressions", "from_", "where", "order", "limit"}
    if not isinstance(subquery, exp.Subquery) or not isinstance(subquery.this, exp.Select) or not clauses <= allowed:
        return None
    if not all(isinstance(one, exp.Column) for one in select.expressions):
        return None
    ranks = {one.alias: one.this for one in subquery.this.expressions if _is_rank(one)}
    parts = list(conjuncts(select.args.get("where")))
    if len(parts) != 1 or not isinstance(parts[0].this, exp.Column) or parts[0].this.name not in ranks:
        return None
    order = select.args.get("order")
    if not _uncut(teller, select) or (order is not None and any(one.args.get("desc") for one in order.expressions)):
        return None
    most = _most(teller, parts[0])
    name = parts[0].this.name
    if isinstance(ranks[name].this, exp.DenseRank) and most > 1:
        return None
    inner = subquery.this.copy()
    inner.set("expressions", [one for one in inner.expressions if _named(one) != name])
    return _Ranking(inner, ranks[name], most) if most else None


def _uncut(teller: Teller, select: exp.Select) -> bool:
    limit = select.args.get("limit")
    return limit is None or (not has_ties(limit) and _first(teller, limit) == "")


def _is_rank(node: exp.Expr) -> bool:
    ranks = isinstance(node, exp.Alias) and isinstance(node.this, exp.Window) and isinstance(node.this.this, _RANKS)
    return ranks and node.this.args.get("order") is not None


def _most(teller: Teller, part: exp.Expr) -> int:
    number = value_of(teller, part.expression)
    if not str(number).isdigit():
        return 0
    if isinstance(part, exp.LTE) or (isinstance(part, exp.EQ) and int(number) == 1):
        return int(number)
    return int(number) - 1 if isinstance(part, exp.LT) else 0


# Several SELECTs, and none that fits --------------------------------------------------------------------------------
def _set_operation(teller: Teller, node: exp.SetOperation, frame: Frame) -> str:
    if node.args.get("order") is not None or node.args.get("offset") is not None:
        raise Unphrased(node.sql())
    frame = Frame(outer=frame.outer, ctes=_ctes(teller, node, frame))
    left, right = sentence(teller, node.this, frame), sentence(teller, node.expression, frame)
    key = {exp.Union: "union", exp.Intersect: "intersect", exp.Except: "except"}[type(node)]
    said = teller.words(key, left=left, right=right)
    return teller.words("part").join([said, *[part for part in _cut(teller, node) if part]])


def _generic(teller: Teller, query: SafeQuery) -> str:
    views = [table.name for table in query.tree.find_all(exp.Table) if table.name in NOUNS]
    nouns = [teller.words.noun(view) for view in dict.fromkeys(views)]
    columns = teller.words("comma").join(query.columns)
    return teller.words("generic", views=teller.words.enumerated(nouns), n=len(query.columns), columns=columns)


def _readings(teller: Teller) -> list[str]:
    """What the reader must know to take the figures rightly."""
    words = teller.words
    said = []
    if teller.currencies:
        names = words.enumerated([words(f"name {code}") for code in teller.currencies])
        said.append(words("converted", currency=names))
    for view, label, key in teller.left_out:
        noun, kind = words.noun(view), words(f"figure {key}")
        said.append(words("left out", noun=noun, label=label, figures=kind))
    return said


def _ended(words: Words, sentences: Sequence[str]) -> str:
    end = words("end")
    capitals = [one[:1].upper() + one[1:] for one in sentences]
    return ("" if words.zh else " ").join(f"{one}{end}" for one in capitals)


__all__: list[Any] = ["frame_of", "restate", "sentence"]
