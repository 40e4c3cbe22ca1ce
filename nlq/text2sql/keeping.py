"""Answers kept as rows, and read again: linked values and results to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from nlq.models import Question
from nlq.text2sql.answer import Answer, Chip
from nlq.text2sql.linked import Value
from nlq.text2sql.run import Column


def jsonable(value: Any) -> Any:
    """A database value as JSON has it: numbers as numbers, dates as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(item) for item in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def typed_params(params: Mapping[str, Any]) -> dict[str, Any]:
    """Bound values with their types: {"v1": ["date", "2025-01-01"]}, so that they can be bound again."""
    return {name: [_type_name(value), jsonable(value)] for name, value in params.items()}


def kept_params(row: Question) -> dict[str, Any]:
    """The bound values of a kept question, as Python has them."""
    return {name: _untyped(kind, value) for name, (kind, value) in row.params.items()}


def _type_name(value: Any) -> str:
    if isinstance(value, date):
        return "date"
    return "decimal" if isinstance(value, Decimal) else "plain"


def _untyped(kind: str, value: Any) -> Any:
    if kind == "date":
        return date.fromisoformat(value)
    return Decimal(str(value)) if kind == "decimal" else value


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer as it is kept and as the command line prints it, without its id and SQL values of Python."""
    return {
        "status": answer.status,
        "grade": answer.grade,
        "caution": answer.caution,
        "sql": answer.sql,
        "params": jsonable(answer.params),
        "columns": [column.name for column in answer.columns],
        "types": [column.type for column in answer.columns],
        "rows": jsonable(answer.rows),
        "truncated": answer.truncated,
        "restatement": answer.restatement,
        "options": list(answer.options),
        "nearest": list(answer.nearest),
        "confidence": answer.confidence,
        "reason": answer.reason,
        "timings_ms": {step: round(took, 2) for step, took in answer.timings_ms.items()},
        "chips": [
            {"name": c.name, "text": c.text, "label": c.label, "value": jsonable(c.value), "kind": c.kind}
            for c in answer.chips
        ],
        "changes": list(answer.changes),
        "follows": answer.follows,
    }


def kept_answer(row: Question) -> Answer:
    """The answer as it was given then."""
    data = row.answer
    columns = tuple(Column(name, kind) for name, kind in zip(data["columns"], data["types"], strict=True))
    return Answer(
        id=row.pk,
        question=row.question,
        status=row.status,
        grade=data["grade"],
        caution=data["caution"],
        sql=row.sql or None,
        params=data["params"],
        columns=columns,
        rows=tuple(
            tuple(_typed(cell, column) for cell, column in zip(cells, columns, strict=True)) for cells in data["rows"]
        ),
        truncated=data["truncated"],
        restatement=data["restatement"],
        chips=tuple(Chip(**chip) for chip in data["chips"]),
        options=tuple(data["options"]),
        nearest=tuple(data["nearest"]),
        confidence=data["confidence"],
        reason=data["reason"],
        timings_ms=data["timings_ms"],
        changes=tuple(data.get("changes", ())),
        follows=data.get("follows"),
    )


def _typed(cell: Any, column: Column) -> Any:
    if cell is None:
        return None
    if column.type == "date":
        return date.fromisoformat(cell)
    return Decimal(str(cell)) if column.type == "numeric" else cell


def value_json(value: Value) -> dict[str, Any]:
    """A linked value as it is kept with its question."""
    return {
        "name": value.name,
        "kind": value.kind,
        "value": jsonable(value.value),
        "words": value.words,
        "start": value.start,
        "end": value.end,
        "is_guess": value.is_guess,
        "years": value.years,
        "is_length": value.is_length,
    }


def kept_value(data: Mapping[str, Any]) -> Value:
    """A linked value out of what was kept."""
    return Value(
        data["name"],
        data["kind"],
        _read(data["kind"], data["value"]),
        data["words"],
        data["start"],
        data["end"],
        data.get("is_guess", False),
        data.get("years", 0),
        data.get("is_length", False),
    )


def _read(kind: str, value: Any) -> Any:
    if kind == "span":
        return tuple(date.fromisoformat(day) if day else None for day in value)
    if kind == "money":
        return (Decimal(str(value[0])) if value[0] is not None else None, value[1])
    if kind in ("number", "percent"):
        return Decimal(str(value))
    return tuple(value) if kind in ("industry", "place", "title", "phase") else value
