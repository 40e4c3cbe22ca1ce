"""Conditions in words: comparisons, periods, related rows, negations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlglot import exp

from crm import catalog
from nlq.text2sql.restate import related
from nlq.text2sql.restate.frames import (
    Frame,
    Label,
    Source,
    Teller,
    Unphrased,
    bare,
    conjuncts,
    disjuncts,
    money_behind,
    unwrapped,
)
from nlq.text2sql.restate.values import currency_of, said, shown

_OPERATORS: Final[dict[type[exp.Expr], str]] = {
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_FLIPPED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE: Final = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_UNKNOWN: Final = object()
_BOOLEANS: Final = {
    "is_lead": ("领投", "没有领投", "they led", "they did not lead"),
    "is_done": ("已完成", "未完成", "done", "not done"),
    "next_step_done": ("下一步已完成", "下一步未完成", "the next step is done", "the next step is not done"),
}


def all_conditions(teller: Teller, node: exp.Expr | None, frame: Frame) -> list[str]:
    """Each condition that must hold, in words; those that only tie related rows to their record are left out."""
    parts = [part for part in conjuncts(node) if not related.ties(part, frame)]
    phrases: list[str] = []
    while parts:
        part = parts.pop(0)
        other = _other_edge(part, parts)
        if other is None:
            phrases.append(condition(teller, part, frame))
        else:
            parts.remove(other)
            phrases.append(_between_edges(teller, part, other, frame))
    return list(dict.fromkeys(phrases))


def condition(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    """One condition in words. Raises Unphrased."""
    node = unwrapped(node)
    if isinstance(node, exp.Not):
        return _negated(teller, unwrapped(node.this), frame)
    if isinstance(node, exp.And):
        return teller.words("either", conditions=teller.words.all_of(all_conditions(teller, node, frame)))
    if isinstance(node, exp.Or):
        return _either(teller, node, frame)
    if type(node) in _OPERATORS:
        return _comparison(teller, node, _OPERATORS[type(node)], frame)
    for kinds, phrase in _PHRASES:
        if isinstance(node, kinds):
            return phrase(teller, node, frame)
    raise Unphrased(node.sql())


def value_of(teller: Teller, node: exp.Expr | None) -> Any:
    """The value of a literal or a placeholder; _UNKNOWN for anything that must be computed."""
    node = unwrapped(node) if node is not None else exp.Null()
    if isinstance(node, exp.Placeholder):
        return teller.params.get(node.name, f":{node.name}")
    if isinstance(node, exp.Literal):
        return node.name if node.is_string else Decimal(node.name)
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Neg) and isinstance(node.this, exp.Literal):
        return -Decimal(node.this.name)
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal | exp.Placeholder):
        return value_of(teller, node.this)
    return _UNKNOWN


def operand(teller: Teller, node: exp.Expr, frame: Frame, column: catalog.Column | None) -> str:
    """The right side of a comparison in words; `column` is what it is compared with."""
    value = value_of(teller, node)
    if value is not _UNKNOWN:
        return said(value, column, teller.words)
    return teller.figure(teller, node, frame)


def label_of(teller: Teller, column: exp.Column, frame: Frame, *, short: bool = False) -> str:
    """A column's label; with the source's noun where there are several, and marked where it is the outer record's."""
    source, label, is_outer = frame.find(column)
    text = bare(label) if short else label.text
    if currency_of(label.column):
        teller.currencies[currency_of(label.column)] = None
    words = teller.words
    noun = words.noun(source.view, one=True) if source.view else words("result one")
    text = words("name") if column.name == "name" and text == noun and len(frame.sources) < 2 else text
    if is_outer:
        return f"该{noun}的{text}" if words.zh else f"that {noun}'s {'date' if text.endswith(' on') else text}"
    noun = _told_apart(teller, source, noun, frame)
    if len(frame.sources) < 2:
        return text
    if text.endswith(" on") and not words.zh and source.view:
        return f"{noun} {text}"
    return noun if column.name == "name" and source.view else words("of noun", noun=noun, label=text)


def _told_apart(teller: Teller, source: Source, noun: str, frame: Frame) -> str:
    """A second source of the same view is «the other» one."""
    alike = [one for one in frame.sources.values() if one.view == source.view]
    if len(alike) > 2:
        raise Unphrased(source.view)
    return teller.words("other", noun=noun) if len(alike) == 2 and source is alike[1] else noun


# Comparisons --------------------------------------------------------------------------------------------------------
def _comparison(teller: Teller, node: exp.Expr, op: str, frame: Frame) -> str:
    left, right = unwrapped(node.this), unwrapped(node.expression)
    if value_of(teller, left) is not _UNKNOWN and value_of(teller, right) is _UNKNOWN:
        left, right, op = right, left, _FLIPPED[op]
    special = _special(teller, left, op, right, frame)
    return special or _compared(teller, left, op, right, frame)


def _special(teller: Teller, left: exp.Expr, op: str, right: exp.Expr, frame: Frame) -> str:
    """Shapes whose words differ from their SQL; "" for none of them."""
    value = value_of(teller, right)
    if isinstance(left, exp.StrPosition) and op == ">" and value == 0:
        return _contains(teller, left, frame)
    if isinstance(left, exp.Coalesce) and isinstance(left.this, exp.Column) and value == "" and op in {"=", "!="}:
        if [value_of(teller, one) for one in left.expressions] != [""]:
            raise Unphrased(left.sql())
        key = "empty" if op == "=" else "filled"
        return teller.words(key, left=label_of(teller, left.this, frame))
    if isinstance(right, exp.Any) and op == "=":
        values = value_of(teller, right.this)
        if values is not _UNKNOWN and isinstance(left, exp.Column):
            return _one_of(teller, left, [values], frame, negative=False)
    if isinstance(left, exp.Column) and isinstance(value, bool) and op in {"=", "!="}:
        return _boolean(teller, left, frame, holds=value == (op == "="))
    return related.other_record(teller, left, op, right, frame)


def _compared(teller: Teller, left: exp.Expr, op: str, right: exp.Expr, frame: Frame) -> str:
    kept = money_behind(left, frame)
    column = kept.column if kept is not None else None
    is_date = kept is not None and kept.kind == "date"
    subject = _subject(
        teller, left, frame, is_date=is_date and op not in {"=", "!="}, short=value_of(teller, right) is not _UNKNOWN
    )
    key = f"date {op}" if is_date else op
    return teller.words(key, left=subject, right=operand(teller, right, frame, column))


def _subject(teller: Teller, left: exp.Expr, frame: Frame, *, is_date: bool, short: bool) -> str:
    if isinstance(left, exp.Column):
        text = label_of(teller, left, frame, short=short)
    else:
        text = related.counted(teller, left, frame) or teller.figure(teller, left, frame)
    if teller.words.zh or not is_date:
        return text
    return text.removesuffix(" on") if text.endswith(" on") else f"{text} is"


def _contains(teller: Teller, node: exp.StrPosition, frame: Frame) -> str:
    where, what = node.this, node.args["substr"]
    where = where.this if isinstance(where, exp.Lower) else where
    what = what.this if isinstance(what, exp.Lower) else what
    subject = _subject(teller, where, frame, is_date=False, short=True)
    return teller.words("contains", left=subject, right=operand(teller, what, frame, None))


def _like(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    pattern = value_of(teller, node.expression)
    if not isinstance(pattern, str) or not isinstance(node.this, exp.Column):
        raise Unphrased(node.sql())
    inside = pattern.strip("%")
    plain = "%" not in inside and "_" not in inside
    shapes = {(True, True): "contains", (False, True): "begins", (True, False): "ends", (False, False): "="}
    key = shapes[(pattern.startswith("%"), pattern.endswith("%"))] if plain else "like"
    phrase = teller.words(key, left=label_of(teller, node.this, frame), right=shown(inside if plain else pattern))
    return teller.words("not", condition=phrase) if node.args.get("negate") else phrase


def _regex(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    """A pattern of plain words is a choice of words; any other is quoted."""
    pattern = value_of(teller, node.expression)
    if not isinstance(pattern, str) or not isinstance(node.this, exp.Column):
        raise Unphrased(node.sql())
    subject = label_of(teller, node.this, frame)
    plain = not set(pattern) & set("\\^$.[]*+?(){}")
    if not plain:
        return teller.words("like", left=subject, right=shown(pattern))
    quoted = ("」", "「") if teller.words.zh else ("”", "“")
    joined = f"{quoted[0]}{teller.words('or')}{quoted[1]}".join(shown(word) for word in pattern.split("|"))
    return teller.words("contains", left=subject, right=joined)


def _logical(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    inner = unwrapped(node.this)
    inner = unwrapped(inner.this) if isinstance(inner, exp.Coalesce) else inner
    key = "all hold" if isinstance(node, exp.LogicalAnd) else "some hold"
    return teller.words(key, condition=condition(teller, inner, frame))


def _in(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    query = node.args.get("query")
    if query is not None:
        return related.member(teller, node.this, query, frame, negative=False)
    values = [value_of(teller, one) for one in node.expressions]
    if not isinstance(node.this, exp.Column) or any(value is _UNKNOWN for value in values):
        raise Unphrased(node.sql())
    return _one_of(teller, node.this, values, frame, negative=False)


def _one_of(teller: Teller, column: exp.Column, values: Sequence[Any], frame: Frame, *, negative: bool) -> str:
    flat = [one for value in values for one in (value if isinstance(value, list | tuple) else [value])]
    label = frame.find(column)[1]
    texts = [said(one, label.column, teller.words) for one in flat]
    subject = label_of(teller, column, frame, short=True)
    return teller.words("not in" if negative else "in", left=subject, right=teller.words.one_of(texts))


def _is(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    negative = bool(node.args.get("negate"))
    if isinstance(node.expression, exp.Boolean):
        return _boolean(teller, node.this, frame, holds=bool(node.expression.this) != negative)
    return _known(teller, unwrapped(node.this), frame, holds=negative)


def _known(teller: Teller, node: exp.Expr, frame: Frame, *, holds: bool) -> str:
    """«with a phone», «without»; of a yes or no: «known», «not known»."""
    if isinstance(node, exp.Cast | exp.Extract | exp.TimeToStr | exp.TimestampTrunc):
        node = next(node.find_all(exp.Column), node)
    kept = money_behind(node, frame)
    keys = ("known", "unknown") if kept is not None and kept.kind == "boolean" else ("filled", "empty")
    return teller.words(keys[0 if holds else 1], left=_subject(teller, node, frame, is_date=False, short=True))


def _boolean(teller: Teller, node: exp.Expr, frame: Frame, *, holds: bool) -> str:
    node = node.this if isinstance(node, exp.Coalesce) else node
    if not isinstance(node, exp.Column):
        phrase = condition(teller, node, frame)
        return phrase if holds else teller.words("not", condition=phrase)
    if node.name in _BOOLEANS:
        return _BOOLEANS[node.name][(0 if teller.words.zh else 2) + (0 if holds else 1)]
    return teller.words("yes" if holds else "no", left=label_of(teller, node, frame))


def _column(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    return _boolean(teller, node, frame, holds=True)


def _between(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    kept = money_behind(node.this, frame)
    column = kept.column if kept is not None else None
    is_date = kept is not None and kept.kind == "date"
    low, high = (operand(teller, node.args[key], frame, column).strip() for key in ("low", "high"))
    subject = _subject(teller, unwrapped(node.this), frame, is_date=is_date, short=True)
    return teller.words("date between" if is_date else "between", left=subject, low=low, high=high)


# Two edges of one span ----------------------------------------------------------------------------------------------
def _other_edge(part: exp.Expr, parts: Sequence[exp.Expr]) -> exp.Expr | None:
    """The upper edge that goes with a lower one on the same column."""
    if not isinstance(part, exp.GTE) or not isinstance(part.this, exp.Column):
        return None
    return next((one for one in parts if isinstance(one, exp.LTE | exp.LT) and one.this == part.this), None)


def _between_edges(teller: Teller, low: exp.Expr, high: exp.Expr, frame: Frame) -> str:
    label = frame.find(low.this)[1]
    upper = value_of(teller, high.expression)
    lower = value_of(teller, low.expression)
    if isinstance(high, exp.LT):
        day = _as_date(upper)
        if label.kind != "date" or day is None:
            first, second = condition(teller, low, frame), condition(teller, high, frame)
            return teller.words.all_of([first, second])
        upper = day - timedelta(days=1)
    if label.kind == "date" and lower is not _UNKNOWN and upper is not _UNKNOWN and str(lower) == str(upper):
        return teller.words("date =", left=label_of(teller, low.this, frame), right=str(lower))
    low_text = operand(teller, low.expression, frame, label.column).strip()
    high_text = (
        operand(teller, high.expression, frame, label.column)
        if upper is _UNKNOWN
        else said(upper, label.column, teller.words)
    )
    is_date = label.kind == "date"
    subject = _subject(teller, low.this, frame, is_date=is_date, short=True)
    key = "date between" if is_date else "between"
    return teller.words(key, left=subject, low=low_text, high=high_text.strip())


def _as_date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


# Negation and choice ------------------------------------------------------------------------------------------------
def _negated(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    if isinstance(node, exp.Is) and not node.args.get("negate") and isinstance(node.expression, exp.Null):
        return _known(teller, unwrapped(node.this), frame, holds=True)
    if isinstance(node, exp.Exists):
        return related.exists(teller, node.this, frame, negative=True)
    if isinstance(node, exp.In) and node.args.get("query") is not None:
        return related.member(teller, node.this, node.args["query"], frame, negative=True)
    if isinstance(node, exp.In) and isinstance(node.this, exp.Column):
        return _one_of(teller, node.this, [value_of(teller, one) for one in node.expressions], frame, negative=True)
    if isinstance(node, exp.Column):
        return _boolean(teller, node, frame, holds=False)
    if isinstance(node, exp.EQ | exp.NEQ):
        return _comparison(teller, node, _OPPOSITE[_OPERATORS[type(node)]], frame)
    if isinstance(node, exp.Coalesce):
        node = unwrapped(node.this)
        if (
            isinstance(node, exp.EQ)
            and isinstance(node.this, exp.Column)
            and value_of(teller, node.expression) is not _UNKNOWN
        ):
            column = frame.find(node.this)[1].column
            right = operand(teller, node.expression, frame, column)
            return teller.words("not or unknown", left=label_of(teller, node.this, frame, short=True), right=right)
    return teller.words("not", condition=condition(teller, node, frame))


def _either(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    parts = list(disjuncts(node))
    tree = _industry_tree(teller, parts)
    if tree:
        return teller.words("tree", right=teller.words.one_of(tree))
    same = _same_column(teller, parts, frame)
    if same:
        return same
    phrases = [condition(teller, part, frame) for part in parts]
    return teller.words("either", conditions=teller.words.one_of(phrases))


def _industry_tree(teller: Teller, parts: Sequence[exp.Expr]) -> list[str]:
    """The industries where each stands against both levels of the tree; [] for any other choice."""
    found: dict[str, set[str]] = {}
    for part in parts:
        value = value_of(teller, part.expression) if isinstance(part, exp.EQ) else _UNKNOWN
        if value is _UNKNOWN or not isinstance(part.this, exp.Column):
            return []
        found.setdefault(str(value), set()).add(part.this.name)
    both = all(columns == {"industry", "sub_industry"} for columns in found.values())
    return [shown(name) for name in found] if both else []


def _same_column(teller: Teller, parts: Sequence[exp.Expr], frame: Frame) -> str:
    """«stage is A or B» where every part compares one column with a value; "" otherwise."""
    if not all(isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) for part in parts):
        return ""
    values = [value_of(teller, part.expression) for part in parts]
    if any(value is _UNKNOWN for value in values) or any(part.this != parts[0].this for part in parts):
        return ""
    return _one_of(teller, parts[0].this, values, frame, negative=False)


def _exists(teller: Teller, node: exp.Expr, frame: Frame) -> str:
    return related.exists(teller, node.this, frame, negative=False)


_PHRASES: Final = (
    ((exp.Like, exp.ILike), _like),
    ((exp.RegexpLike, exp.RegexpILike), _regex),
    ((exp.LogicalAnd, exp.LogicalOr), _logical),
    ((exp.In,), _in),
    ((exp.Is,), _is),
    ((exp.Between,), _between),
    ((exp.Exists,), _exists),
    ((exp.Column,), _column),
)
__all__ = ["Label", "all_conditions", "condition", "label_of", "operand", "value_of"]
