"""Asking in a real browser: sign in, ask, read, sort, change, export, come back; with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from crm.models import User
from nlq.models import Question
from nlq.text2sql.answer import Answer
from nlq.text2sql.run import Column
from tests.nlq.conftest import an_answer, keep

pytestmark = pytest.mark.browser
PASSWORD = "a-long-password-1"
ASKED = "Largest deals this year"


@pytest.fixture
def analyst(live_url: str) -> User:
    return User.objects.create_user("lin", password=PASSWORD)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answers every question with three deals, and notes what was asked, in words, values or SQL."""
    asked: list[str] = []

    def ask(question: str, *, user: User, **kwargs: object) -> Answer:
        asked.append(question)
        return keep(user, an_answer(question))

    def rerun_with_values(question_id: int, values: dict[str, str], *, user: User, **kwargs: object) -> Answer:
        asked.append(values["v1"])
        return keep(user, an_answer(restatement="the deals of last year"))

    def run_sql(sql: str, question_id: int, *, user: User, **kwargs: object) -> Answer:
        asked.append(sql)
        return keep(user, an_answer(sql=sql, restatement="the companies", grade="draft"))

    for answered in (ask, rerun_with_values, run_sql):
        monkeypatch.setattr(f"nlq.text2sql.ask.{answered.__name__}", answered)
    return asked


def sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/ask/")
    page.get_by_label("Username").fill("lin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/ask/")


@pytest.fixture
def asker(page: Page, live_url: str, analyst: User, engine: list[str]) -> Iterator[Page]:
    """A signed-in reader; whatever the content security policy blocks fails the test."""
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    sign_in(page, live_url)
    yield page
    assert blocked == []


def ask(page: Page, question: str = ASKED) -> None:
    box = page.get_by_label("Your question", exact=True)
    box.fill(question)
    box.press("Enter")
    expect(page.locator(".sentence")).to_contain_text("largest amount first")


def names(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("table.rows tbody td:first-child").all_inner_texts()]


def test_a_question_is_asked_with_enter_and_answered_in_place(asker: Page) -> None:
    ask(asker)
    expect(asker).to_have_url(f"{asker.url.split('/ask/')[0]}/ask/{Question.objects.get().pk}/")
    expect(asker.locator(".facts")).to_contain_text("Composed")
    expect(asker.locator("table.rows")).to_contain_text("¥900M")
    expect(asker.locator("#history-list")).to_contain_text(ASKED)


def test_a_suggestion_asks_at_one_click(asker: Page, engine: list[str]) -> None:
    asker.locator(".suggestions button").first.click()
    expect(asker.locator(".sentence")).to_be_visible()
    assert engine == ["The 10 largest deals this year"]


def test_the_chart_is_drawn_under_the_strict_policy(asker: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = an_answer(rows=tuple((f"Ash {i}", "b", 9e8 / i) for i in range(1, 7)))
    monkeypatch.setattr("nlq.text2sql.ask.ask", lambda question, *, user, **kwargs: keep(user, drawn))
    ask(asker)
    chart = asker.locator(".chart-view svg")
    expect(chart).to_be_visible(timeout=20_000)
    expect(chart).to_contain_text("¥900M")


def test_a_line_over_time_is_drawn_in_the_pages_theme(asker: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = (Column("year", "date"), Column("deals", "integer"))
    rows = tuple((date(2015 + i, 1, 1), i * 3 % 7) for i in range(9))
    drawn = an_answer(columns=columns, rows=rows)
    monkeypatch.setattr("nlq.text2sql.ask.ask", lambda question, *, user, **kwargs: keep(user, drawn))
    asker.emulate_media(color_scheme="dark")
    ask(asker)
    line = asker.locator(".chart-view svg .mark-line path")
    expect(line).to_have_attribute("stroke", "#7fa4f4", timeout=20_000)
    asker.get_by_role("button", name="Switch between light and dark").click()
    expect(line).to_have_attribute("stroke", "#3a67c9")


def test_a_heading_sorts_numbers_as_numbers_and_unknown_last(asker: Page) -> None:
    ask(asker)
    heading = asker.locator("th", has_text="Amount")
    heading.get_by_role("button").click()
    assert names(asker) == ["Alder & Ash", "=Birch()", "杉木科技"]
    expect(heading).to_have_attribute("aria-sort", "descending")
    heading.get_by_role("button").click()
    assert names(asker) == ["=Birch()", "Alder & Ash", "杉木科技"]
    asker.locator("th", has_text="Stage").get_by_role("button").click()
    assert names(asker) == ["杉木科技", "=Birch()", "Alder & Ash"], (
        "stages stand in their order, not in that of letters"
    )
    assert asker.locator("th[aria-sort]").count() == 1


def test_a_chip_is_changed_and_runs_again(asker: Page, engine: list[str]) -> None:
    ask(asker)
    asker.locator(".chip summary").click()
    field = asker.get_by_label("Period")
    expect(field).to_be_focused()
    field.fill("last year")
    field.press("Enter")
    expect(asker.locator(".sentence")).to_contain_text("the deals of last year")
    assert engine[-1] == "last year"


def test_sql_is_edited_and_run(asker: Page, engine: list[str]) -> None:
    ask(asker)
    asker.get_by_text("The SQL that ran").click()
    asker.get_by_label("SQL, editable").fill("SELECT name FROM analyst.companies")
    asker.get_by_role("button", name="Run this SQL").click()
    expect(asker.locator(".sentence")).to_contain_text("the companies")
    expect(asker.get_by_label("SQL, editable")).to_have_value("SELECT name FROM analyst.companies")
    assert engine[-1] == "SELECT name FROM analyst.companies"


def test_enter_that_an_input_method_takes_does_not_ask(asker: Page, engine: list[str]) -> None:
    box = asker.get_by_label("Your question", exact=True)
    box.fill("今年")
    asker.evaluate(
        """() => document.getElementById("question").dispatchEvent(
            new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))"""
    )
    box.press("Shift+Enter")
    assert box.input_value() == "今年\n"
    assert engine == []
    box.press("Enter")
    expect(asker.locator(".sentence")).to_be_visible()
    assert engine == ["今年"]


def test_a_slash_comes_back_to_the_box_but_can_be_typed_in_it(asker: Page) -> None:
    ask(asker)
    box = asker.get_by_label("Your question", exact=True)
    asker.locator("h2").first.click()
    box.evaluate("field => field.blur()")
    asker.keyboard.press("/")
    expect(box).to_be_focused()
    box.press("End")
    box.press("/")
    expect(box).to_have_value(f"{ASKED}/")


def test_a_question_that_is_too_long_is_refused_at_the_field_and_kept_in_it(asker: Page) -> None:
    box = asker.get_by_label("Your question", exact=True)
    box.fill("x" * 600)
    box.press("Enter")
    expect(asker.locator("#question-error")).to_contain_text("this one has 600")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_value("x" * 600)
    ask(asker)
    expect(asker.locator("#question-error")).to_be_empty()
    expect(box).not_to_have_attribute("aria-invalid", "true")


def test_history_opens_searches_and_goes_back(asker: Page) -> None:
    ask(asker)
    ask(asker, "Deals in Shanghai")
    asker.locator("#history-list a", has_text=ASKED).click()
    expect(asker.get_by_label("Your question", exact=True)).to_have_value(ASKED)
    asker.get_by_label("Search your questions").press_sequentially("shang")
    expect(asker.locator("#history-list a")).to_have_count(1)
    asker.go_back()
    expect(asker.get_by_label("Your question", exact=True)).to_have_value("Deals in Shanghai")
    expect(asker.locator(".sentence")).to_be_visible()


def test_an_export_is_downloaded(asker: Page, tmp_path: Path) -> None:
    ask(asker)
    with asker.expect_download() as download:
        asker.get_by_role("link", name="Export as CSV").click()
    assert download.value.suggested_filename == "largest-deals-this-year.csv"
    download.value.save_as(tmp_path / "answer.csv")
    assert "'=Birch()" in (tmp_path / "answer.csv").read_text("utf-8-sig")


def test_the_theme_is_kept_and_set_before_the_first_paint(asker: Page) -> None:
    asker.emulate_media(color_scheme="light")
    asker.get_by_role("button", name="Switch between light and dark").click()
    asker.reload(wait_until="commit")
    expect(asker.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_stands_out_of_a_narrow_page(asker: Page, language: str) -> None:
    ask(asker)
    asker.context.add_cookies([{"name": "django_language", "value": language, "url": asker.url}])
    asker.set_viewport_size({"width": 360, "height": 740})
    for path in ("/ask/", asker.url.split("/", 3)[3]):
        asker.goto(f"{asker.url.split('/ask/')[0]}/{path.lstrip('/')}")
        assert asker.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_the_language_is_switched_on_the_page_one_reads(asker: Page) -> None:
    ask(asker)
    address = asker.url
    asker.reload()
    asker.get_by_role("button", name="切换到中文").click()
    expect(asker.locator(".understood")).to_have_text("我的理解：")
    expect(asker).to_have_url(address)


def test_everything_works_without_scripts(browser: Any, live_url: str, analyst: User, engine: list[str]) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    sign_in(page, live_url)
    page.get_by_label("Your question", exact=True).fill(ASKED)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("table.rows")).to_contain_text("Alder & Ash")
    page.locator(".chip summary").click()
    page.get_by_label("Period").fill("last year")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".sentence")).to_contain_text("the deals of last year")
    assert engine == [ASKED, "last year"]
    context.close()


def test_signing_out_ends_at_the_sign_in_form(asker: Page) -> None:
    asker.locator("summary", has_text="Your account").click()
    asker.get_by_role("button", name="Sign out").click()
    expect(asker.get_by_role("heading", name="Sign in")).to_be_visible()
