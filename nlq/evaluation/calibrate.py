"""Blind questions with gold SQL -> how much each sign tells of a plan's being right (nlq.text2sql.planners.confidence)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from crm.models import User
from nlq.evaluation.questions import Asked
from nlq.evaluation.score import score
from nlq.text2sql.linked import Linked
from nlq.text2sql.planners import Planned, Planner
from nlq.text2sql.planners.confidence import Evidence, confidence
from nlq.text2sql.planners.outcome import Outcome

Seen = tuple[Evidence, bool]


@dataclass
class Listening:
    """A planner that remembers what the last plan stood on."""

    planner: Planner
    name: str = "shipped"
    last: Evidence | None = field(default=None)

    def plan(self, linked: Linked, without: Collection[str] = ()) -> Outcome:
        """As the planner's own."""
        outcome = self.planner.plan(linked, without)
        self.last = outcome.evidence if isinstance(outcome, Planned) else None
        return outcome


def observe(questions: Iterable[Asked], *, user: User, today: date, planner: Planner) -> list[Seen]:
    """What each answered question's plan stood on, and whether its rows were right."""
    listening = Listening(planner)
    seen: list[Seen] = []
    for item in score(questions, user=user, today=today, planner=listening):
        if listening.last is not None and item.answer.status == "answered":
            seen.append((listening.last, item.is_right))
    return seen


@dataclass(frozen=True)
class Bin:
    """Answers of like confidence: how many, what was believed of them on average, and what held, 0 to 1."""

    count: int
    believed: float
    right: float


def reliability(seen: Sequence[Seen], weights: dict[str, float], bins: int = 5) -> list[Bin]:
    """The reliability table: bins of equal count, least confident first (DeGroot & Fienberg 1983)."""
    ranked = sorted((confidence(evidence, weights), right) for evidence, right in seen)
    edges = [round(len(ranked) * at / bins) for at in range(bins + 1)]
    parts = [ranked[first:last] for first, last in pairwise(edges) if last > first]
    return [Bin(len(p), sum(c for c, _ in p) / len(p), sum(r for _, r in p) / len(p)) for p in parts]
