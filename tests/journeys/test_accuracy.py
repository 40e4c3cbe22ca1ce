"""The page «Accuracy» in a real browser: reached from an answer, its line drawn, on a telephone and a wide screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from crm.models import User
from nlq.models import Question
from tests.journeys.test_asking import PASSWORD, sign_in
from tests.nlq.evaluation.test_accuracy_page import run_on
from tests.nlq.memory.conftest import asked

pytestmark = pytest.mark.browser
LONG = "Which investors that backed a robotics company in Shanghai last year have not met with us since?"


@pytest.fixture
def question(live_url: str) -> Question:
    return asked(User.objects.create_user("lin", password=PASSWORD, is_staff=True), question=LONG)


@pytest.mark.parametrize(("width", "language"), [(360, "en"), (1440, "en"), (360, "zh"), (1440, "zh")])
def test_a_reviewer_reads_accuracy(page: Page, live_url: str, question: Question, width: int, language: str) -> None:
    other = asked(User.objects.create_user("nova"), question="A secret of nova")
    for day in range(12):
        run_on(day, 9 - day % 3, question, other, left_out=3)
    sign_in(page, live_url)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_url}/ask/{question.pk}/")
    if language == "zh":
        page.get_by_role("button", name="切换到中文").click()
    page.get_by_role("link", name="准确率" if language == "zh" else "Accuracy").click()
    expect(page.locator(".chart-view svg")).to_be_visible(timeout=30_000)
    expect(page.locator(".figures")).to_contain_text("70.0%")
    expect(page.get_by_role("link", name=LONG)).to_be_visible()
    assert "A secret of nova" not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_empty_page_fits_a_telephone(page: Page, live_url: str, question: Question) -> None:
    sign_in(page, live_url)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_url}/ask/accuracy/")
    expect(page.get_by_text("Nobody has called an answer right or wrong yet.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
