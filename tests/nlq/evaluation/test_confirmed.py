"""What people confirmed, asked again: whose, as whom, compared with what, and what is kept of it."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from celery.schedules import crontab
from django.core.management import CommandError, call_command

from crm.celery import app
from crm.models import Company, Organisation, User
from nlq.evaluation.accuracy import Measured, measure, own_failures
from nlq.evaluation.confirmed import judged_questions
from nlq.memory.judging import judge
from nlq.models import AccuracyRun, Feedback, Question
from nlq.tasks import measure_accuracy
from nlq.text2sql.ask import ask, rerun_with_values, run_sql
from tests.nlq.table_planner import TablePlanner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_connection")]
TODAY = date(2026, 3, 31)
HOW_MANY = "How many are there?"
ALL = {"from": "companies"}
COUNT = {"from": "companies", "show": ["count"]}
INVESTORS = {"from": "investors", "show": ["count"]}


def kept(user: User, plan: Any = COUNT, question: str = HOW_MANY, language: str = "en") -> Question:
    planner = TablePlanner({question: plan})
    answer = ask(question, user=user, language=language, today=TODAY, planner=planner, recall=False)
    return Question.objects.get(pk=answer.id)


def measured(plan: Any = COUNT, today: date = TODAY, confidence: float = 0.9) -> Measured:
    found = measure(today, TablePlanner({HOW_MANY: plan}, confidence))
    assert found is not None
    return found


def test_what_gives_the_confirmed_rows_is_right(companies: None, asker: User) -> None:
    judge(kept(asker), "right")
    run = measured().run
    assert (run.asked, run.right, run.by_language, run.by_grade) == (1, 1, {"en": [1, 1]}, {"composed": [1, 1]})
    assert run.failures == []


def test_new_records_are_no_mistake(companies: None, asker: User) -> None:
    judge(kept(asker), "right")
    Company.objects.create(organisation=Organisation.objects.create(name="Cedar"))
    assert measured().run.right == 1


def test_another_answer_is_wrong_and_kept_without_words(companies: None, asker: User) -> None:
    question = kept(asker)
    judge(question, "right")
    sure, unsure = measured(ALL).run, measured(ALL, confidence=0.1).run
    assert (sure.asked, sure.right, sure.wrong, sure.wrong_bare) == (1, 0, 1, 1)
    assert (unsure.wrong, unsure.wrong_bare, unsure.by_grade) == (1, 0, {"draft": [0, 1]})
    failure = {"question": question.pk, "outcome": "wrong", "grade": "composed", "caution": False}
    assert sure.failures == [{**failure, "expected": 1, "given": 2}]


def test_what_is_refused_now_is_no_longer_right(companies: None, asker: User) -> None:
    judge(kept(asker), "right")
    run = measured(None).run
    assert (run.refused, run.right, run.by_grade) == (1, 0, {"": [0, 1]})


def test_memory_does_not_answer_its_own_examination(companies: None, asker: User) -> None:
    judge(kept(asker), "right")
    assert ask(HOW_MANY, user=asker, language="en", today=TODAY, planner=TablePlanner({})).grade == "confirmed"
    assert measured(None).run.refused == 1


def test_each_question_is_asked_with_its_askers_rights(companies: None, asker: User) -> None:
    for user in (asker, User.objects.get(username="mora")):
        judge(kept(user), "right")
    found = measured()
    assert sorted(item.answer.rows for item in found.confirmed) == [((2,),), ((3,),)]
    assert found.run.right == 2


def test_a_question_is_asked_for_the_day_that_it_was_asked_for(asker: User) -> None:
    plan = {"from": "tasks", "where": [["due_on", "=", ":today"]], "show": ["count"]}
    judge(kept(asker, plan), "right")
    (item,) = measured(plan, today=date(2026, 9, 9)).confirmed
    assert item.is_right and TODAY in item.answer.params.values()


def test_what_was_called_wrong_counts_only_where_it_comes_again(companies: None, asker: User) -> None:
    judge(kept(asker), "wrong")
    again, otherwise = measured().run, measured(ALL).run
    assert (again.asked, again.objected, again.repeated) == (0, 1, 1)
    assert (otherwise.asked, otherwise.objected, otherwise.repeated, otherwise.failures) == (0, 1, 0, [])
    assert [failure["outcome"] for failure in again.failures] == ["repeated"]


def test_sql_that_a_person_mended_and_confirmed_is_what_counts(companies: None, asker: User) -> None:
    first = kept(asker, INVESTORS)
    judge(first, "wrong")
    mended = run_sql("SELECT count(*) AS n FROM companies", first.pk, user=asker, language="en", today=TODAY)
    judge(Question.objects.get(pk=mended.id), "right")
    run = measured(COUNT).run
    assert (run.asked, run.right, run.objected) == (1, 1, 0), "the latest word on a wording counts"
    assert measured(INVESTORS).run.right == 0


def test_a_changed_value_is_left_out_since_the_words_do_not_say_it(companies: None, asker: User) -> None:
    first = kept(asker)
    changed = rerun_with_values(first.pk, {}, user=asker, language="en", today=TODAY)
    judge(Question.objects.get(pk=changed.id), "right")
    chosen = judged_questions()
    assert (chosen.judged, chosen.left_out) == ((), 1)
    assert measure(TODAY) is None and not AccuracyRun.objects.exists()


def test_a_follow_up_is_asked_after_its_question(companies: None, asker: User) -> None:
    Organisation.objects.filter(name="杉木科技").update(province="上海")
    first = kept(asker, ALL, "Which companies are there?")
    answer = ask("只看上海的", user=asker, language="zh", today=TODAY, follows=first.pk)
    assert len(answer.rows) == 1 and "杉木科技" in answer.rows[0]
    judge(Question.objects.get(pk=answer.id), "right")
    found = measure(TODAY, TablePlanner({}))
    assert found is not None and (found.run.asked, found.run.right, found.run.by_language) == (1, 1, {"zh": [1, 1]})


def test_who_has_left_is_not_asked_for(companies: None, asker: User) -> None:
    judge(kept(asker), "right")
    User.objects.filter(pk=asker.pk).update(is_active=False)
    chosen = judged_questions()
    assert (chosen.judged, chosen.left_out) == ((), 1)


def test_sql_that_no_longer_runs_is_left_out(companies: None, asker: User) -> None:
    question = kept(asker)
    judge(question, "right")
    Question.objects.filter(pk=question.pk).update(sql="SELECT gone FROM analyst.companies")
    run = measured().run
    assert (run.asked, run.left_out) == (0, 1)


def test_one_run_asks_no_more_than_its_limit(companies: None, asker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlq.evaluation.confirmed.MOST", 1)
    for text in ("How many?", HOW_MANY):
        judge(kept(asker, question=text), "right")
    chosen = judged_questions()
    assert ([judged.question.question for judged in chosen.judged], chosen.left_out) == ([HOW_MANY], 1)


def test_a_day_is_kept_once_and_nothing_among_the_askers_questions(companies: None, asker: User) -> None:
    judge(kept(asker), "right")
    measured(ALL)
    measured()
    assert [run.right for run in AccuracyRun.objects.all()] == [1]
    assert (Question.objects.count(), Feedback.objects.count()) == (1, 1)


def test_a_reader_gets_their_own_failures_only(companies: None, asker: User) -> None:
    judge(kept(asker), "right")
    run = measured(ALL).run
    assert [failure.question.asker for failure in own_failures(run, asker)] == [asker]
    assert own_failures(run, User.objects.get(username="mora")) == []


def test_the_command_measures_keeps_and_reports(
    companies: None, asker: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    judge(kept(asker), "right")
    monkeypatch.setattr("nlq.text2sql.ask.shipped_planner", lambda: TablePlanner({HOW_MANY: ALL}))
    out, page = StringIO(), tmp_path / "page.md"
    call_command("nlq_eval", confirmed=True, today=TODAY, json=True, report=page, stdout=out, stderr=StringIO())
    data = json.loads(out.getvalue())
    assert (data["questions"], data["wrong"], AccuracyRun.objects.get().ran_on) == (1, 1, TODAY)
    assert HOW_MANY in page.read_text(encoding="utf-8")


def test_the_command_says_that_nothing_is_judged_yet(asker: User) -> None:
    with pytest.raises(CommandError):
        call_command("nlq_eval", confirmed=True)


def test_the_clock_measures_every_night(companies: None, asker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = app.conf.beat_schedule["measure-accuracy"]
    assert entry["task"] in app.tasks and entry["schedule"] == crontab(hour="3", minute="20")
    judge(kept(asker), "right")
    monkeypatch.setattr("nlq.text2sql.ask.shipped_planner", lambda: TablePlanner({HOW_MANY: COUNT}))
    measure_accuracy()
    measure_accuracy()
    assert [run.right for run in AccuracyRun.objects.all()] == [1]
