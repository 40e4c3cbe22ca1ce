"""Figures and other expressions in words: aggregates, shares, growth, running totals, parts of dates."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from sqlglot import exp

from nlq.text2sql.compile.elapsed import ELAPSED, Elapsed
from nlq.text2sql.restate.conditions import condition, label_of, value_of
from nlq.text2sql.restate.frames import Frame, Teller, Unphrased, money_behind, unwrapped
from nlq.text2sql.restate.phrases import PHRASES, kept
from nlq.text2sql.restate.values import said

# The parser turns Postgres' date patterns into strftime's.
_FORMATS: Final = {
    '%Y"Q"Q': "quarter", '%Y-"Q"Q': "quarter", "%Y-%m": "month", "%Y%m": "month", "%Y": "year", "%Y-%m-%d": "day",
}  # fmt: skip
_UNITS: Final = {
    "DAY": ("天", "days"), "WEEK": ("周", "weeks"), "MONTH": ("个月", "months"), "YEAR": ("年", "years"),
}  # fmt: skip
_RANKS: Final = (exp.Rank, exp.DenseRank, exp.RowNumber)
_FOLDS: Final[dict[type[exp.Expr], str]] = {exp.Sum: "sum", exp.Avg: "avg", exp.Min: "min", exp.Max: "max"}
_THROUGH: Final = (exp.Alias, exp.Paren, exp.Cast, exp.Round)


def figure(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    """Any expression in words; where no rule fits, the SQL itself in backquotes: true, if not pretty."""
    try:
        return _figure(teller, node, frame)
    except (Unphrased, KeyError, AttributeError, TypeError, ValueError):
        return _quoted(teller, node.this if isinstance(node, exp.Alias) else node)


def _quoted(teller: Teller, node: exp.Expr) -> str:
    """The SQL itself; the currency of its amounts is said all the same."""
    for column in node.find_all(exp.Column):
        if column.name.endswith(("_cny", "_usd")):
            teller.currencies[column.name[-3:].upper()] = None
    return kept(f"`{node.sql('postgres')}`")


def keys(teller: Teller, nodes: Sequence[exp.Expr], frame: Frame) -> str:
    """What rows are grouped by: an id is its record."""
    said_keys = []
    for node in nodes:
        record = f"key {node.name.removesuffix('_id')}" if isinstance(node, exp.Column) else ""
        said_keys.append(teller.words(record) if record in PHRASES else figure(teller, node, frame))
    return teller.words.enumerated(list(dict.fromkeys(said_keys)))


def _figure(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    while isinstance(node, _THROUGH) and not _is_value(teller, node):
        node = node.this
    if isinstance(node, exp.Column):
        return label_of(teller, node, frame)
    if _is_value(teller, node):
        return said(value_of(teller, node), None, teller.words)
    for kinds, phrase in _PHRASES:
        if isinstance(node, kinds):
            return phrase(teller, node, frame)
    raise Unphrased(node.sql())


def _is_value(teller: Teller, node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal | exp.Placeholder | exp.Boolean) or (
        isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal | exp.Placeholder)
    )


# Aggregates ---------------------------------------------------------------------------------------------------------
def _count(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    what = unwrapped(node.this)
    words = teller.words
    if isinstance(what, exp.Star | exp.Literal):
        return words("count")
    if isinstance(what, exp.Distinct):
        column = unwrapped(what.expressions[0])
        if isinstance(column, exp.Column) and column.name.endswith("_id"):
            view = {"deal_id": "deals", "company_id": "companies", "investor_id": "investors"}.get(column.name, "")
            return (
                words("count distinct", label=words.noun(view)) if view else words("count distinct", label=column.name)
            )
        return words("count distinct", label=_figure(teller, column, frame))
    return words("count filled", label=_figure(teller, what, frame))


def _fold(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    key = _FOLDS[type(node)]
    inner = unwrapped(node.this)
    weighted = _weighted(teller, inner, frame) if key == "sum" else ""
    if weighted:
        return weighted
    label = money_behind(inner, frame)
    if label is not None and label.kind == "date":
        key = {"min": "first day", "max": "last day"}.get(key, key)
    if label is not None and key in {"sum", "avg"}:
        _note_left_out(teller, label.column, label.text, key, frame)
    text = _figure(teller, inner, frame)
    if key in {"first day", "last day"} and text.endswith(" on"):
        text = f"{text.removesuffix(' on')} date"
    return teller.words(key, label=text)


def _weighted(teller: Teller, inner: exp.Expr, frame: Frame) -> str:
    """SUM(amount * probability / 100)."""
    top = unwrapped(inner.this) if isinstance(inner, exp.Div) else inner
    top = unwrapped(top.this) if isinstance(top, exp.Cast) else top
    if not isinstance(inner, exp.Div) or not isinstance(top, exp.Mul):
        return ""
    factors = [unwrapped(side) for side in (top.this, top.expression)]
    columns = [one for one in factors if isinstance(one, exp.Column)]
    others = [one for one in columns if one.name != "probability"]
    hundred = value_of(teller, inner.expression) == Decimal(100)
    if len(columns) != 2 or len(others) != 1 or not hundred:
        return ""
    return teller.words("weighted", label=label_of(teller, others[0], frame))


def _percentile(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    column = node.expression.expressions[0].this
    if not isinstance(node.this, exp.PercentileCont | exp.PercentileDisc):
        raise Unphrased(node.sql())
    share = value_of(teller, node.this.this)
    label = money_behind(column, frame)
    if label is not None:
        _note_left_out(teller, label.column, label.text, "median", frame)
    text = _figure(teller, column, frame)
    if share == Decimal("0.5"):
        return teller.words("median", label=text)
    return teller.words("percentile", label=text, n=f"{Decimal(share) * 100:f}".rstrip("0").rstrip("."))


def _note_left_out(teller: Teller, column: object, label: str, key: str, frame: Frame) -> None:
    money = getattr(column, "name", "").endswith(("_cny", "_usd"))
    if money and frame.view:
        teller.left_out[(frame.view, label, key)] = None


def _names(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    inner = node.this
    inner = inner.this if isinstance(inner, exp.Order) else inner
    inner = inner.expressions[0] if isinstance(inner, exp.Distinct) else inner
    return teller.words("joined names", label=_figure(teller, inner, frame))


def _logical(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    key = "all true" if isinstance(node, exp.LogicalAnd) else "any true"
    inner = unwrapped(node.this)
    inner = inner.this if isinstance(inner, exp.Coalesce) else inner
    return teller.words(key, condition=condition(teller, inner, frame))


def _filtered(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    conditions = teller.words.all_of(teller.conditions(teller, node.expression, frame))
    return teller.words("only", figure=_figure(teller, node.this, frame), conditions=conditions)


# Windows ------------------------------------------------------------------------------------------------------------
def _window(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    words = teller.words
    inner = node.this
    if isinstance(inner, _RANKS):
        return words("rank")
    if isinstance(inner, exp.Lag | exp.Lead):
        key = "row before" if isinstance(inner, exp.Lag) else "row after"
        within = node.args.get("partition_by")
        if inner.args.get("offset") is not None:
            raise Unphrased(node.sql())
        text = _figure(teller, inner.this, frame)
        return words(f"{key} in", figure=text, keys=keys(teller, within, frame)) if within else words(key, figure=text)
    if isinstance(inner, exp.Sum) and _whole(node.args.get("spec")) and not node.args.get("partition_by"):
        summed = inner.this
        text = _figure(teller, summed, frame)
        if node.args.get("order") is not None:
            return words("running", figure=text)
        if not node.args.get("alias"):
            return f"{text}{words('total')}" if words.zh else f"{words('total')} {text}"
    raise Unphrased(node.sql())


def _whole(spec: exp.Expr | None) -> bool:
    """No frame, or the one that means the same here: from the first row to this one."""
    if spec is None:
        return True
    start, end = spec.args.get("start"), spec.args.get("end")
    return (start, end) in {("UNBOUNDED", "CURRENT ROW"), ("UNBOUNDED", None)} and not spec.args.get("exclude")


# Arithmetic ---------------------------------------------------------------------------------------------------------
def _division(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    base = unwrapped(node.expression)
    base = unwrapped(base.this) if isinstance(base, exp.Nullif) else base
    top = unwrapped(node.this)
    factor = value_of(teller, top.this) if isinstance(top, exp.Mul) else None
    if factor == Decimal(100):
        return _percent(teller, unwrapped(top.expression), base, frame)
    if factor == Decimal(1):
        top = unwrapped(top.expression)
    elif isinstance(top, exp.Mul):
        raise Unphrased(node.sql())
    return teller.words("ratio", figure=_figure(teller, top, frame), base=_figure(teller, base, frame))


def _percent(teller: Teller, part: exp.Expr, base: exp.Expr, frame: Frame) -> str:
    words = teller.words
    if isinstance(part, exp.Filter) and _plain(part.this) == _plain(base):
        return _share(teller, part, base, frame)
    if isinstance(base, exp.Window) and isinstance(base.this, exp.Sum) and _plain(base.this.this) == _plain(part):
        if base.args.get("partition_by") or base.args.get("order"):
            raise Unphrased(base.sql())
        return words("part of all", figure=_figure(teller, part, frame))
    if isinstance(part, exp.Sub) and _plain(part.expression) == _plain(base):
        first = unwrapped(part.this)
        if isinstance(base, exp.Window) and isinstance(base.this, exp.Lag) and _plain(base.this.this) == _plain(first):
            return words("growth", figure=_figure(teller, first, frame))
        return words("change", figure=_figure(teller, first, frame), base=_figure(teller, base, frame))
    return words("percent of", figure=_figure(teller, part, frame), base=_figure(teller, base, frame))


def _share(teller: Teller, part: exp.Filter, base: exp.Expr, frame: Frame) -> str:
    conditions = teller.words.all_of(teller.conditions(teller, part.expression, frame))
    if isinstance(base, exp.Count) and isinstance(base.this, exp.Star):
        return teller.words("share", conditions=conditions)
    return teller.words("share of", base=_figure(teller, base, frame), conditions=conditions)


def _plain(node: exp.Expr) -> exp.Expr:
    return unwrapped(node)


def _difference(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    left, right = unwrapped(node.this), unwrapped(node.expression)
    words = teller.words
    if isinstance(right, exp.Column) and (elapsed := _elapsed(teller, left, right, frame)) is not None:
        return elapsed.zh if words.zh else elapsed.en
    label = money_behind(right, frame) if isinstance(right, exp.Max) else None
    if label is not None and label.kind == "date" and _is_today(teller, left):
        return words("days since", label=_figure(teller, right, frame))
    if isinstance(left, exp.CurrentDate | exp.CurrentTimestamp):
        return words("before today", of=_figure(teller, left, frame), span=_span(teller, right))
    return words("minus", figure=_figure(teller, left, frame), base=_figure(teller, right, frame))


def _elapsed(teller: Teller, end: exp.Expr, start: exp.Column, frame: Frame) -> Elapsed | None:
    """The column of elapsed days that the difference of these two is; None where it is another."""
    closed = unwrapped(end.this).name if isinstance(end, exp.Coalesce) else ""
    last = unwrapped(end.expressions[0]) if isinstance(end, exp.Coalesce) and len(end.expressions) == 1 else end
    year = last.find(exp.Placeholder, exp.Parameter) if isinstance(last, exp.Cast) else last
    if year is None or not _is_today(teller, year):
        return None
    known = ELAPSED.get(frame.find(start)[0].view, {}).values()
    return next((one for one in known if (one.start, one.end) == (start.name, closed)), None)


def _is_today(teller: Teller, node: exp.Expr) -> bool:
    return isinstance(node, exp.CurrentDate) or str(value_of(teller, node)) == str(teller.params["today"])


def _sum_of_two(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    left, right = unwrapped(node.this), unwrapped(node.expression)
    label = money_behind(left, frame)
    if isinstance(left, exp.CurrentDate | exp.CurrentTimestamp) or (label is not None and label.kind == "date"):
        return teller.words("after today", of=_figure(teller, left, frame), span=_span(teller, right))
    raise Unphrased(node.sql())


def _span(teller: Teller, node: exp.Expr) -> str:
    """«90 days» of a number, «6 months» of an interval."""
    unit, count = "DAY", value_of(teller, node)
    if isinstance(node, exp.Interval):
        count = node.this.name
        unit = node.args["unit"].name.upper().rstrip("S") if node.args.get("unit") is not None else ""
    if unit not in _UNITS or not str(count).isdigit():
        raise Unphrased(node.sql())
    return f"{count} {_UNITS[unit][0 if teller.words.zh else 1]}"


# Dates and the rest -------------------------------------------------------------------------------------------------
def _date_part(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    if isinstance(node, exp.Extract):
        key, column = node.this.name.lower(), node.expression
    elif isinstance(node, exp.TimeToStr):
        key, column = _FORMATS[node.args["format"].name], node.this
        if isinstance(column, exp.TimestampTrunc) and column.args["unit"].name.lower() == key:
            column = column.this
    else:
        key, column = node.args["unit"].name.lower(), node.this
    if key not in {"year", "quarter", "month", "week", "day"}:
        raise Unphrased(node.sql())
    text = _figure(teller, column, frame)
    if not teller.words.zh and text.endswith(" on"):
        return teller.words(f"{key} in", label=text.removesuffix(" on"))
    return teller.words(key, label=text)


def _today(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    return teller.words("today")


def _coalesced(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    if len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Literal):
        default = said(value_of(teller, node.expressions[0]), None, teller.words)
        return teller.words("or else", label=_figure(teller, node.this, frame), value=default or "''")
    raise Unphrased(node.sql())


def _classes(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    words = teller.words
    if node.this is not None:
        raise Unphrased(node.sql())
    cases = [
        words("case", condition=condition(teller, one.this, frame), value=_figure(teller, one.args["true"], frame))
        for one in node.args["ifs"]
    ]
    rest = node.args.get("default")
    if rest is not None and not isinstance(rest, exp.Null):
        cases.append(words("case", condition=words("otherwise"), value=_figure(teller, rest, frame)))
    return words("classes", cases=("；" if words.zh else "; ").join(cases))


def _text_part(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    text = _figure(teller, node.this, frame)
    if isinstance(node, exp.Length):
        return teller.words("length", label=text)
    return teller.words("beginning", label=text, n=value_of(teller, node.expression))


def _subquery(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    sentence = teller.sentence(teller, node.this, Frame(outer=frame, ctes=frame.ctes))
    return f"（{sentence}）" if teller.words.zh else f"({sentence})"


def _whether(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    return condition(teller, node, frame)


_PHRASES: Final = (
    ((exp.Count,), _count),
    ((exp.Sum, exp.Avg, exp.Min, exp.Max), _fold),
    ((exp.WithinGroup,), _percentile),
    ((exp.GroupConcat,), _names),
    ((exp.LogicalAnd, exp.LogicalOr), _logical),
    ((exp.Filter,), _filtered),
    ((exp.Window,), _window),
    ((exp.Div,), _division),
    ((exp.Sub,), _difference),
    ((exp.Add,), _sum_of_two),
    ((exp.Extract, exp.TimeToStr, exp.TimestampTrunc), _date_part),
    ((exp.CurrentDate, exp.CurrentTimestamp), _today),
    ((exp.Coalesce,), _coalesced),
    ((exp.Case,), _classes),
    ((exp.Left, exp.Length), _text_part),
    ((exp.Subquery,), _subquery),
    ((exp.Exists,), _whether),
)
