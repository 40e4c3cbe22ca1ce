"""A person's «right» or «wrong» about an answer to their own question, and the example that it makes or joins."""

from __future__ import annotations

import logging

from django.db import transaction

from nlq.memory.patterns import NotRemembered, Pattern, key_of, language_of, pattern_of, remembered_plan
from nlq.models import Example, Feedback, Question
from nlq.text2sql.plan import Plan, PlanError, parse, to_json

log = logging.getLogger(__name__)
BY_HAND = "person"


@transaction.atomic
def judge(question: Question, verdict: str, comment: str = "") -> Feedback:
    """Keeps the asker's verdict («right» or «wrong»), in place of an earlier one; only a wrong one has a comment.

    The caller has checked that the asker speaks. The answer's pattern and plan become an example, or join the one there is.
    """
    feedback, _ = Feedback.objects.update_or_create(
        question=question,
        defaults={
            "verdict": verdict,
            "comment": comment if verdict == Feedback.Verdict.WRONG else "",
            "example": _example(question),
        },
    )
    return feedback


@transaction.atomic
def take_back(question: Question) -> None:
    """Forgets the asker's verdict; an example that nobody else spoke for and nobody reviewed goes with it."""
    for feedback in Feedback.objects.filter(question=question).select_related("example"):
        example = feedback.example
        feedback.delete()
        if example is not None and example.state == Example.State.PROPOSED and not example.feedback.exists():
            example.delete()


def _example(question: Question) -> Example | None:
    """The example of an answered question; None where nothing can be remembered without a value."""
    try:
        pattern, plan = _remembered(question)
    except (NotRemembered, PlanError) as error:
        log.info("question %s is not remembered: %s", question.pk, error)
        return None
    example, _ = Example.objects.get_or_create(
        key=key_of(pattern, plan),
        defaults={"pattern": pattern.text, "plan": to_json(plan), "language": language_of(pattern.text)},
    )
    return example


def _remembered(question: Question) -> tuple[Pattern, Plan]:
    if question.status != Question.Status.ANSWERED or question.plan is None or question.engine == BY_HAND:
        raise NotRemembered("there is no plan")
    asked = _asked(question)
    pattern = pattern_of(asked.linked_text)
    return pattern, remembered_plan(pattern, parse(question.plan))


def _asked(question: Question) -> Question:
    """The question whose words were linked: a re-run with changed values has its parent's words.

    Raises NotRemembered where words and plan are no pair: a follow-up's words say only what changed.
    """
    asked = question
    while asked.parent is not None:
        if asked.linked_text or asked.parent.plan != question.plan or _kinds(asked.parent) != _kinds(question):
            raise NotRemembered("the words are not those of the plan")
        asked = asked.parent
    if not asked.linked_text:
        raise NotRemembered("the words are not known")
    return asked


def _kinds(question: Question) -> dict[str, str]:
    return {value["name"]: value["kind"] for value in question.values}
