"""What a «right» or «wrong» makes of an answer, and that nothing but placeholders is kept."""

from __future__ import annotations

import pytest
from django.core import serializers

from crm.models import User
from nlq.memory.judging import judge, take_back
from nlq.memory.review import counted, decide
from nlq.models import Example, Feedback
from tests.nlq.memory.conftest import BACKED, COMPANIES, DEALS, asked


def test_right_makes_a_proposed_example(analyst: User) -> None:
    judge(asked(analyst), "right")
    example = Example.objects.get()
    assert (example.pattern, example.plan, example.state, example.language) == (
        ":v1 <investor>投过哪些公司", COMPANIES, "proposed", "zh",
    )  # fmt: skip


def test_memory_keeps_nothing_but_placeholders(analyst: User) -> None:
    judge(asked(analyst), "right")
    kept = serializers.serialize("json", Example.objects.all(), ensure_ascii=False)
    assert "investments" in kept
    assert "云杉" not in kept and "Alder" not in kept and analyst.username not in kept


def test_a_plan_that_names_a_record_keeps_the_verdict_and_no_example(analyst: User) -> None:
    plan = {"from": "deals", "where": [["investor", "=", "云杉秘密资本"]]}
    assert judge(asked(analyst, plan=plan), "right").example is None
    assert not Example.objects.exists()


def test_the_same_pattern_and_plan_are_one_example_that_people_are_counted_for(analyst: User, colleague: User) -> None:
    for user in (analyst, analyst, colleague):
        judge(asked(user), "right")
    judge(asked(analyst, plan=DEALS), "wrong")
    assert [(item.right, item.wrong) for item in counted().order_by("pk")] == [(2, 0), (0, 1)]


def test_a_verdict_is_changed_not_added(analyst: User) -> None:
    question = asked(analyst)
    judge(question, "wrong", "counts deals twice")
    judge(question, "right", "left over")
    said = Feedback.objects.get()
    assert (said.verdict, said.comment) == ("right", "")
    assert [(item.right, item.wrong) for item in counted()] == [(1, 0)]


def test_a_changed_value_confirms_its_parents_words(analyst: User) -> None:
    again = asked(analyst, linked_text="", parent=asked(analyst))
    assert judge(again, "right").example.pattern == ":v1 <investor>投过哪些公司"


@pytest.mark.parametrize(
    "changes",
    [
        {"linked_text": ":v1 <place> 的呢", "plan": DEALS},
        {"linked_text": "", "plan": DEALS},
        {"linked_text": "", "values": [{"name": "v1", "kind": "company"}]},
        {"linked_text": BACKED, "plan": None},
        {"linked_text": BACKED, "engine": "person"},
    ],
    ids=["follow-up", "other plan", "other kind", "sql", "by hand"],
)
def test_words_and_plans_that_are_no_pair_are_not_remembered(analyst: User, changes: dict) -> None:
    question = asked(analyst, parent=asked(analyst), **changes)
    assert judge(question, "right").example is None


def test_a_verdict_taken_back_takes_its_example_along(analyst: User) -> None:
    question = asked(analyst)
    judge(question, "right")
    take_back(question)
    assert not Feedback.objects.exists() and not Example.objects.exists()
    take_back(question)


def test_an_example_that_others_spoke_for_or_a_reviewer_decided_stays(
    analyst: User, colleague: User, reviewer: User
) -> None:
    mine, theirs = asked(analyst), asked(colleague)
    judge(mine, "right")
    example = judge(theirs, "right").example
    take_back(mine)
    assert Example.objects.get() == example
    decide(example, "approved", reviewer)
    take_back(theirs)
    assert Example.objects.get() == example
