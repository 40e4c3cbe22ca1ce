"""Blind questions with gold SQL -> how much each sign tells of a plan's being right (nlq.text2sql.planners.confidence)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from crm.models import User
from nlq.evaluation.questions import Asked
from nlq.evaluation.reliability import BINS, Bin, reliability_table
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


def reliability(seen: Sequence[Seen], weights: dict[str, float], bins: int = BINS) -> list[Bin]:
    """The reliability table of confidence by these weights."""
    return reliability_table([(confidence(evidence, weights), right) for evidence, right in seen], bins)
