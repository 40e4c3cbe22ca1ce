"""The four outcomes and a follow-up in a real browser, both languages: answered with a grade, asked back, nearest, refused."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crm.demo.load import load
from crm.models import User
from nlq.text2sql import ask as asking
from tests.journeys.test_asking import PASSWORD
from tests.nlq.text2sql.test_ask import TODAY, QueuedPlanner

pytestmark = pytest.mark.browser
OF_PLACE = {"from": "companies", "where": [["place", "=", ":v1"]]}
HAN = re.compile(r"[一-鿿]")
WIDTHS = (360, 1440)


@pytest.fixture
def demo(live_url: str) -> User:
    load(TODAY)
    user = User.objects.get(username="demo")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def planner(monkeypatch: pytest.MonkeyPatch) -> QueuedPlanner:
    """All of asking is real but the model: it gives the next outcome of a queue."""
    queued = QueuedPlanner()
    monkeypatch.setattr(asking, "shipped_planner", lambda: queued)
    return queued


@pytest.fixture
def asker(page: Page, live_url: str, demo: User) -> Page:
    page.goto(f"{live_url}/ask/")
    page.get_by_label("Username").fill("demo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/ask/")
    return page


def in_chinese(page: Page) -> None:
    page.get_by_role("button", name="切换到中文").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))


def ask(page: Page, question: str) -> None:
    page.locator("#question, [name=question]").first.fill(question)
    page.locator("#question, [name=question]").first.press("Enter")
    expect(page.locator(".asked")).to_have_text(question)


def fits(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_sure_answer_and_a_draft_look_apart(asker: Page, planner: QueuedPlanner, language: str) -> None:
    if language == "zh":
        in_chinese(asker)
    question = {"en": "companies in Shanghai", "zh": "上海的公司有哪些"}[language]
    planner.outcomes = [OF_PLACE, OF_PLACE]
    ask(asker, question)
    badge = asker.locator(".badge.composed")
    expect(badge).to_be_visible()
    assert bool(HAN.search(badge.inner_text())) == (language == "zh")
    expect(asker.locator(".answer .banner")).to_have_count(0)
    planner.confidence = 0.3
    ask(asker, question)
    expect(asker.locator(".badge.draft")).to_be_visible()
    expect(asker.locator(".answer .banner")).to_contain_text({"en": "Check this answer", "zh": "核对"}[language])
    fits(asker)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_question_back_has_three_choices_at_most_and_one_click_answers(asker: Page, planner: QueuedPlanner, language: str) -> None:
    if language == "zh":
        in_chinese(asker)
    ask(asker, {"en": "all rounds of 云杉", "zh": "云杉的历轮融资"}[language])
    choices = asker.locator(".choice")
    assert 2 <= choices.count() <= 3
    expect(asker.locator(".reply h2")).to_contain_text({"en": "Which one do you mean?", "zh": "哪"}[language])
    fits(asker)
    planner.outcomes = [{"from": "deals", "where": [["company", "=", ":v1"]]}]
    chosen = choices.first.inner_text().strip()
    choices.first.click()
    expect(asker.locator(".asked")).to_have_text(chosen)
    expect(asker.locator(".sentence")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_not_understood_turns_to_the_nearest_questions_about_the_same_record(
    asker: Page, planner: QueuedPlanner, language: str
) -> None:
    if language == "zh":
        in_chinese(asker)
    planner.outcomes = [None]
    ask(asker, {"en": "does 星澜战投 feel like a fit for our vibe", "zh": "星澜战投跟咱们气场合不合"}[language])
    choices = asker.locator(".choice")
    assert choices.count() == 3
    assert all("星澜战投" in text for text in choices.all_inner_texts())
    planner.outcomes = ["no_data"]
    ask(asker, {"en": "what will the weather be", "zh": "明天天气怎么样"}[language])
    said = asker.locator(".reply").inner_text()
    assert {"en": "do not hold", "zh": "没有"}[language] in said
    fits(asker)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_follow_up_says_what_changed_and_leads_back(asker: Page, planner: QueuedPlanner, language: str) -> None:
    if language == "zh":
        in_chinese(asker)
    planner.outcomes = [OF_PLACE]
    ask(asker, {"en": "companies in Shanghai", "zh": "上海的公司有哪些"}[language])
    follow = asker.locator(".follow [name=question]")
    follow.fill({"en": "only Beijing", "zh": "只看北京的"}[language])
    follow.press("Enter")
    changes = asker.locator(".changes li")
    expect(changes.first).to_contain_text({"en": "Beijing", "zh": "北京"}[language])
    fits(asker)
    asker.locator(".changes a").click()
    expect(asker.locator(".asked")).to_have_text({"en": "companies in Shanghai", "zh": "上海的公司有哪些"}[language])


def test_the_outcomes_work_without_scripts(browser: Any, live_url: str, demo: User, planner: QueuedPlanner) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(f"{live_url}/ask/")
    page.get_by_label("Username").fill("demo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    planner.outcomes = [None, OF_PLACE]
    page.get_by_label("Your question", exact=True).fill("is 星澜战投 a good fit")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.locator(".choice").count() == 3
    page.locator(".choice").first.click()
    expect(page.locator(".asked")).to_contain_text("星澜战投")
    context.close()
