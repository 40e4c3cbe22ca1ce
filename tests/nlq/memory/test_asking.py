"""Memory on the way of a question: recalled before planning, with the asker's own values and rights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError

from crm.demo.load import load
from crm.models import Company, Organisation, User
from nlq.memory.judging import judge
from nlq.memory.plans import canonical_text
from nlq.memory.review import decide
from nlq.models import Example, Question
from nlq.text2sql import ask as asking
from nlq.text2sql.answer import Answer
from nlq.text2sql.link import link
from nlq.text2sql.linked import Linked
from nlq.text2sql.plan import parse
from tests.nlq.text2sql.test_ask import QueuedPlanner

TODAY = date(2026, 11, 22)
PLACE = {"from": "companies", "where": [["place", "=", ":v1"]]}
INVESTORS = {"from": "investors", "where": [["place", "=", ":v1"]]}


class Watched(QueuedPlanner):
    """A planner that notes which plans it was told to leave out."""

    without: tuple[str, ...] = ()

    def plan(self, linked: Any, without: Any = ()) -> Any:
        self.without = tuple(without)
        return super().plan(linked)


@pytest.fixture
def demo(transactional_db: None) -> User:
    load(TODAY)
    return User.objects.get(username="demo")


def ask(user: User, question: str, *outcomes: Any, planner: QueuedPlanner | None = None) -> Answer:
    asked_of = planner or QueuedPlanner(*outcomes)
    return asking.ask(question, user=user, language="zh", today=TODAY, planner=asked_of)


def confirm(user: User, question: str, plan: Any, verdict: str = "right") -> Example:
    example = judge(Question.objects.get(pk=ask(user, question, plan).id), verdict).example
    assert example is not None
    return example


def test_a_confirmed_question_is_answered_from_memory_with_new_values(demo: User) -> None:
    confirm(demo, "上海的公司有哪些", PLACE)
    answer = ask(demo, "北京 的公司有哪些？")
    assert (answer.status, answer.grade, answer.caution, answer.params) == (
        "answered",
        "confirmed",
        False,
        {"v1": "北京"},
    )
    assert "recall" in answer.timings_ms and "generate" not in answer.timings_ms
    row = Question.objects.get(pk=answer.id)
    assert (row.engine, row.plan) == ("memory", PLACE)


def test_a_confirmed_answer_keeps_its_grade_when_a_chip_changes(demo: User) -> None:
    confirm(demo, "上海的公司有哪些", PLACE)
    first = ask(demo, "北京的公司有哪些")
    again = asking.rerun_with_values(first.id or 0, {"v1": "上海"}, user=demo, language="zh", today=TODAY)
    assert (again.grade, again.params) == ("confirmed", {"v1": "上海"})


def test_one_persons_memory_never_reaches_anothers_rights(demo: User) -> None:
    lin, bob = User.objects.get(username="lin"), User.objects.get(username="bob")
    secret = Organisation.objects.create(name="隐秘之星", province="上海", country="CHN")
    Company.objects.create(organisation=secret, owner=lin, visibility="private")
    example = confirm(lin, "上海的公司有哪些", PLACE)
    decide(example, "approved", demo)
    assert "隐秘之星" in str(ask(lin, "上海的公司有哪些").rows)
    recalled = ask(bob, "上海的公司有哪些")
    assert recalled.grade == "confirmed" and "隐秘之星" not in str(recalled)


def test_a_guessed_name_stays_a_doubt(demo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm(demo, "上海的公司有哪些", PLACE)

    def guessing(*args: Any, **kwargs: Any) -> Linked:
        found = link(*args, **kwargs)
        return replace(found, values={name: replace(value, is_guess=True) for name, value in found.values.items()})

    monkeypatch.setattr(asking, "link", guessing)
    answer = ask(demo, "北京的公司有哪些")
    assert (answer.status, answer.grade, answer.caution) == ("answered", "draft", True)


def test_a_plan_called_wrong_is_left_out_by_the_planner(demo: User) -> None:
    confirm(demo, "上海的公司有哪些", INVESTORS, "wrong")
    planner = Watched(PLACE)
    assert ask(demo, "北京的公司有哪些", planner=planner).grade == "composed"
    assert planner.without == (canonical_text(parse(INVESTORS)),)


def test_a_confirmed_plan_that_no_longer_fits_is_planned_anew(demo: User) -> None:
    example = confirm(demo, "上海的公司有哪些", PLACE)
    Example.objects.filter(pk=example.pk).update(plan={"from": "companies", "where": [["moon", "=", ":v1"]]})
    assert ask(demo, "北京的公司有哪些", PLACE).grade == "composed"


def test_memory_that_cannot_be_read_hinders_no_answer(demo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*args: object) -> None:
        raise DatabaseError("no table")

    monkeypatch.setattr(asking, "remembered", gone)
    assert ask(demo, "北京的公司有哪些", PLACE).status == "answered"


def test_without_recall_memory_is_not_asked(demo: User) -> None:
    confirm(demo, "上海的公司有哪些", PLACE)
    planner = QueuedPlanner(INVESTORS)
    answer = asking.ask("北京的公司有哪些", user=demo, language="zh", today=TODAY, planner=planner, recall=False)
    assert (answer.grade, Question.objects.get(pk=answer.id).plan) == ("composed", INVESTORS)


def test_a_second_reading_of_a_question_is_recalled_as_well(demo: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that was answered by its other reading keeps that reading's words as its pattern."""
    plain = link("关键人条款怎么谈的", user=demo, today=TODAY)
    other = link("关键人条款怎么谈的", user=demo, today=TODAY, quoted=("关键人条款",))
    assert (plain.values, other.text) == ({}, ":v1 <text> 怎么谈的")
    both = replace(plain, others=(other,))
    monkeypatch.setattr(asking, "link", lambda *args, **kwargs: both)
    about = {"from": "notes", "where": [["about", ":v1"]]}

    class OfTheOther(QueuedPlanner):
        def plan(self, linked: Linked, without: Any = ()) -> Any:
            return replace(super().plan(other), linked=other)

    answer = ask(demo, "关键人条款怎么谈的", planner=OfTheOther(about))
    judge(Question.objects.get(pk=answer.id), "right")
    again = ask(demo, "关键人条款怎么谈的")
    assert (again.grade, again.params) == ("confirmed", {"v1": "关键人条款"})
