"""What memory knows about a question: the plan that people confirmed for its pattern, and the plans that are wrong.

Memory gives plans over placeholders only: their values are the new question's, and they run with the asker's own rights.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm.models import User
from nlq.memory.patterns import Pattern, pattern_of
from nlq.memory.plans import canonical_text, renamed
from nlq.models import Example, Feedback
from nlq.text2sql.linked import Linked
from nlq.text2sql.plan import Plan, PlanError, parse


@dataclass(frozen=True)
class Remembered:
    """`plan` answers the question, None where nothing or nothing clear is known; `rejected` are canonical plan texts."""

    plan: Plan | None = None
    rejected: frozenset[str] = frozenset()


def remembered(linked: Linked, user: User) -> Remembered:
    """What counts for `user` about this question, in the question's own numbers.

    That is: what a reviewer decided, and of what is still proposed the user's own latest word. An own «wrong» holds
    against an approval too. Several right plans for one pattern contradict each other: none is recalled.
    """
    pattern = pattern_of(linked.text)
    right: dict[str, Plan] = {}
    wrong: set[str] = set()
    for plan, is_right in _judged(pattern, user):
        text = canonical_text(plan)
        if is_right:
            right[text] = plan
        else:
            wrong.add(text)
    left = [plan for text, plan in right.items() if text not in wrong]
    return Remembered(left[0] if len(left) == 1 else None, frozenset(wrong))


def recall(linked: Linked, user: User) -> Plan | None:
    """The confirmed plan of the question's pattern, in the question's own numbers; None where there is none."""
    return remembered(linked, user).plan


def rejected_plans(linked: Linked, user: User) -> frozenset[str]:
    """The canonical texts (`plans.canonical_text`) of plans that are not to be shown to `user` for this question."""
    return remembered(linked, user).rejected


def _judged(pattern: Pattern, user: User) -> list[tuple[Plan, bool]]:
    """Plans that count for the user, right or wrong, in the question's own numbers."""
    said = dict(
        Feedback.objects.filter(question__asker=user, example__pattern=pattern.text)
        .order_by("changed_at", "pk")
        .values_list("example_id", "verdict")
    )
    found = []
    for example in Example.objects.filter(pattern=pattern.text).only("plan", "state"):
        verdict = _verdict(example, said.get(example.pk))
        if verdict is not None and (plan := _own(example, pattern)) is not None:
            found.append((plan, verdict == Feedback.Verdict.RIGHT))
    return found


def _verdict(example: Example, said: str | None) -> str | None:
    if example.state == Example.State.REJECTED or said == Feedback.Verdict.WRONG:
        return Feedback.Verdict.WRONG
    return Feedback.Verdict.RIGHT if example.state == Example.State.APPROVED else said


def _own(example: Example, pattern: Pattern) -> Plan | None:
    """The plan in the question's numbers; None for one of another version whose form is no longer known."""
    try:
        return renamed(parse(example.plan), pattern.own_names())
    except (PlanError, KeyError):
        return None
