"""The customer's own accuracy: what people confirmed and called wrong, asked again, kept as one row a day, and read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.models import User
from nlq.evaluation.confirmed import REPEATED, asked_again, judged_questions
from nlq.evaluation.judge import NO_GOLD
from nlq.evaluation.score import Scored
from nlq.models import AccuracyRun, Question
from nlq.text2sql.planners import Planner


@dataclass(frozen=True)
class Measured:
    """One measurement: the kept row, and what was asked; of `objections` only whether they came again."""

    run: AccuracyRun
    confirmed: tuple[Scored, ...]
    objections: tuple[Scored, ...]


@dataclass(frozen=True)
class Failure:
    """A question of the reader's own that is no longer answered as it was confirmed; `expected` and `given` are rows."""

    question: Question
    outcome: str
    grade: str
    caution: bool
    expected: int
    given: int


def measure(today: date, planner: Planner | None = None) -> Measured | None:
    """Asks everything that people judged again and keeps the figures of `today`; None where nothing can be asked."""
    chosen = judged_questions()
    if not chosen.judged:
        return None
    scored = list(zip(chosen.judged, asked_again(chosen.judged, planner), strict=True))
    known = [(judged, item) for judged, item in scored if item.verdict.outcome != NO_GOLD]
    confirmed = tuple(item for judged, item in known if judged.is_confirmed)
    objections = tuple(item for judged, item in known if not judged.is_confirmed)
    left_out = chosen.left_out + len(scored) - len(known)
    run, _ = AccuracyRun.objects.update_or_create(ran_on=today, defaults=_figures(confirmed, objections, left_out))
    return Measured(run, confirmed, objections)


def _figures(confirmed: Sequence[Scored], objections: Sequence[Scored], left_out: int) -> dict[str, Any]:
    outcomes = Counter(item.verdict.outcome for item in confirmed)
    repeated = [item for item in objections if item.verdict.outcome == REPEATED]
    return {
        "asked": len(confirmed),
        "right": outcomes["right"],
        "wrong": outcomes["wrong"],
        "wrong_bare": sum(item.is_wrong and not item.answer.caution for item in confirmed),
        "refused": outcomes["refused"],
        "clarified": outcomes["clarify"],
        "errors": outcomes["error"],
        "objected": len(objections),
        "repeated": len(repeated),
        "left_out": left_out,
        "by_language": _shares(confirmed, lambda item: item.asked.language),
        "by_grade": _shares(confirmed, lambda item: item.answer.grade or ""),
        "failures": [_failure(item) for item in [*confirmed, *repeated] if not item.is_right],
    }


def _shares(scored: Sequence[Scored], name: Callable[[Scored], str]) -> dict[str, list[int]]:
    """{name: [right, of]}, sorted by name."""
    of = Counter(map(name, scored))
    right = Counter(name(item) for item in scored if item.is_right)
    return {value: [right[value], of[value]] for value in sorted(of)}


def _failure(item: Scored) -> dict[str, Any]:
    return {
        "question": int(item.asked.id),
        "outcome": item.verdict.outcome,
        "grade": item.answer.grade or "",
        "caution": item.answer.caution,
        "expected": len(item.gold.rows) if item.gold else 0,
        "given": len(item.answer.rows),
    }


def own_failures(run: AccuracyRun, reader: User) -> list[Failure]:
    """What went wrong among the reader's own questions: nobody reads another's words here, whatever their rank."""
    mine = Question.objects.filter(asker=reader).in_bulk([data["question"] for data in run.failures])
    return [
        Failure(mine[data["question"]], *(data[name] for name in ("outcome", "grade", "caution", "expected", "given")))
        for data in run.failures
        if data["question"] in mine
    ]
