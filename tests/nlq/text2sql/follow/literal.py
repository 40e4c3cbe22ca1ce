"""A plan over linked values -> the same plan with the values written out, as fixtures have it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm import catalog
from nlq.text2sql.compile.semantics import SYNONYMS
from nlq.text2sql.follow.slots import related_view
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import Plan, to_json


def literal(plan: Plan, values: Mapping[str, Value]) -> dict[str, Any]:
    """The plan as JSON-ready data, each `:vN` replaced by its value."""
    data = to_json(plan)
    result = {name: _written(plan.view, "", item, values) for name, item in data.items() if name != "where"}
    if "where" in data:
        result["where"] = [_written(plan.view, "", item, values) for item in data["where"]]
    return {name: result[name] for name in data}


def _written(view: str, column: str, item: Any, values: Mapping[str, Value]) -> Any:
    if isinstance(item, list):
        inner = related_view(view, item[1]) if item[:1] in (["has"], ["lacks"], ["only"]) else view
        head = item[0] if item and isinstance(item[0], str) and item[0][:1] != ":" else column
        return [_written(inner, head, one, values) for one in item]
    if isinstance(item, str) and item.startswith(":v"):
        return _value(view, column, values[item[1:]])
    return item


def _value(view: str, column: str, value: Value) -> Any:
    match value.kind:
        case "place":
            return value.value[0]
        case "industry" | "title" | "phase":
            return value.value[0]
        case "code":
            name = SYNONYMS.get(view, {}).get(column, column)
            return value.value[catalog.view(view).columns[name].codes]
        case "money":
            return {"amount": int(value.value[0]), "currency": value.value[1]}
        case "number" | "percent":
            return int(value.value)
        case "span":
            return dict(zip(("from", "to"), (day and day.isoformat() for day in value.value), strict=True))
        case "group":
            return {"group": value.value}
        case _:
            return value.value
