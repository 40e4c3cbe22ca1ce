"""The whole way: questions of a file, asked with a planner that answers from a table, compared with gold SQL."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crm.models import User
from nlq.evaluation import printed, report
from nlq.evaluation.questions import Asked
from nlq.evaluation.score import Scored, score
from nlq.evaluation.summary import percentile, summary
from nlq.memory.judging import judge
from nlq.models import Question
from nlq.text2sql.ask import ask
from tests.nlq.table_planner import TablePlanner

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_connection")]
TODAY = date(2026, 3, 31)
ALL = {"from": "companies"}
COUNT = {"from": "companies", "show": ["count"]}


def question(text: str, sql: str | None, *keys: str, expect: str = "answered", **more: Any) -> Asked:
    fields = {"language": "en", "topic": "count", "difficulty": 1, **more}
    return Asked(text[:12], question=text, today=None, golds=(sql,) if sql else (), keys=keys, expect=expect, **fields)


HOW_MANY = question("How many are there?", "SELECT count(*) AS n FROM companies", "n")
IN_SHANGHAI = question(
    "How many in all of it?", "SELECT count(*) AS n FROM companies WHERE city='上海'", "n", topic="group"
)
DELETE = question("Remove them all", None, expect="refused", topic="write", difficulty=2)
PLANS = {HOW_MANY.question: COUNT, IN_SHANGHAI.question: COUNT}


def scored(user: User, *questions: Asked, confidence: float = 0.9) -> list[Scored]:
    return list(score(questions, user=user, today=TODAY, planner=TablePlanner(PLANS, confidence)))


def test_answers_are_right_or_wrong_by_their_rows(companies: None, asker: User) -> None:
    found = scored(asker, HOW_MANY, IN_SHANGHAI, DELETE)
    assert [item.verdict.outcome for item in found] == ["right", "wrong", "right"]


def test_gold_sees_what_the_asker_sees(companies: None, asker: User) -> None:
    (found,) = scored(asker, HOW_MANY)
    assert found.gold is not None and found.gold.rows == ((2,),)


def test_gold_cannot_write(companies: None, asker: User) -> None:
    (found,) = scored(asker, question(HOW_MANY.question, "CREATE TABLE analyst.x (a int)", "a"))
    assert found.verdict.outcome == "no_gold"


def test_nothing_stays_among_the_askers_questions(companies: None, asker: User) -> None:
    (found,) = scored(asker, HOW_MANY)
    assert found.plan == COUNT and found.linked
    assert not Question.objects.exists()


def test_the_summary_counts_what_nobody_is_warned_of(companies: None, asker: User) -> None:
    sure = summary(scored(asker, HOW_MANY, IN_SHANGHAI, DELETE))
    unsure = summary(scored(asker, HOW_MANY, IN_SHANGHAI, DELETE, confidence=0.1))
    assert (sure.right, sure.wrong, sure.wrong_bare) == (2, 1, 1)
    assert (unsure.right, unsure.wrong, unsure.wrong_bare) == (2, 1, 0)
    assert (round(sure.bare_share), sure.bare_of_wrong, unsure.bare_share) == (33, 100, 0)
    assert (sure.refused_well, sure.refusable, sure.p50_ms > 0) == (1, 1, True)
    groups = {(group.name, group.value): (group.right, group.of) for group in sure.groups}
    assert groups["language", "en"] == (2, 3)
    assert groups["class", "group"] == (0, 1)
    assert groups["difficulty", "2"] == (1, 1)


def test_the_printed_figures_name_the_share(companies: None, asker: User) -> None:
    text = "\n".join(printed.lines(summary(scored(asker, HOW_MANY, IN_SHANGHAI))))
    assert "50.0 %" in text and "count" in text


def test_the_report_shows_both_sides(companies: None, asker: User) -> None:
    page = report.page(scored(asker, HOW_MANY, IN_SHANGHAI))
    assert IN_SHANGHAI.question in page and f"### {HOW_MANY.id} " not in page
    assert IN_SHANGHAI.golds[0] in page and "FROM analyst.companies" in page
    assert '{"from": "companies", "show": ["count"]}' in page
    assert "| 2 |" in page and "| 1 |" in page


def test_the_report_begins_with_figures_and_tables(companies: None, asker: User) -> None:
    page = report.page(scored(asker, HOW_MANY, IN_SHANGHAI))
    assert page.index("50.0 %") < page.index("| 1 | 90.0 % | 0.0 % |") < page.index("| en | 1 | 2 |")
    assert page.index("| en | 1 | 2 |") < page.index(f"### {IN_SHANGHAI.id}")


def test_without_memory_a_confirmed_plan_is_not_recalled(companies: None, asker: User) -> None:
    planner = TablePlanner({HOW_MANY.question: {**COUNT, "where": [["city", "=", "上海"]]}})
    remember(asker, HOW_MANY.question, COUNT)
    with_memory, without = (
        next(score([HOW_MANY], user=asker, today=TODAY, planner=planner, recall=recall)) for recall in (True, False)
    )
    assert (with_memory.is_right, without.is_right) == (True, False)


def remember(user: User, question: str, plan: Any) -> None:
    answer = ask(question, user=user, language="en", today=TODAY, planner=TablePlanner({question: plan}))
    judge(Question.objects.get(pk=answer.id), "right")


def test_shapes_are_told_apart(companies: None, asker: User) -> None:
    odd = question("An odd one", "SELECT count(*) AS n FROM companies c, deals d", "n")
    found = scored(asker, HOW_MANY, IN_SHANGHAI, DELETE, odd)
    assert [item.shape for item in found] == ["seen", "seen", "", "unknown"]
    assert {group.value for group in summary(found).groups if group.name == "shape"} == {"seen", "unknown"}


def test_stored_words_stay_text_on_the_page(companies: None, asker: User) -> None:
    asked = question("Name them", "SELECT name FROM companies WHERE city='深圳'", "name", topic="list")
    planner = TablePlanner({"Name them": ALL})
    page = report.page(list(score([asked], user=asker, today=TODAY, planner=planner)))
    assert r"Birch \*Works\*" in page


@pytest.mark.parametrize(("percent", "expected"), [(50, 2), (95, 4), (0, 1)])
def test_a_percentile_is_one_of_the_values(percent: int, expected: int) -> None:
    assert percentile([4, 1, 3, 2], percent) == expected


def write(file: Path, *lines: dict[str, Any]) -> Path:
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return file


def test_the_command_prints_figures_and_writes_the_page(
    companies: None, asker: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlq.text2sql.ask.shipped_planner", lambda: TablePlanner(PLANS))
    line = {"id": "n1", "lang": "en", "question": IN_SHANGHAI.question, "gold_sql": IN_SHANGHAI.golds[0]}
    file = write(tmp_path / "questions.jsonl", {**line, "key_columns": ["n"], "class": "count", "difficulty": 1})
    out = StringIO()
    call_command("nlq_eval", file=file, report=tmp_path / "page.md", today=TODAY, json=True, stdout=out)
    data = json.loads(out.getvalue())
    assert (data["questions"], data["wrong"], data["verdicts"][0]["outcome"]) == (1, 1, "wrong")
    assert IN_SHANGHAI.question in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_the_command_says_what_is_missing(asker: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("nlq_eval", file=tmp_path / "nowhere.jsonl")
    with pytest.raises(CommandError, match="nobody"):
        call_command("nlq_eval", user="nobody")
