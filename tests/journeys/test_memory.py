"""Question memory in a real browser: a person says wrong, then right, and a reviewer approves, on a telephone too."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crm.models import User
from nlq.models import Example, Feedback, Question
from tests.journeys.test_asking import PASSWORD, sign_in
from tests.nlq.memory.conftest import asked

pytestmark = pytest.mark.browser


@pytest.fixture
def question(live_url: str) -> Question:
    return asked(User.objects.create_user("lin", password=PASSWORD, is_staff=True))


def narrow(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url


def test_an_answer_is_called_wrong_then_right_and_approved(page: Page, live_url: str, question: Question) -> None:
    sign_in(page, live_url)
    page.goto(f"{live_url}/ask/{question.pk}/")
    page.get_by_role("button", name="Wrong").click()
    expect(page.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
    comment = page.get_by_label("What is wrong with it?")
    comment.fill("should be deals")
    comment.press("Enter")
    expect(page.locator(".feedback .hint")).to_contain_text("will not be read like this again. The comment is saved.")
    expect(comment).to_have_value("should be deals")
    assert Feedback.objects.get().comment == "should be deals"
    page.get_by_role("button", name="Right").click()
    expect(page.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "true")
    expect(comment).to_have_count(0)
    narrow(page)
    page.get_by_role("link", name="Question memory").click()
    expect(page.locator(".example .slot")).to_have_text("investor")
    narrow(page)
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("link", name="Approved").click()
    expect(page.locator(".example .facts")).to_contain_text("reviewed by lin")
    assert Example.objects.get().state == "approved"


def test_it_works_without_scripts_and_in_chinese(browser: Any, live_url: str, question: Question) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    sign_in(page, live_url)
    page.goto(f"{live_url}/ask/{question.pk}/")
    page.get_by_role("button", name="切换到中文").click()
    page.get_by_role("button", name="对", exact=True).click()
    expect(page.locator(".feedback .hint")).to_contain_text("以后您这样问")
    page.get_by_role("link", name="问题记忆").click()
    expect(page.locator(".example")).to_contain_text("认为正确：1 人")
    context.close()
