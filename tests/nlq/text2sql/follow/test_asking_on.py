"""Follow-ups on the whole way: the service, the Ask page and the command line."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from crm.demo.load import load
from crm.models import User
from nlq.models import Question
from nlq.text2sql import ask as asking
from nlq.text2sql.answer import Answer
from nlq.text2sql.keeping import kept_answer
from tests.nlq.text2sql.follow.conftest import TODAY
from tests.nlq.text2sql.test_ask import QueuedPlanner

SHANGHAI = {"from": "companies", "where": [["place", "=", ":v1"]]}


@pytest.fixture
def demo(transactional_db: None) -> User:
    load(TODAY)
    return User.objects.get(username="demo")


def ask(question: str, user: User, *plans: dict | None, follows: int | None = None) -> Answer:
    return asking.ask(question, user=user, language="zh", today=TODAY, planner=QueuedPlanner(*plans), follows=follows)


def test_a_follow_up_runs_the_edited_plan_and_is_kept_with_its_parent(demo: User) -> None:
    first = ask("上海的公司有哪些", demo, SHANGHAI)
    then = ask("一共多少家", demo, follows=first.id)
    assert (then.status, then.grade, then.caution) == ("answered", "composed", False)
    assert then.rows == ((len(first.rows),),)
    assert then.changes == ("改看：数量",) and then.follows == first.id
    row = Question.objects.get(pk=then.id)
    assert (row.parent_id, row.engine) == (first.id, "follow")
    assert row.plan == {**SHANGHAI, "show": ["count"]}
    assert kept_answer(row).changes == then.changes and kept_answer(row).follows == first.id


def test_a_question_of_its_own_is_asked_as_one(demo: User) -> None:
    first = ask("上海的公司有哪些", demo, SHANGHAI)
    then = ask("本周到期的任务有哪些", demo, {"from": "tasks"}, follows=first.id)
    assert then.changes == () and then.follows is None
    assert Question.objects.get(pk=then.id).parent_id is None


def test_another_persons_question_cannot_be_followed(demo: User, client: Client) -> None:
    first = ask("上海的公司有哪些", demo, SHANGHAI)
    other = User.objects.get(username="lin")
    assert ask("只看做机器人的", other, None, follows=first.id).changes == ()
    client.force_login(other)
    assert client.post("/ask/", {"question": "只看做机器人的", "follows": first.id}).status_code == 404


def test_an_ambiguous_name_is_asked_back_and_the_choice_goes_on_following(demo: User, client: Client) -> None:
    first = ask("上海的公司有哪些", demo, SHANGHAI)
    back = ask("换成云杉", demo, follows=first.id)
    assert back.status == "clarify" and set(back.options) == {"换成云杉智能", "换成云杉医疗"}
    client.force_login(demo)
    assert f'name="follows" value="{first.id}"' in client.get(f"/ask/{back.id}/").content.decode()


def test_the_page_follows_up_with_and_without_scripts(demo: User, client: Client) -> None:
    client.force_login(demo)
    client.cookies["django_language"] = "zh-hans"
    first = ask("上海的公司有哪些", demo, SHANGHAI)
    page = client.get(f"/ask/{first.id}/").content.decode()
    assert f'<input type="hidden" name="follows" value="{first.id}">' in page and "接着问" in page
    posted = {"question": "换成北京", "follows": first.id}
    plain = client.post("/ask/", posted, follow=True).content.decode()
    part = client.post("/ask/", posted, headers={"HX-Request": "true"}).content.decode()
    for shown in (plain, part):
        assert "地点由“上海”改为“北京”" in shown and f'href="/ask/{first.id}/"' in shown
    assert "<html" not in part


def test_a_file_of_questions_follows_up_earlier_lines(
    demo: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlq.text2sql.ask.shipped_planner", lambda: QueuedPlanner(SHANGHAI))
    lines = [
        {"id": "a", "question": "上海的公司有哪些"},
        {"id": "b", "question": "换成北京", "follows": "a"},
        {"id": 3, "question": "一共多少家", "follows": "b"},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps({**line, "today": str(TODAY), "user": "demo"}) for line in lines))
    out = StringIO()
    call_command("ask", file=file, json=True, stdout=out)
    printed = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["status"] for line in printed] == ["answered"] * 3
    assert printed[1]["params"] == {"v2": "北京"}
    assert printed[2]["rows"] == [[len(printed[1]["rows"])]]


def test_a_line_that_follows_none_before_it_is_an_error(demo: User, tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({"id": "a", "question": "换成北京", "follows": "z"}))
    with pytest.raises(CommandError, match="z"):
        call_command("ask", file=file, json=True, stdout=StringIO())
