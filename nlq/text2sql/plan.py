"""The typed plan of a question, as JSON and back.

    {"from": VIEW,
     "where":   [CONDITION, ...],          all must hold
     "columns": [COLUMN | BESIDE, ...],      asked-for columns of a list, beside those that identify a row
     "show":    [MEASURE, ...],            an aggregate instead of a list
     "by":      [KEY, ...],                what the measures are grouped by
     "having":  [[MEASURE | KEY, OPERATOR, OPERAND], ...],
     "order":   [[MEASURE | KEY | OF, "asc" | "desc"], ...],
     "limit":   NUMBER | ":vN",
     "per":     [KEY, ...]}                the limit holds for each of these: top k per group, latest per company

    CONDITION  [COLUMN, OPERATOR, OPERAND]      OPERATOR: = != < <= > >= in "not in" contains
               [COLUMN, "empty" | "filled" | "yes" | "no"]
               ["or", CONDITION, ...]  ["and", CONDITION, ...]  ["not", CONDITION]
               ["has", RELATION, [CONDITION, ...]]      some related row fits
               ["has", RELATION, [CONDITION, ...], OPERATOR, NUMBER | ":vN"]     so many related rows fit
               ["lacks", RELATION, [CONDITION, ...]]    none fits
               ["only", RELATION, [CONDITION, ...]]     there are some and all fit
               ["about", OPERAND]                       notes whose text is about it
    BESIDE     ["running", COLUMN] cumulated | ["rank", COLUMN] its place among all that the other conditions leave | OF
    OF         ["of", RELATION, COLUMN | MEASURE] | ["of", RELATION, COLUMN | MEASURE, [CONDITION, ...]]   of the related rows
    OPERAND    ":vN" (a linked value) | ":today" | ".column" of the same row | a literal | a list of these
    MEASURE    "count" | [FUNCTION, COLUMN] | [FUNCTION, COLUMN, [CONDITION, ...]]
               FUNCTION: count (distinct) sum avg median min max weighted since
               ["count", "*", [CONDITION, ...]]
               ["share", [CONDITION, ...]] | ["share", [CONDITION, ...], MEASURE]    percent of all
               ["part" | "running" | "growth" | "rank", MEASURE]   of the total; cumulated; against the row before, percent
               ["each", FUNCTION, KEY, MEASURE]     the measure of each group, folded: the average of monthly counts
               ["change" | "ratio" | "difference", MEASURE, MEASURE]
    KEY        COLUMN | ["year" | "half" | "quarter" | "month" | "week", COLUMN]

Columns are the contract's; money stands without its currency (`amount`, `total_raised`, ...), `place` means country,
province, city or district, `industry` any level of the tree. `name` is the record itself. Codes that have an order
(stages, relationships) may be compared with < and >: `[stage, ">=", "b"]` is round B or later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

COMPARATORS = ("=", "!=", "<", "<=", ">", ">=", "in", "not in", "contains")
TESTS = ("empty", "filled", "yes", "no")
AGGREGATES = ("count", "sum", "avg", "median", "min", "max", "weighted", "since")
WINDOWS = ("part", "running", "growth", "rank")
FOLDS = ("avg", "median", "min", "max", "sum")
PAIRS = ("change", "ratio", "difference")
BUCKETS = ("year", "half", "quarter", "month", "week")
BESIDE = ("running", "rank")
FIELDS = ("from", "where", "columns", "show", "by", "having", "order", "limit", "per")

Operand = Any


class PlanError(ValueError):
    """The JSON is no plan; the text says where and why."""


@dataclass(frozen=True)
class Compare:
    """`column` stands in relation `op` to `operand`."""

    column: str
    op: str
    operand: Operand


@dataclass(frozen=True)
class Test:
    """`column` is empty, filled, yes or no."""

    column: str
    test: str


@dataclass(frozen=True)
class Every:
    """All (`op` "and"), some ("or") or none ("not") of the items hold."""

    op: str
    items: tuple[Condition, ...]


@dataclass(frozen=True)
class Related:
    """Rows of `relation` that fit `where`: has, lacks or only; with `op` and `number` so many of them."""

    how: str
    relation: str
    where: tuple[Condition, ...]
    op: str = ""
    number: Operand = None


@dataclass(frozen=True)
class About:
    """The note's text is about `operand`."""

    operand: Operand


Condition = Compare | Test | Every | Related | About


@dataclass(frozen=True)
class Key:
    """A column, its year, quarter, ...; in `columns` also its running sum or its rank."""

    column: str
    bucket: str = ""


@dataclass(frozen=True)
class Measure:
    """One figure: an aggregate over a column, or a figure made of other figures; `by` are the groups of an "each"."""

    function: str
    column: str = "*"
    where: tuple[Condition, ...] = ()
    of: tuple[Measure, ...] = ()
    by: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Of:
    """A column or a figure of the rows of `relation` that fit `where`."""

    relation: str
    item: Key | Measure
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Having:
    """A condition on a group's figure, or on what it is grouped by."""

    measure: Measure | Key
    op: str
    operand: Operand


@dataclass(frozen=True)
class Order:
    """Sorted by a measure, a key or a figure of related rows."""

    by: Measure | Key | Of
    descending: bool


@dataclass(frozen=True)
class Plan:
    """See the module's docstring. A plan with measures is an aggregate, one without is a list of rows."""

    view: str
    where: tuple[Condition, ...] = ()
    columns: tuple[Key | Of, ...] = ()
    show: tuple[Measure, ...] = ()
    by: tuple[Key, ...] = ()
    having: tuple[Having, ...] = ()
    order: tuple[Order, ...] = ()
    limit: Operand = None
    per: tuple[Key, ...] = ()


# JSON -> plan -------------------------------------------------------------------------------------------------------
def parse(data: object) -> Plan:
    """A plan out of its JSON (already decoded). Raises PlanError."""
    if not isinstance(data, Mapping):
        raise PlanError("a plan is a JSON object")
    unknown = set(data) - set(FIELDS)
    if unknown or not isinstance(data.get("from"), str):
        raise PlanError(f"unknown fields {sorted(unknown)}" if unknown else "«from» names a view")
    return Plan(
        view=data["from"],
        where=_conditions(data.get("where", ())),
        columns=tuple(_column_asked(item) for item in _list(data.get("columns", ()))),
        show=tuple(_measure(item) for item in _list(data.get("show", ()))),
        by=tuple(_key(item) for item in _list(data.get("by", ()))),
        having=tuple(_having(item) for item in _list(data.get("having", ()))),
        order=tuple(_order(item) for item in _list(data.get("order", ()))),
        limit=data.get("limit"),
        per=tuple(_key(item) for item in _list(data.get("per", ()))),
    )


def _list(value: object) -> Sequence[Any]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise PlanError(f"a list is expected, not {value!r}")
    return value


def _conditions(value: object) -> tuple[Condition, ...]:
    return tuple(_condition(item) for item in _list(value))


def _condition(value: object) -> Condition:
    items = _list(value)
    if not items or not isinstance(items[0], str):
        raise PlanError(f"a condition begins with a word: {value!r}")
    head = items[0]
    if head in ("or", "and", "not"):
        return Every(head, tuple(_condition(item) for item in items[1:]))
    if head in ("has", "lacks", "only"):
        return _related(items)
    if head == "about" and len(items) == 2:
        return About(items[1])
    if len(items) == 2 and items[1] in TESTS:
        return Test(head, items[1])
    if len(items) == 3 and items[1] in COMPARATORS:
        return Compare(head, items[1], _operand(items[2]))
    raise PlanError(f"no condition: {value!r}")


def _related(items: Sequence[Any]) -> Related:
    if len(items) not in (3, 5) or not isinstance(items[1], str):
        raise PlanError(f"no relation: {items!r}")
    if len(items) == 3:
        return Related(items[0], items[1], _conditions(items[2]))
    if items[3] not in COMPARATORS[:6]:
        raise PlanError(f"no comparison: {items[3]!r}")
    return Related(items[0], items[1], _conditions(items[2]), items[3], items[4])


def _operand(value: Any) -> Operand:
    return tuple(_operand(item) for item in value) if isinstance(value, (list, tuple)) else value


def _key(value: object) -> Key:
    if isinstance(value, str):
        return Key(value)
    items = _list(value)
    if len(items) == 2 and items[0] in BUCKETS and isinstance(items[1], str):
        return Key(items[1], items[0])
    raise PlanError(f"no key: {value!r}")


def _column_asked(value: object) -> Key | Of:
    items = [] if isinstance(value, str) else _list(value)
    if len(items) == 2 and items[0] in BESIDE and isinstance(items[1], str):
        return Key(items[1], items[0])
    return _of(items) if items and items[0] == "of" else _key(value)


def _of(items: Sequence[Any]) -> Of:
    if len(items) not in (3, 4) or not isinstance(items[1], str):
        raise PlanError(f"nothing of a relation: {items!r}")
    item = _measure(items[2]) if _is_measure(items[2]) else _key(items[2])
    return Of(items[1], item, _conditions(items[3]) if len(items) == 4 else ())


def _is_measure(value: object) -> bool:
    """Whether a measure stands where a key could: `count`, or a list that begins with no bucket."""
    if isinstance(value, str):
        return value == "count"
    return bool(items := _list(value)) and items[0] not in BUCKETS


def _measure(value: object) -> Measure:
    if value in ("count", ["count"]):
        return Measure("count")
    items = _list(value)
    head = items[0] if items else None
    if head == "share" and len(items) in (2, 3):
        return Measure("share", where=_conditions(items[1]), of=tuple(_measure(item) for item in items[2:]))
    if head in WINDOWS and len(items) == 2:
        return Measure(str(head), of=(_measure(items[1]),))
    if head == "each" and len(items) == 4 and items[1] in FOLDS:
        return Measure("each", items[1], of=(_measure(items[3]),), by=(_key(items[2]),))
    if head in PAIRS and len(items) == 3:
        return Measure(str(head), of=(_measure(items[1]), _measure(items[2])))
    if head in AGGREGATES and len(items) in (2, 3) and isinstance(items[1], str):
        return Measure(str(head), items[1], _conditions(items[2]) if len(items) == 3 else ())
    raise PlanError(f"no measure: {value!r}")


def _having(value: object) -> Having:
    items = _list(value)
    if len(items) != 3 or items[1] not in COMPARATORS[:8]:
        raise PlanError(f"no having: {value!r}")
    return Having(_measure(items[0]) if _is_measure(items[0]) else _key(items[0]), items[1], _operand(items[2]))


def _order(value: object) -> Order:
    items = _list(value)
    if len(items) != 2 or items[1] not in ("asc", "desc"):
        raise PlanError(f"no order: {value!r}")
    by, descending = items[0], items[1] == "desc"
    if not isinstance(by, str) and tuple(_list(by)[:1]) == ("of",):
        return Order(_of(by), descending)
    return Order(_measure(by) if _is_measure(by) else _key(by), descending)


# plan -> JSON -------------------------------------------------------------------------------------------------------
def to_json(plan: Plan) -> dict[str, Any]:
    """The plan as JSON-ready data, empty fields left out, in the order of the docstring."""
    data: dict[str, Any] = {
        "from": plan.view,
        "where": [condition_json(item) for item in plan.where],
        "columns": [_item_json(item) for item in plan.columns],
        "show": [measure_json(item) for item in plan.show],
        "by": [_key_json(item) for item in plan.by],
        "having": [[_item_json(item.measure), item.op, _operand_json(item.operand)] for item in plan.having],
        "order": [[_item_json(o.by), "desc" if o.descending else "asc"] for o in plan.order],
        "limit": plan.limit,
        "per": [_key_json(item) for item in plan.per],
    }
    return {name: value for name, value in data.items() if value not in (None, [])}


def condition_json(item: Condition) -> list[Any]:
    """One condition as JSON-ready data."""
    match item:
        case Compare(column, op, operand):
            return [column, op, _operand_json(operand)]
        case Test(column, test):
            return [column, test]
        case Every(op, items):
            return [op, *(condition_json(inner) for inner in items)]
        case About(operand):
            return ["about", operand]
        case Related(how, relation, where, op, number):
            head: list[Any] = [how, relation, [condition_json(inner) for inner in where]]
            return [*head, op, number] if op else head


def measure_json(item: Measure) -> Any:
    """One measure as JSON-ready data."""
    where = [condition_json(inner) for inner in item.where]
    if item.function == "share":
        return ["share", where, *(measure_json(inner) for inner in item.of)]
    if item.function == "each":
        return ["each", item.column, _key_json(item.by[0]), measure_json(item.of[0])]
    if item.of:
        return [item.function, *(measure_json(inner) for inner in item.of)]
    if item == Measure("count"):
        return "count"
    return [item.function, item.column, where] if where else [item.function, item.column]


def _item_json(item: Key | Measure | Of) -> Any:
    match item:
        case Key():
            return _key_json(item)
        case Measure():
            return measure_json(item)
        case Of(relation, of, where):
            head: list[Any] = ["of", relation, _item_json(of)]
            return [*head, [condition_json(inner) for inner in where]] if where else head


def _key_json(item: Key) -> Any:
    return [item.bucket, item.column] if item.bucket else item.column


def _operand_json(value: Operand) -> Any:
    return [_operand_json(item) for item in value] if isinstance(value, tuple) else value


# plan <-> words, the form a small model writes ----------------------------------------------------------------------
def to_words(data: Any) -> list[str]:
    """JSON-ready data as words: `{ from deals where [ [ stage = :v1 ] ] }`; spaces within a word become `_`."""
    if isinstance(data, Mapping):
        inner = (word for name, value in data.items() for word in (name, *to_words(value)))
        return ["{", *inner, "}"]
    if isinstance(data, (list, tuple)):
        return ["[", *(word for item in data for word in to_words(item)), "]"]
    return [str(data).replace(" ", "_")]


def from_words(words: Iterable[str]) -> Any:
    """JSON-ready data out of words. Raises PlanError where brackets do not match or words are left over."""
    stream = list(words)
    value, rest = _read(stream, 0)
    if rest != len(stream):
        raise PlanError("words after the end of the plan")
    return value


def _read(words: Sequence[str], at: int) -> tuple[Any, int]:
    if at >= len(words):
        raise PlanError("the plan ends too early")
    word = words[at]
    if word == "{":
        return _read_object(words, at + 1)
    if word == "[":
        return _read_array(words, at + 1)
    if word in ("]", "}"):
        raise PlanError(f"«{word}» without its opening")
    return (int(word) if word.isdecimal() else "not in" if word == "not_in" else word), at + 1


def _read_object(words: Sequence[str], at: int) -> tuple[dict[str, Any], int]:
    result: dict[str, Any] = {}
    while at < len(words) and words[at] != "}":
        name = words[at]
        if name in ("{", "[", "]"):
            raise PlanError(f"«{name}» where a name is expected")
        result[name], at = _read(words, at + 1)
    if at >= len(words):
        raise PlanError("«{» is not closed")
    return result, at + 1


def _read_array(words: Sequence[str], at: int) -> tuple[list[Any], int]:
    result: list[Any] = []
    while at < len(words) and words[at] != "]":
        value, at = _read(words, at)
        result.append(value)
    if at >= len(words):
        raise PlanError("«[» is not closed")
    return result, at + 1


def dumps(plan: Plan) -> str:
    """The plan as canonical JSON text."""
    return json.dumps(to_json(plan), ensure_ascii=False)
