"""What asking gives back: one frozen Answer, whatever became of the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nlq.text2sql.run import Column


@dataclass(frozen=True)
class Chip:
    """A linked value that the asker sees and may change: `text` are the question's words, `value` what they mean."""

    name: str
    text: str
    label: str
    value: Any
    kind: str


@dataclass(frozen=True)
class Answer:
    """One question's outcome. `status` is answered, clarify, refused or error; `reason` a sentence for the reader.

    `options` are whole questions that settle an ambiguity, `nearest` answerable questions beside a refusal;
    `changes` say what a follow-up made of the question `follows` (its kept id; with a question back, the one it belongs to);
    `timings_ms` has link, generate, validate, execute and total.
    """

    id: int | None
    question: str
    status: str
    grade: str | None = None
    caution: bool = False
    sql: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    truncated: bool = False
    restatement: str = ""
    chips: tuple[Chip, ...] = ()
    options: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    confidence: float | None = None
    reason: str = ""
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    chart: dict[str, Any] | None = None
    changes: tuple[str, ...] = ()
    follows: int | None = None
