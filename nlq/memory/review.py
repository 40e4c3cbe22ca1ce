"""Reviewing examples: the list, and a reviewer's word on one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone

from crm.models import User
from nlq.memory.shown import Piece, pieces, plan_lines, sentence
from nlq.models import Example, Feedback

MOST_JUDGES = 20


class Counts(TypedDict):
    """How many people called an example right and wrong."""

    right: int
    wrong: int


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Counted = WithAnnotations[Example, Counts]
else:
    Counted = Example


@dataclass(frozen=True)
class Entry:
    """One example on the review page; `sentence` is "" for a plan that no longer fits the records."""

    example: Example
    pieces: tuple[Piece, ...]
    sentence: str
    plan: tuple[tuple[str, str], ...]
    right: int
    wrong: int
    judges: tuple[Feedback, ...]


def counted() -> QuerySet[Counted]:
    """All examples, each with `right` and `wrong`: how many people said so, those of imported files included."""
    people = "feedback__question__asker"
    said = {
        verdict: Count(people, distinct=True, filter=Q(feedback__verdict=verdict))
        for verdict in Feedback.Verdict.values
    }
    return Example.objects.annotate(right=F("brought_right") + said["right"], wrong=F("brought_wrong") + said["wrong"])


def listed(state: str) -> QuerySet[Counted]:
    """The examples of a state with who judged them, newest first."""
    judges = Feedback.objects.select_related("question__asker")
    found = counted().filter(state=state).order_by("-created_at", "-pk")
    return found.select_related("reviewer").prefetch_related(Prefetch("feedback", judges))


def state_counts() -> dict[str, int]:
    """How many examples each state has."""
    found = dict(Example.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Example.State.values}


def entry(example: Counted, language: str, today: date) -> Entry:
    """An example of `listed` for the page, in the reader's language."""
    return Entry(
        example,
        pieces(example.pattern),
        sentence(example.pattern, example.plan, language, today),
        plan_lines(example.plan),
        example.right,
        example.wrong,
        tuple(example.feedback.all())[:MOST_JUDGES],
    )


def decide(example: Example, state: str, reviewer: User) -> None:
    """Approves, rejects or reopens an example; who did it and when stands beside it."""
    reopened = state == Example.State.PROPOSED
    example.state = state
    example.reviewer = None if reopened else reviewer
    example.reviewed_at = None if reopened else timezone.now()
    example.save(update_fields=["state", "reviewer", "reviewed_at"])
