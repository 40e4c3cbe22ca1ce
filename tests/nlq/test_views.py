"""The Ask page: who gets in, what each outcome shows, and that nobody reads another's questions."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from crm.models import User
from nlq.models import Question
from nlq.suggestions import SUGGESTIONS
from nlq.text2sql.answer import Answer
from tests.nlq.conftest import an_answer, keep

HTMX = {"HX-Request": "true"}


def ask(browser: Client, question: str = "Largest deals this year", **headers: str) -> Any:
    return browser.post("/ask/", {"question": question}, headers=headers)


# Who gets in


@pytest.mark.parametrize("path", ["/ask/", "/ask/1/", "/ask/history/", "/ask/1/answer.csv", "/ask/vega.js"])
def test_a_stranger_is_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", ["/ask/", "/ask/1/values/", "/ask/1/sql/"])
def test_a_stranger_cannot_post(client: Client, db: None, path: str) -> None:
    assert client.post(path).status_code == 302


def test_a_fragment_after_the_session_ended_sends_the_whole_page_to_the_sign_in_form(client: Client, db: None) -> None:
    response = ask(client, **HTMX)
    assert response["HX-Redirect"] == "/accounts/login/"
    assert response.content == b""


def test_the_start_is_the_ask_page(browser_of_analyst: Client) -> None:
    assert browser_of_analyst.get("/")["Location"] == "/ask/"


# The empty page


@pytest.mark.parametrize(("cookie", "language", "html"), [("en", "en", "en"), ("zh-hans", "zh", "zh-Hans")])
def test_the_empty_page_offers_suggestions_in_the_readers_language(
    browser_of_analyst: Client, cookie: str, language: str, html: str
) -> None:
    browser_of_analyst.cookies["django_language"] = cookie
    page = browser_of_analyst.get("/ask/").content.decode()
    assert f'<html lang="{html}">' in page
    assert all(f'value="{suggestion}"' in page for suggestion in SUGGESTIONS[language])


def test_the_language_switch_changes_the_page_and_comes_back_to_it(browser_of_analyst: Client) -> None:
    response = browser_of_analyst.post("/i18n/setlang/", {"language": "zh-hans", "next": "/ask/"}, follow=True)
    assert response.redirect_chain == [("/ask/", 302)]
    assert "想了解什么？" in response.content.decode()


def test_both_languages_offer_as_many_suggestions() -> None:
    assert 6 <= len(SUGGESTIONS["zh"]) == len(SUGGESTIONS["en"]) <= 8


# What is no question


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("", "Type a question first."),
        ("   \n ", "Type a question first."),
        ("x" * 10_000, "this one has 10000"),
        ("deals\x00 in Shanghai", "This is not text."),
        ("\x01\x02\x7f", "This is not text."),
        ("🙂🚀🙂", "There are no words in this question."),
        ("？！……", "There are no words in this question."),
    ],
    ids=["empty", "blank", "too long", "null", "binary", "emoji", "marks"],
)
def test_what_is_no_question_gets_a_sentence_at_the_field(
    browser_of_analyst: Client, question: str, sentence: str
) -> None:
    whole = ask(browser_of_analyst, question)
    part = ask(browser_of_analyst, question, **HTMX)
    assert (whole.status_code, part.status_code) == (422, 422)
    assert sentence in whole.content.decode()
    assert sentence in part.content.decode()
    assert part["HX-Retarget"] == "#question-error"
    assert "<html" not in part.content.decode()
    assert not Question.objects.exists()


def test_a_rejected_question_stays_in_the_box(browser_of_analyst: Client) -> None:
    assert ">🙂🚀</textarea>" in ask(browser_of_analyst, "🙂🚀").content.decode()


def test_htmx_shows_a_rejection(browser_of_analyst: Client) -> None:
    page = browser_of_analyst.get("/ask/").content.decode()
    assert '{"code": "422", "swap": true}' in page


# Answers


def test_without_scripts_an_answer_has_an_address_of_its_own(browser_of_analyst: Client, engine: list[Answer]) -> None:
    engine.append(an_answer())
    response = ask(browser_of_analyst)
    assert response["Location"] == f"/ask/{Question.objects.get().pk}/"
    page = browser_of_analyst.get(response["Location"]).content.decode()
    assert "the deals since 2026-01-01, largest amount first" in page


def test_a_fragment_is_the_pages_own_part(browser_of_analyst: Client, engine: list[Answer]) -> None:
    engine.append(an_answer())
    response = ask(browser_of_analyst, **HTMX)
    part = response.content.decode()
    assert response["HX-Push-Url"] == f"/ask/{Question.objects.get().pk}/"
    assert "<html" not in part
    assert 'id="history-list" hx-swap-oob="true"' in part
    assert re.search(r'id="question-error"[^>]*hx-swap-oob="true"></p>', part)


def test_an_answer_shows_sentence_grade_confidence_chips_rows_and_sql(
    browser_of_analyst: Client, engine: list[Answer]
) -> None:
    engine.append(an_answer())
    part = ask(browser_of_analyst, **HTMX).content.decode()
    for shown in (
        "I understood:", "largest amount first", "Composed", "91%", "0.10 s", "Period", "2026-01-01 – 2026-03-31",
        "Alder &amp; Ash", "Series B", "¥900M", "3 rows", ":v1", "answer.csv", "answer.xlsx",
    ):  # fmt: skip
        assert shown in part, shown
    assert "announced_on &gt;= :v1" in part


def test_the_same_answer_reads_chinese(browser_of_analyst: Client, engine: list[Answer]) -> None:
    browser_of_analyst.cookies["django_language"] = "zh-hans"
    engine.append(an_answer())
    part = ask(browser_of_analyst, **HTMX).content.decode()
    for shown in ("我的理解：", "推导", "融资金额", "9亿元", "B轮", "3 行"):
        assert shown in part, shown


def test_a_cautious_answer_says_so_before_its_rows(browser_of_analyst: Client, engine: list[Answer]) -> None:
    engine.append(an_answer(caution=True, grade="draft"))
    part = ask(browser_of_analyst, **HTMX).content.decode()
    assert part.index("Check this answer before you rely on it.") < part.index("<table")


def test_a_cut_answer_says_that_there_is_more(browser_of_analyst: Client, engine: list[Answer]) -> None:
    engine.append(an_answer(truncated=True))
    assert "The first 3 of more." in ask(browser_of_analyst, **HTMX).content.decode()


def test_a_single_number_is_shown_large_and_exact(browser_of_analyst: Client, engine: list[Answer]) -> None:
    columns = an_answer().columns[2:]
    engine.append(an_answer(columns=columns, rows=((123_456_789,),)))
    part = ask(browser_of_analyst, **HTMX).content.decode()
    assert "¥123.46M" in part
    assert "123,456,789 CNY" in part
    assert "<table" not in part


def test_no_rows_is_said_in_words(browser_of_analyst: Client, engine: list[Answer]) -> None:
    engine.append(an_answer(rows=()))
    assert "No rows match this question." in ask(browser_of_analyst, **HTMX).content.decode()


def test_stored_text_never_becomes_markup(browser_of_analyst: Client, engine: list[Answer]) -> None:
    evil = '</script><img src=x onerror="alert(1)">'
    rows = ((evil, "b", 5), *((f"Birch {i}", "a", i) for i in (4, 3, 2, 1)))
    engine.append(an_answer(question=evil, rows=rows, restatement=evil, reason=evil))
    part = ask(browser_of_analyst, **HTMX).content.decode()
    assert "<img" not in part
    assert part.count("</script>") == 1, "only the end of the chart's data"


# Other outcomes


def test_a_question_back_offers_each_choice_as_a_button(browser_of_analyst: Client, engine: list[Answer]) -> None:
    options = ("Horizon East's deals", "Horizon West's deals")
    engine.append(Answer(None, "Horizon's deals", "clarify", reason="Which Horizon?", options=options))
    part = ask(browser_of_analyst, **HTMX).content.decode()
    assert "Which Horizon?" in part
    assert re.findall(r'name="question" value="(Horizon [^"]+)"', part) == [
        "Horizon East&#x27;s deals",
        "Horizon West&#x27;s deals",
    ]


def test_a_refusal_says_why_and_what_to_ask_instead(browser_of_analyst: Client, engine: list[Answer]) -> None:
    engine.append(Answer(None, "weather", "refused", reason="No weather is kept here.", nearest=("Deals in Beijing",)))
    part = ask(browser_of_analyst, **HTMX).content.decode()
    assert "No weather is kept here." in part
    assert 'value="Deals in Beijing"' in part


def test_an_error_is_a_sentence_with_a_next_step(browser_of_analyst: Client, engine: list[Answer]) -> None:
    engine.append(Answer(None, "slow", "error", reason="This query took too long. Narrow it."))
    part = ask(browser_of_analyst, **HTMX).content.decode()
    assert "This query took too long. Narrow it." in part
    assert "Traceback" not in part


def test_an_answer_that_could_not_be_kept_is_still_shown(
    browser_of_analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nlq.text2sql.ask.ask", lambda *args, **kwargs: an_answer())
    response = ask(browser_of_analyst, **HTMX)
    assert "Alder &amp; Ash" in response.content.decode()
    assert "HX-Push-Url" not in response
    assert "Alder &amp; Ash" in ask(browser_of_analyst).content.decode()


# Changed values, edited SQL


def test_changed_values_run_the_kept_question_again(
    browser_of_analyst: Client, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = keep(analyst, an_answer())
    asked: list[Any] = []

    def rerun(question_id: int, values: dict[str, str], *, user: User, **kwargs: object) -> Answer:
        asked.append((question_id, values, user))
        return keep(user, an_answer())

    monkeypatch.setattr("nlq.text2sql.ask.rerun_with_values", rerun)
    browser_of_analyst.post(
        f"/ask/{kept.id}/values/", {"v1": " last year ", "v2": "", "evil": "x", "v": "y"}, headers=HTMX
    )
    assert asked == [(kept.id, {"v1": "last year"}, analyst)]


@pytest.mark.parametrize("what", ["values", "sql"])
def test_an_address_that_one_posts_to_leads_back_to_the_answer(
    browser_of_analyst: Client, analyst: User, what: str
) -> None:
    kept = keep(analyst, an_answer())
    assert browser_of_analyst.get(f"/ask/{kept.id}/{what}/")["Location"] == f"/ask/{kept.id}/"


def test_refused_sql_stays_in_its_box(browser_of_analyst: Client, analyst: User, engine: list[Answer]) -> None:
    kept = keep(analyst, an_answer())
    engine.append(Answer(None, kept.question, "refused", reason="Only reading is allowed."))
    part = browser_of_analyst.post(f"/ask/{kept.id}/sql/", {"sql": "DROP TABLE x"}, headers=HTMX).content.decode()
    assert "Only reading is allowed." in part
    assert ">DROP TABLE x</textarea>" in part


def test_no_sql_gets_a_sentence(browser_of_analyst: Client, analyst: User) -> None:
    kept = keep(analyst, an_answer())
    response = browser_of_analyst.post(f"/ask/{kept.id}/sql/", {"sql": " "}, headers=HTMX)
    assert response.status_code == 422
    assert "There is no SQL to run." in response.content.decode()


# History


def test_history_is_ones_own_alone(browser_of_analyst: Client, analyst: User, stranger: User) -> None:
    keep(analyst, an_answer("Mine about Beijing"))
    keep(stranger, an_answer("Theirs about Beijing"))
    page = browser_of_analyst.get("/ask/").content.decode()
    found = browser_of_analyst.get("/ask/history/?find=beijing", headers=HTMX).content.decode()
    for text in (page, found):
        assert "Mine about Beijing" in text
        assert "Theirs" not in text


def test_history_is_searched(browser_of_analyst: Client, analyst: User) -> None:
    keep(analyst, an_answer("Deals in Beijing"))
    assert "None of your questions" in browser_of_analyst.get("/ask/history/?find=Oslo", headers=HTMX).content.decode()
    assert "Deals in Beijing" not in browser_of_analyst.get("/ask/?find=Oslo").content.decode()


@pytest.mark.parametrize("what", ["", "answer.csv", "answer.xlsx", "values/", "sql/"])
def test_anothers_question_is_not_found(browser_of_analyst: Client, stranger: User, what: str) -> None:
    kept = keep(stranger, an_answer())
    path = f"/ask/{kept.id}/{what}"
    response = (
        browser_of_analyst.post(path, {"sql": "SELECT 1"})
        if what in {"values/", "sql/"}
        else browser_of_analyst.get(path)
    )
    assert response.status_code == 404


def test_not_even_an_administrator_reads_anothers_question(client: Client, analyst: User, stranger: User) -> None:
    client.force_login(stranger)
    assert client.get(f"/ask/{keep(analyst, an_answer()).id}/").status_code == 404


def test_ten_more_questions_cost_no_more_queries(
    browser_of_analyst: Client, analyst: User, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    keep(analyst, an_answer())
    with django_assert_max_num_queries(4) as first:
        browser_of_analyst.get("/ask/")
    for _ in range(10):
        keep(analyst, an_answer())
    with django_assert_num_queries(len(first.captured_queries)):
        page = browser_of_analyst.get("/ask/")
    assert page.status_code == 200


# Exports


def test_an_export_is_named_after_the_question_and_disarmed(browser_of_analyst: Client, analyst: User) -> None:
    kept = keep(analyst, an_answer("今年最大的交易"))
    response = browser_of_analyst.get(f"/ask/{kept.id}/answer.csv")
    assert "attachment" in response["Content-Disposition"]
    assert "%E4%BB%8A%E5%B9%B4" in response["Content-Disposition"]
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines == ["Company,Stage,Amount (CNY)", "Alder & Ash,b,900000000", "'=Birch(),a,40000000", "杉木科技,seed,"]


def test_a_workbook_is_one(browser_of_analyst: Client, analyst: User) -> None:
    response = browser_of_analyst.get(f"/ask/{keep(analyst, an_answer()).id}/answer.xlsx")
    assert response.content.startswith(b"PK")


def test_there_is_no_other_export(browser_of_analyst: Client, analyst: User) -> None:
    assert browser_of_analyst.get(f"/ask/{keep(analyst, an_answer()).id}/answer.exe").status_code == 404


# The page itself


def controls(page: str) -> list[str]:
    return re.findall(r"<(?:input|textarea|select)\b[^>]*>", page)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_control_has_a_label(browser_of_analyst: Client, analyst: User, language: str) -> None:
    browser_of_analyst.cookies["django_language"] = language
    page = browser_of_analyst.get(f"/ask/{keep(analyst, an_answer()).id}/").content.decode()
    shown = [control for control in controls(page) if 'type="hidden"' not in control]
    labelled = set(re.findall(r'<label[^>]*for="([^"]+)"', page))
    assert len(shown) >= 4
    for control in shown:
        identity = re.search(r'\bid="([^"]+)"', control)
        assert "aria-label=" in control or (identity and identity[1] in labelled), control


def test_the_sign_in_form_labels_its_fields(client: Client, db: None) -> None:
    page = client.get("/accounts/login/").content.decode()
    ids = {found for control in controls(page) for found in re.findall(r'\bid="([^"]+)"', control)}
    assert {"id_username", "id_password"} <= ids & set(re.findall(r'<label for="([^"]+)"', page))


def test_the_policy_allows_neither_inline_scripts_nor_eval(browser_of_analyst: Client) -> None:
    policy = browser_of_analyst.get("/ask/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_charts_are_drawn_by_a_file_of_our_own(browser_of_analyst: Client, settings: Any, tmp_path: Any) -> None:
    settings.CRM_HOME = tmp_path
    response = browser_of_analyst.get("/ask/vega.js")
    script = b"".join(response.streaming_content).decode()
    assert response["Content-Type"].startswith("text/javascript")
    assert "window.vegaEmbed=" in script


def test_without_a_place_to_write_there_is_no_chart_but_a_sentence(
    browser_of_analyst: Client, settings: Any, tmp_path: Any
) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.CRM_HOME = tmp_path / "file"
    assert browser_of_analyst.get("/ask/vega.js").status_code == 503


def test_a_missing_page_says_so_in_the_readers_language(browser_of_analyst: Client) -> None:
    with override("zh-hans"):
        browser_of_analyst.cookies["django_language"] = "zh-hans"
        response = browser_of_analyst.get("/ask/999999/")
    assert response.status_code == 404
    assert "页面不存在" in response.content.decode()
