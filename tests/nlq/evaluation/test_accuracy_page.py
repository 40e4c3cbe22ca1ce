"""The page «Accuracy»: who reads it, what it says when there is nothing, one run, and many; whose words it shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from crm.models import User
from nlq.evaluation.shown import drawn
from nlq.memory.judging import judge
from nlq.models import AccuracyRun, Question
from tests.nlq.memory.conftest import asked
from tests.nlq.memory.test_feedback_page import browser_of

PATH = "/ask/accuracy/"
FIRST = date(2026, 3, 1)


@pytest.fixture
def reviewer(db: None) -> User:
    return User.objects.create_user("ruth", password="a-long-password-4", is_staff=True)


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user("nova", password="a-long-password-3")


def run_on(day: int = 0, right: int = 9, *failed: Question, **changes: Any) -> AccuracyRun:
    """Ten questions in two languages."""
    failures = [{"question": one.pk, "outcome": "wrong", "grade": "composed", "caution": False} for one in failed]
    fields: dict[str, Any] = {
        "ran_on": FIRST + timedelta(days=day),
        "asked": 10,
        "right": right,
        "wrong": 10 - right,
        "wrong_bare": 1,
        "refused": 0,
        "clarified": 0,
        "errors": 0,
        "objected": 4,
        "repeated": 2,
        "left_out": 0,
        "by_language": {"en": [right - 5, 5], "zh": [5, 5]},
        "by_grade": {"": [0, 1], "composed": [right, 9]},
        "failures": [{**failure, "expected": 3, "given": 7} for failure in failures],
    }
    return AccuracyRun.objects.create(**fields | changes)


def page(reader: User, language: str = "en") -> str:
    return browser_of(reader, language).get(PATH).content.decode()


def test_only_staff_and_reviewers_read_it(client: Client, analyst: User, colleague: User, reviewer: User) -> None:
    assert client.get(PATH)["Location"] == f"/accounts/login/?next={PATH}"
    assert browser_of(analyst).get(PATH).status_code == 404
    colleague.groups.add(Group.objects.get(name="managers"))
    assert [browser_of(user).get(PATH).status_code for user in (colleague, reviewer)] == [200, 200]


def test_reviewers_find_it_where_they_find_the_memory(analyst: User, reviewer: User) -> None:
    link = f'href="{PATH}"'
    assert link in browser_of(reviewer).get(f"/ask/{asked(reviewer).pk}/").content.decode()
    assert link not in browser_of(analyst).get(f"/ask/{asked(analyst).pk}/").content.decode()


def test_without_any_judgement_it_says_how_to_begin(reviewer: User) -> None:
    assert "press «Right» or «Wrong» below its answer" in page(reviewer) and 'href="/ask/"' in page(reviewer)
    assert "再在答案下方点“对”或“不对”" in page(reviewer, "zh-hans")


def test_before_the_first_night_it_says_when_and_how(analyst: User, reviewer: User) -> None:
    judge(asked(analyst), "right")
    shown = page(reviewer)
    assert "1 answer has been called right or wrong. It is measured tonight." in shown
    assert "manage.py nlq_eval --confirmed" in shown


def test_the_latest_figures_stand_in_both_languages(reviewer: User) -> None:
    run_on(0, 6), run_on(1, 9)
    shown = page(reviewer)
    for text in ("90.0%", "9 of 10 confirmed questions", "1 of 1 wrong answers", "of 4 called wrong before", "80.0%"):
        assert text in shown, text
    assert "60.0%" not in shown
    chinese = page(reviewer, "zh-hans")
    assert "<h1>准确率</h1>" in chinese and "10 个已确认问题中答对 9 个" in chinese and "按答案等级" in chinese


def test_the_readers_own_failures_are_linked_and_others_only_counted(reviewer: User, colleague: User) -> None:
    mine = asked(reviewer, question="Who backed Alder?")
    run_on(0, 8, mine, asked(colleague, question="A secret of nova"))
    shown = page(reviewer)
    assert f'<a href="/ask/{mine.pk}/">Who backed Alder?</a>' in shown and "Rows: 7 instead of 3." in shown
    assert "A secret of nova" not in shown and "1 question of another person." in shown


def test_words_of_a_question_stay_text(reviewer: User) -> None:
    run_on(0, 9, asked(reviewer, question="<script>alert(1)</script>"))
    assert "<script>alert" not in page(reviewer)


def test_a_question_that_is_gone_is_nobodys(reviewer: User, colleague: User) -> None:
    gone = asked(colleague)
    run_on(0, 9, gone)
    gone.delete()
    assert "another person" not in page(reviewer)


def test_the_line_has_a_point_a_run_for_all_and_each_language(reviewer: User) -> None:
    runs = [run_on(day, right) for day, right in enumerate((7, 9))]
    spec = drawn(runs, "en")
    assert spec is not None
    data = spec["datasets"][spec["data"]["name"]]
    assert {(one["label"], one["series"], one["value"]) for one in data} == {
        ("2026-03-01", "All", 70.0),
        ("2026-03-01", "English", 40.0),
        ("2026-03-01", "中文", 100.0),
        ("2026-03-02", "All", 90.0),
        ("2026-03-02", "English", 80.0),
        ("2026-03-02", "中文", 100.0),
    }
    assert spec["encoding"]["y"]["scale"] == {"domain": [0, 100]}
    assert spec["encoding"]["color"]["sort"] == ["All", "English", "中文"]


def test_the_line_holds_the_last_thirty_runs(reviewer: User) -> None:
    for day in range(31):
        run_on(day, 9 - day % 2)
    shown = page(reviewer)
    assert "2026-03-31" in shown and "2026-03-02" in shown and "2026-03-01" not in shown


def test_one_run_is_no_line_and_one_unchanging_language_none_either(reviewer: User) -> None:
    run_on(0)
    assert "The line begins with the second measurement." in page(reviewer)
    AccuracyRun.objects.all().delete()
    for day in range(2):
        run_on(day, by_language={"zh": [9, 10]})
    assert "The share has not changed." in page(reviewer)


def test_a_run_of_objections_alone_has_no_share(reviewer: User) -> None:
    run_on(0, asked=0, right=0, wrong=0, wrong_bare=0, by_language={}, by_grade={})
    assert "<dd>—</dd>" in page(reviewer)


def test_more_failures_cost_no_more_queries(reviewer: User, django_assert_num_queries: Any) -> None:
    client = browser_of(reviewer)
    run_on(0, 9, asked(reviewer))
    with django_assert_num_queries(6) as few:
        assert client.get(PATH).status_code == 200
    AccuracyRun.objects.all().delete()
    run_on(0, 3, *(asked(reviewer) for _ in range(7)))
    with django_assert_num_queries(6) as many:
        assert client.get(PATH).status_code == 200
    assert len(few) == len(many)
