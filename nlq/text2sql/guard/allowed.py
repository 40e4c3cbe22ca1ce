"""The allow-lists: which kinds of node, functions, types and clauses may stand in a statement.

What is not listed is refused. sqlglot reads most functions as classes of their own, so the list of functions is
a list of classes; the few that it does not know are named in NAMED_FUNCTIONS.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from sqlglot import exp

from nlq.errors import GuardRefusal
from nlq.text2sql.guard import series

Kinds = frozenset[type[exp.Expr]]

STRUCTURE: Final[Kinds] = frozenset(
    {
        exp.Select, exp.Union, exp.Intersect, exp.Except, exp.Subquery, exp.With, exp.CTE, exp.TableAlias,
        exp.From, exp.Join, exp.Lateral, exp.Table, exp.Where, exp.Group, exp.Rollup, exp.Having, exp.Order,
        exp.Ordered, exp.Limit, exp.Fetch, exp.LimitOptions, exp.Offset, exp.Distinct, exp.Window, exp.WindowSpec,
        exp.Filter, exp.WithinGroup, exp.Tuple, exp.Paren, exp.Alias, exp.Column, exp.Identifier, exp.Star,
    }
)  # fmt: skip
VALUES: Final[Kinds] = frozenset(
    {
        exp.Literal, exp.Boolean, exp.Null, exp.Placeholder, exp.Interval, exp.IntervalSpan, exp.Var, exp.Kwarg,
        exp.DataType, exp.DataTypeParam, exp.Cast,
    }
)  # fmt: skip
OPERATORS: Final[Kinds] = frozenset(
    {
        exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ,
        exp.Is, exp.In, exp.Between, exp.Like, exp.ILike, exp.Escape, exp.RegexpLike, exp.RegexpILike, exp.Exists,
        exp.Any, exp.All, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.DPipe, exp.Case, exp.If,
        exp.AtTimeZone,
    }
)  # fmt: skip
FUNCTIONS: Final[Kinds] = frozenset(
    {
        # over groups
        exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.GroupConcat, exp.LogicalAnd, exp.LogicalOr, exp.Stddev,
        exp.StddevSamp, exp.StddevPop, exp.Variance, exp.VariancePop, exp.Corr, exp.Mode, exp.PercentileCont,
        exp.PercentileDisc, exp.AnyValue, exp.Grouping, exp.RegrSlope,
        # over windows
        exp.RowNumber, exp.Rank, exp.DenseRank, exp.PercentRank, exp.CumeDist, exp.Ntile, exp.Lag, exp.Lead,
        exp.FirstValue, exp.LastValue, exp.NthValue,
        # of numbers
        exp.Abs, exp.Round, exp.Ceil, exp.Floor, exp.Trunc, exp.Sqrt, exp.Ln, exp.Log, exp.Exp, exp.Sign, exp.Pow,
        exp.WidthBucket,
        # of texts
        exp.Lower, exp.Upper, exp.Initcap, exp.Trim, exp.Length, exp.Left, exp.Right, exp.Substring, exp.StrPosition,
        exp.Replace, exp.SplitPart, exp.Concat, exp.ConcatWs, exp.StartsWith, exp.ToNumber,
        # of dates
        exp.TimeToStr, exp.StrToDate, exp.TimestampTrunc, exp.Extract, exp.Date, exp.CurrentDate,
        exp.CurrentTimestamp, exp.MakeInterval,
        # of anything
        exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least,
    }
)  # fmt: skip
NAMED_FUNCTIONS: Final = frozenset({"age", "make_date", "every"})
TABLE_FUNCTIONS: Final = frozenset({"search_notes"})
KINDS: Final[Kinds] = STRUCTURE | VALUES | OPERATORS | FUNCTIONS | {exp.Anonymous, exp.ExplodingGenerateSeries}

_TYPE = exp.DType
TYPES: Final = frozenset(
    {
        _TYPE.TEXT, _TYPE.VARCHAR, _TYPE.CHAR, _TYPE.INT, _TYPE.BIGINT, _TYPE.SMALLINT, _TYPE.DECIMAL, _TYPE.FLOAT,
        _TYPE.DOUBLE, _TYPE.DATE, _TYPE.TIMESTAMP, _TYPE.TIMESTAMPTZ, _TYPE.INTERVAL, _TYPE.BOOLEAN,
    }
)  # fmt: skip

_MODIFIERS = {"order", "limit", "offset"}
_QUERY = {"with_", *_MODIFIERS}
CLAUSES: Final[dict[type[exp.Expr], set[str]]] = {
    exp.Select: {"expressions", "distinct", "from_", "joins", "where", "group", "having", "windows", *_QUERY},
    exp.Union: {"this", "expression", "distinct", *_QUERY},
    exp.Intersect: {"this", "expression", "distinct", *_QUERY},
    exp.Except: {"this", "expression", "distinct", *_QUERY},
    exp.Subquery: {"this", "alias", *_MODIFIERS},
    exp.Table: {"this", "db", "alias"},
    exp.TableAlias: {"this", "columns"},
    exp.Join: {"this", "on", "using", "side", "kind"},
    exp.Lateral: {"this", "alias"},
    exp.With: {"expressions"},
    exp.CTE: {"this", "alias", "materialized"},
    exp.Group: {"expressions"},
    exp.Star: set(),
    exp.Column: {"this", "table", "db"},
    exp.Limit: {"expression"},
    exp.Offset: {"expression"},
    exp.Placeholder: {"this"},
    exp.Cast: {"this", "to"},
    exp.Rollup: {"expressions"},
    exp.LimitOptions: {"rows", "with_ties"},
}
_CLAUSE_RULES: Final = {
    "locks": "lock",
    "into": "into",
    "sample": "sample",
    "recursive": "recursion",
    "catalog": "catalogue",
}
_KIND_RULES: Final[dict[str, str]] = {
    "Lock": "lock", "Into": "into", "TableSample": "sample", "Values": "row", "Insert": "statement",
    "Update": "statement", "Delete": "statement", "Merge": "statement",
}  # fmt: skip
_SAFE_WORD: Final = re.compile(r"[\w \-.]*\Z")
_OWN_TEXT: Final = (exp.Literal, exp.Identifier)
_PLACEHOLDER: Final = re.compile(r"[a-z][a-z0-9_]{0,30}\Z")
_REGEX: Final = re.compile(r"(?!.*\\\d)(?!.*[*+?)]\s*[*+])[^{}]{1,200}\Z", re.DOTALL)
MAX_NODES: Final = 2_000
MAX_DIGITS: Final = 40


def pass_nodes(tree: exp.Query, parameters: Collection[str]) -> None:
    """Raise GuardRefusal at the first node that is not on a list. `parameters`: the names bound, if known."""
    for count, node in enumerate(tree.walk()):
        if count > MAX_NODES:
            raise GuardRefusal("text-tokens", str(count))
        _pass_kind(node)
        _pass_clauses(node)
        _pass_words(node)
        check = _CHECKS.get(type(node))
        if check is not None:
            check(node)
        if isinstance(node, exp.Placeholder) and parameters and node.name not in parameters:
            raise GuardRefusal("placeholder", f":{node.name}")


def _pass_kind(node: exp.Expr) -> None:
    if type(node) in KINDS:
        return
    name = type(node).__name__
    if isinstance(node, exp.DataType | exp.PseudoType | exp.ObjectIdentifier):
        raise GuardRefusal("type", node.sql("postgres")[:60])
    if isinstance(node, exp.Func):
        raise GuardRefusal("function", node.sql_name().lower())
    raise GuardRefusal(_KIND_RULES.get(name, "construct"), name)


def _pass_clauses(node: exp.Expr) -> None:
    allowed = CLAUSES.get(type(node))
    if allowed is None:
        return
    for clause, value in node.args.items():
        if value and clause not in allowed:
            raise GuardRefusal(_CLAUSE_RULES.get(clause, "construct"), clause.rstrip("_"))


def _pass_words(node: exp.Expr) -> None:
    """Texts inside a node that are no literal and no name are keywords: nothing else may hide in them."""
    if isinstance(node, _OWN_TEXT):
        return
    for value in node.args.values():
        if isinstance(value, str) and not _SAFE_WORD.match(value):
            raise GuardRefusal("construct", value[:40])


def _pass_anonymous(node: exp.Expr) -> None:
    name = node.args.get("this")
    plain = isinstance(name, str) and name.lower() in NAMED_FUNCTIONS
    if plain or (isinstance(name, str) and name.lower() in TABLE_FUNCTIONS and isinstance(node.parent, exp.Table)):
        return
    if isinstance(name, str) and name.lower() in TABLE_FUNCTIONS:
        raise GuardRefusal("search")
    raise GuardRefusal("row" if str(name).lower() == "row" else "function", node.name.lower())


def _pass_series(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Table):
        raise GuardRefusal("series", f"{series.MAX_ROWS:,}")


def _pass_type(node: exp.Expr) -> None:
    kind = node.args.get("this")
    inner = node.expressions
    if kind == _TYPE.ARRAY and len(inner) == 1 and isinstance(node.parent, exp.Cast):
        if isinstance(node.parent.this, exp.Placeholder) and inner[0].args.get("this") in TYPES:
            return
    elif kind in TYPES:
        return
    raise GuardRefusal("type", node.sql("postgres")[:60])


def _pass_tuple(node: exp.Expr) -> None:
    """A list of expressions is fine after DISTINCT ON and in ROLLUP, nowhere else."""
    if not isinstance(node.parent, exp.Distinct | exp.Rollup) or node.arg_key not in {"on", "expressions"}:
        raise GuardRefusal("row")
    if isinstance(node.parent, exp.Distinct) and node.arg_key != "on":
        raise GuardRefusal("row")


def _pass_distinct(node: exp.Expr) -> None:
    if isinstance(node.parent, exp.Count) and len(node.expressions) > 1:
        raise GuardRefusal("row")


def _pass_literal(node: exp.Expr) -> None:
    if not node.args["is_string"] and len(node.name) > MAX_DIGITS:
        raise GuardRefusal("construct", node.name[:20])


def _pass_placeholder(node: exp.Expr) -> None:
    name = node.args.get("this")
    if not isinstance(name, str) or not _PLACEHOLDER.match(name):
        raise GuardRefusal("placeholder", str(name))


def _pass_regex(node: exp.Expr) -> None:
    pattern = node.args["expression"]
    fixed = isinstance(pattern, exp.Literal) and pattern.is_string and _REGEX.match(pattern.name)
    if not fixed or node.args.get("flag"):
        raise GuardRefusal("pattern")


def _pass_power(node: exp.Expr) -> None:
    """A large exponent makes a number of a hundred thousand digits."""
    exponent = node.args["expression"]
    if isinstance(exponent, exp.Literal) and not exponent.is_string and float(exponent.name) > 100:
        raise GuardRefusal("function", "power")


def _pass_star(node: exp.Expr) -> None:
    parent = node.parent
    if isinstance(parent, exp.Column):
        parent = parent.parent if parent.table else None
        if not isinstance(parent, exp.Select):
            raise GuardRefusal("whole-row", node.parent.sql("postgres") if node.parent else "*")
    elif not isinstance(parent, exp.Select | exp.Count):
        raise GuardRefusal("whole-row", "*")


_CHECKS: Final = {
    exp.Anonymous: _pass_anonymous,
    exp.ExplodingGenerateSeries: _pass_series,
    exp.DataType: _pass_type,
    exp.Tuple: _pass_tuple,
    exp.Distinct: _pass_distinct,
    exp.Literal: _pass_literal,
    exp.Placeholder: _pass_placeholder,
    exp.RegexpLike: _pass_regex,
    exp.RegexpILike: _pass_regex,
    exp.Pow: _pass_power,
    exp.Star: _pass_star,
}
