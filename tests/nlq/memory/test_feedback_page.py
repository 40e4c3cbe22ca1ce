"""The buttons under an answer and the review page: who may, what they see, with and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from crm.models import User
from nlq.memory.judging import judge
from nlq.models import Example, Feedback, Question
from tests.nlq.memory.conftest import COMPANIES, DEALS, asked

HTMX = {"HX-Request": "true"}


def browser_of(user: User, language: str = "en", **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def say(
    client: Client, question: Question, verdict: str = "right", headers: dict[str, str] | None = None, **more: str
) -> Any:
    return client.post(f"/ask/{question.pk}/feedback/", {"verdict": verdict, **more}, headers=headers or {})


# The buttons


def test_an_answer_asks_whether_it_is_right(analyst: User) -> None:
    page = browser_of(analyst).get(f"/ask/{asked(analyst).pk}/").content.decode()
    assert "Is this answer right?" in page
    assert page.count('aria-pressed="false"') == 2 and "Question memory" not in page


def test_without_scripts_a_verdict_comes_back_to_the_answer(analyst: User) -> None:
    question, client = asked(analyst), browser_of(analyst)
    response = say(client, question)
    assert response["Location"] == f"/ask/{question.pk}/#feedback-{question.pk}"
    page = client.get(f"/ask/{question.pk}/").content.decode()
    assert page.count('aria-pressed="true"') == 1 and "once a reviewer approves" in page


def test_with_scripts_a_verdict_changes_its_own_part(analyst: User) -> None:
    question = asked(analyst)
    part = say(browser_of(analyst, "zh-hans"), question, "wrong", HTMX).content.decode()
    assert "<html" not in part and f'id="feedback-{question.pk}"' in part
    assert "以后您这样问，不会再这样理解。" in part and 'name="comment"' in part


def test_a_verdict_can_be_changed_and_explained(analyst: User) -> None:
    question, client = asked(analyst), browser_of(analyst)
    say(client, question)
    say(client, question, "wrong", comment="counts deals twice")
    assert (Feedback.objects.get().verdict, Feedback.objects.get().comment) == ("wrong", "counts deals twice")
    assert 'value="counts deals twice"' in client.get(f"/ask/{question.pk}/").content.decode()


@pytest.mark.parametrize(("verdict", "comment"), [("", ""), ("perhaps", ""), ("wrong", "x" * 301), ("wrong", "a\x00b")])
def test_what_is_no_verdict_changes_nothing(analyst: User, verdict: str, comment: str) -> None:
    response = say(browser_of(analyst), asked(analyst), verdict, HTMX, comment=comment)
    assert response.status_code == 422 and 'role="alert"' in response.content.decode()
    assert not Feedback.objects.exists()


def test_a_verdict_is_taken_back_by_pressing_it_again(analyst: User) -> None:
    question = asked(analyst)
    browser = browser_of(analyst)
    pressed = say(browser, question, "wrong", HTMX).content.decode()
    assert 'value="none" aria-pressed="true">Wrong' in pressed
    released = say(browser, question, "none", HTMX).content.decode()
    assert 'aria-pressed="true"' not in released
    assert not Feedback.objects.exists()


def test_anothers_question_is_not_there(analyst: User, stranger: User) -> None:
    assert say(browser_of(stranger), asked(analyst)).status_code == 404
    assert not Feedback.objects.exists()


@pytest.mark.parametrize("status", ["refused", "clarify", "error"])
def test_only_an_answer_is_right_or_wrong(analyst: User, status: str) -> None:
    assert say(browser_of(analyst), asked(analyst, status=status)).status_code == 404


def test_a_post_from_elsewhere_is_refused(analyst: User, reviewer: User) -> None:
    question = asked(analyst)
    example = judge(question, "right").example
    assert say(browser_of(analyst, enforce_csrf_checks=True), question, "wrong").status_code == 403
    client = browser_of(reviewer, enforce_csrf_checks=True)
    assert client.post(f"/ask/memory/{example.pk}/", {"state": "approved"}).status_code == 403


@pytest.mark.parametrize("path", ["/ask/memory/", "/ask/memory/1/", "/ask/1/feedback/"])
def test_a_stranger_is_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"


def test_a_read_of_an_address_that_writes_changes_nothing(analyst: User, reviewer: User) -> None:
    question = asked(analyst)
    example = judge(question, "right").example
    assert browser_of(analyst).get(f"/ask/{question.pk}/feedback/?verdict=wrong")["Location"] == f"/ask/{question.pk}/"
    browser_of(reviewer).get(f"/ask/memory/{example.pk}/?state=approved")
    assert (Feedback.objects.get().verdict, Example.objects.get().state) == ("right", "proposed")


# The review page


def test_only_reviewers_see_and_decide(analyst: User) -> None:
    example = judge(asked(analyst), "right").example
    client = browser_of(analyst)
    assert client.get("/ask/memory/").status_code == 404
    assert client.post(f"/ask/memory/{example.pk}/", {"state": "approved"}).status_code == 404
    assert Example.objects.get().state == "proposed"


def test_a_member_of_the_group_managers_reviews(colleague: User) -> None:
    colleague.groups.add(Group.objects.get(name="managers"))
    assert browser_of(colleague).get("/ask/memory/").status_code == 200


def test_a_right_taken_from_the_managers_stays_taken(db: None) -> None:
    Group.objects.get(name="managers").permissions.clear()
    call_command("migrate", verbosity=0)
    assert not Group.objects.get(name="managers").permissions.exists()


def test_a_reviewer_reads_question_sentence_plan_and_judges_but_no_value(analyst: User, reviewer: User) -> None:
    judge(asked(analyst), "wrong", "should be deals")
    page = browser_of(reviewer).get("/ask/memory/").content.decode()
    for shown in ("investor", "投过哪些公司", "companies", "investments", "lin", "should be deals", "wrong: 1 person"):
        assert shown in page, shown
    assert "云杉秘密资本" not in page and "no longer fits" not in page
    assert "〈investor〉" in page, "the sentence is said with a made-up value"


def test_the_page_reads_chinese(analyst: User, reviewer: User) -> None:
    judge(asked(analyst), "right")
    page = browser_of(reviewer, "zh-hans").get("/ask/memory/").content.decode()
    assert "问题记忆" in page and "认为正确：1 人" in page and "例如理解为" in page and "待审核" in page


def test_a_decision_moves_an_example_and_says_who_made_it(analyst: User, reviewer: User) -> None:
    example = judge(asked(analyst), "right").example
    client = browser_of(reviewer)
    response = client.post(f"/ask/memory/{example.pk}/", {"state": "approved", "back": "proposed"})
    assert response["Location"] == "/ask/memory/?state=proposed"
    assert "There are no examples here." in client.get("/ask/memory/").content.decode()
    assert "reviewed by ruth" in client.get("/ask/memory/?state=approved").content.decode()
    away = client.post(f"/ask/memory/{example.pk}/", {"state": "proposed", "back": "//elsewhere.example"})
    assert away["Location"] == "/ask/memory/?state=approved"
    client.post(f"/ask/memory/{example.pk}/", {"state": "proposed", "back": "approved"})
    assert (Example.objects.get().state, Example.objects.get().reviewer) == ("proposed", None)


def test_an_unknown_state_decides_nothing(analyst: User, reviewer: User) -> None:
    example = judge(asked(analyst), "right").example
    assert browser_of(reviewer).post(f"/ask/memory/{example.pk}/", {"state": "maybe"}).status_code == 302
    assert Example.objects.get().state == "proposed"
    assert browser_of(reviewer).get("/ask/memory/?state=maybe&page=x").status_code == 200


def test_a_plan_of_another_version_is_shown_as_such(analyst: User, reviewer: User) -> None:
    judge(asked(analyst), "right")
    Example.objects.update(plan={"from": "moons"})
    assert "no longer fits the records" in browser_of(reviewer).get("/ask/memory/").content.decode()


def test_more_examples_cost_no_more_queries(
    analyst: User, colleague: User, reviewer: User, django_assert_num_queries: Any
) -> None:
    client = browser_of(reviewer)
    judge(asked(analyst), "right")
    client.get("/ask/memory/")
    with django_assert_num_queries(6) as few:
        assert client.get("/ask/memory/").status_code == 200
    for number, user in enumerate((analyst, colleague) * 5):
        judge(asked(user, linked_text=f":v1 <investor> 第{number}问", plan=(COMPANIES, DEALS)[number % 2]), "right")
    with django_assert_num_queries(len(few)) as many:
        assert client.get("/ask/memory/").status_code == 200
    assert Example.objects.count() > 1 and len(many) == len(few)
