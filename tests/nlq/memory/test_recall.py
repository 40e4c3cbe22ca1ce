"""What memory answers, whom, and what it keeps the planner from."""

from __future__ import annotations

import pytest

from crm.models import User
from nlq.memory.judging import judge
from nlq.memory.plans import canonical_text
from nlq.memory.recall import recall, rejected_plans
from nlq.memory.review import decide
from nlq.models import Example
from nlq.text2sql.plan import parse
from tests.nlq.memory.conftest import COMPANIES, DEALS, asked, linked


def text(plan: object) -> str:
    return canonical_text(parse(plan))


def test_nothing_said_nothing_recalled(analyst: User) -> None:
    asked(analyst)
    assert recall(linked(), analyst) is None
    assert rejected_plans(linked(), analyst) == frozenset()


def test_what_a_person_confirmed_counts_for_them_at_once_and_for_others_when_approved(
    analyst: User, colleague: User, reviewer: User
) -> None:
    example = judge(asked(analyst), "right").example
    assert recall(linked(), analyst) == parse(COMPANIES)
    assert recall(linked(), colleague) is None
    decide(example, "approved", reviewer)
    assert recall(linked(), colleague) == parse(COMPANIES)
    decide(example, "proposed", reviewer)
    assert recall(linked(), colleague) is None


def test_only_the_exact_pattern_with_the_same_kinds_is_recalled(analyst: User) -> None:
    judge(asked(analyst), "right")
    assert recall(linked(":v1 <investor> 投過哪些 公司？"), analyst) is not None
    for other in (":v1 <company> 投过哪些公司", ":v1 <investor> 没投过哪些公司"):
        assert recall(linked(other), analyst) is None


def test_a_recalled_plan_speaks_in_the_questions_own_numbers(analyst: User) -> None:
    judge(asked(analyst), "right")
    judge(asked(analyst, plan=DEALS), "wrong")
    again = linked(":v2 <investor> 投过哪些公司")
    assert ":v2" in text_of(recall(again, analyst))
    assert [":v2" in one and ":v1" not in one for one in rejected_plans(again, analyst)] == [True]


def text_of(plan: object) -> str:
    assert plan is not None
    return canonical_text(plan)  # type: ignore[arg-type]


def test_contradicting_plans_recall_nothing(analyst: User, colleague: User, reviewer: User) -> None:
    for plan in (COMPANIES, DEALS):
        decide(judge(asked(analyst, plan=plan), "right").example, "approved", reviewer)
    assert recall(linked(), colleague) is None
    judge(asked(colleague, plan=DEALS), "wrong")
    assert recall(linked(), colleague) == parse(COMPANIES), "who called one of them wrong has a clear answer again"


def test_wrong_counts_for_the_asker_and_for_everyone_once_a_reviewer_agrees(
    analyst: User, colleague: User, reviewer: User
) -> None:
    example = judge(asked(analyst), "wrong").example
    assert rejected_plans(linked(), analyst) == {text(COMPANIES)}
    assert rejected_plans(linked(), colleague) == frozenset()
    decide(example, "rejected", reviewer)
    assert rejected_plans(linked(), colleague) == {text(COMPANIES)}


def test_a_rejected_plan_is_recalled_for_nobody(analyst: User, reviewer: User) -> None:
    decide(judge(asked(analyst), "right").example, "rejected", reviewer)
    assert recall(linked(), analyst) is None


@pytest.mark.parametrize(("first", "last", "counts"), [("right", "wrong", False), ("wrong", "right", True)])
def test_the_latest_word_counts(analyst: User, first: str, last: str, counts: bool) -> None:
    judge(asked(analyst), first)
    judge(asked(analyst), last)
    assert (recall(linked(), analyst) is not None) == counts


def test_an_example_of_another_version_is_passed_over(analyst: User) -> None:
    judge(asked(analyst), "right")
    Example.objects.update(plan={"gone": 1}, state="approved")
    assert recall(linked(), analyst) is None


def test_recalling_takes_two_queries(analyst: User, django_assert_num_queries: object) -> None:
    judge(asked(analyst, plan=COMPANIES), "right")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert recall(linked(), analyst) is not None
    judge(asked(analyst, plan=DEALS), "right")
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert recall(linked(), analyst) is None
