"""Questions with gold SQL, one JSON object a line; tests/fixtures/evaluation/README.md says what each field means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

OUTCOMES: Final = frozenset({"answered", "refused", "clarify"})
LANGUAGES: Final = frozenset({"zh", "en"})


class QuestionsError(Exception):
    """A file of questions that cannot be read; the message names the file and the line."""


@dataclass(frozen=True)
class Asked:
    """One question and what a right answer to it holds. `golds`: the gold SQL, then the alternatives."""

    id: str
    language: str
    question: str
    today: date | None
    topic: str
    difficulty: int
    golds: tuple[str, ...]
    keys: tuple[str, ...]
    expect: str = "answered"
    ordered: bool = False
    rank: str | None = None
    exists: bool = False
    min_f1: float | None = None
    dupes_ok: bool = False
    scales: bool = False


def load(file: Path) -> tuple[Asked, ...]:
    """The questions of a file. Raises QuestionsError for a file that is not there or a line that is no question."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{file}: {error}") from error
    return tuple(_numbered(file, lines))


def _numbered(file: Path, lines: list[str]) -> Iterator[Asked]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield read(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise QuestionsError(f"{file}:{number}: {type(error).__name__} {error}") from error


def read(data: dict[str, Any]) -> Asked:
    """One question. Raises KeyError or ValueError where a field is missing or has a value that it cannot have."""
    gold = data.get("gold_sql")
    asked = Asked(
        id=str(data["id"]),
        language=_one_of(data["lang"], LANGUAGES),
        question=str(data["question"]),
        today=date.fromisoformat(data["today"]) if data.get("today") else None,
        topic=str(data.get("class", "")),
        difficulty=int(data.get("difficulty") or 0),
        golds=tuple(sql for sql in (gold, *(data.get("alternatives") or ())) if sql),
        keys=tuple(data.get("key_columns") or ()),
        expect=_one_of(data.get("expect", "answered"), OUTCOMES),
        ordered=bool(data.get("ordered")),
        rank=data.get("rank_column"),
        exists=bool(data.get("exists")),
        min_f1=data.get("min_f1"),
        dupes_ok=bool(data.get("dupes_ok")),
        scales=bool(data.get("scales")),
    )
    if asked.expect == "answered" and not asked.golds:
        raise ValueError("no gold_sql")
    return asked


def _one_of(value: object, allowed: frozenset[str]) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {sorted(allowed)}")
    return str(value)
