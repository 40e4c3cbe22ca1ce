"""What a planner may say of a linked question."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from nlq.text2sql.compile import Compiled
from nlq.text2sql.linked import Linked
from nlq.text2sql.plan import Plan
from nlq.text2sql.planners.confidence import Evidence


@dataclass(frozen=True)
class Planned:
    """A plan that compiles. `confidence` is 0 to 1; `unused` names linked values that the plan leaves out, `unheard`
    the decisive words of the question that it does not answer; `linked` is the reading of the question that it answers.
    """

    plan: Plan
    compiled: Compiled
    confidence: float
    unused: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    linked: Linked | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True)
class Refusal:
    """The question is understood and not answerable: write, no_data, chat, unsafe or vague."""

    reason: str
    confidence: float


@dataclass(frozen=True)
class Unsure:
    """No plan is good enough to be shown."""


Outcome = Planned | Refusal | Unsure


class Planner(Protocol):
    """Any engine that turns a linked question into an outcome; `without` are canonical texts of plans known to be wrong."""

    name: str

    def plan(self, linked: Linked, without: Collection[str] = ()) -> Outcome: ...
