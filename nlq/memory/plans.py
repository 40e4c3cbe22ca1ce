"""Plans as memory compares and keeps them: one text for equal plans, placeholders renumbered, no values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from crm import codes
from nlq.text2sql.compile.semantics import HOME
from nlq.text2sql.plan import COMPARATORS, Plan, parse, to_json

REFERENCE = re.compile(r":v\d+\Z")
COLUMN = re.compile(r"\.[a-z_]{1,40}\Z")
LARGEST_CONSTANT = 100  # «at least 3 times», «top 20»; a larger number is somebody's figure


def canonical_text(plan: Plan) -> str:
    """One text for plans that differ only in the order of conditions or of the items of a list of alternatives."""
    data = to_json(plan)
    ordered = {name: _by_text(_ordered(value)) if name == "where" else _ordered(value) for name, value in data.items()}
    return _text(ordered)


def _ordered(node: Any) -> Any:
    if not isinstance(node, (list, tuple)):
        return node
    items = [_ordered(item) for item in node]
    if not items or not isinstance(items[0], str):
        return items
    if items[0] in ("or", "and", "not"):
        return [items[0], *_by_text(items[1:])]
    if len(items) == 3 and items[1] in ("in", "not in") and isinstance(items[2], list):
        return [*items[:2], _by_text(items[2])]
    return [_by_text(item) if _is_conditions(item) else item for item in items]


def _is_conditions(item: Any) -> bool:
    return isinstance(item, list) and bool(item) and isinstance(item[0], list)


def _by_text(items: list[Any]) -> list[Any]:
    return sorted(items, key=_text)


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def renamed(plan: Plan, names: Mapping[str, str]) -> Plan:
    """The plan with `:old` written `:new` for each pair of `names`. Raises KeyError for a value that they leave out."""
    return parse(_renamed(to_json(plan), names))


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, Mapping):
        return {name: _renamed(item, names) for name, item in node.items()}
    if isinstance(node, (list, tuple)):
        return [_renamed(item, names) for item in node]
    if isinstance(node, str) and REFERENCE.match(node):
        return f":{names[node[1:]]}"
    return node


def holds_values(plan: Plan) -> bool:
    """Whether the plan names anything but placeholders, codes, columns and small counts: a name, a day, an amount."""
    data = to_json(plan)
    return any(_is_value(operand) for operand in [*_operands(data), data.get("limit")])


def _operands(node: Any) -> Iterator[Any]:
    """Everything that a condition compares with."""
    if isinstance(node, Mapping):
        for item in node.values():
            yield from _operands(item)
    elif isinstance(node, (list, tuple)):
        if len(node) == 3 and isinstance(node[1], str) and node[1] in COMPARATORS:
            yield node[2]
        elif len(node) == 5 and node[0] in ("has", "lacks", "only"):
            yield node[4]
        elif len(node) == 2 and node[0] == "about":
            yield node[1]
        for item in node:
            yield from _operands(item)


def _is_value(operand: Any) -> bool:
    if isinstance(operand, (list, tuple)):
        return any(map(_is_value, operand))
    if isinstance(operand, str):
        placeholder = operand == ":today" or REFERENCE.match(operand) or COLUMN.match(operand)
        return not (placeholder or operand in HOME or operand in _codes())
    if operand is None or isinstance(operand, bool):
        return False
    return not (isinstance(operand, int) and 0 <= operand <= LARGEST_CONSTANT)


@cache
def _codes() -> frozenset[str]:
    return frozenset(item.code for items in codes.CODES.values() for item in items)
