"""The whole way of a question, with a planner that answers from a queue."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal

import pytest

from crm.demo.load import load
from crm.models import User
from nlq.errors import DatabaseDown
from nlq.models import Question
from nlq.text2sql import ask as asking
from nlq.text2sql.answer import Answer
from nlq.text2sql.compile import compile_plan
from nlq.text2sql.keeping import kept_answer
from nlq.text2sql.linked import Linked
from nlq.text2sql.plan import parse
from nlq.text2sql.planners import Outcome, Planned, Refusal, Unsure

TODAY = date(2026, 11, 22)


class QueuedPlanner:
    """Gives the next plan, refusal reason or None (unsure) of its queue; remembers what it was asked."""

    name = "queue"

    def __init__(self, *outcomes: dict | str | None, confidence: float = 0.9, unused: tuple[str, ...] = ()) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[Linked] = []
        self.confidence, self.unused = confidence, unused

    def plan(self, linked: Linked, without: Collection[str] = ()) -> Outcome:
        self.asked.append(linked)
        data = self.outcomes.pop(0)
        if not isinstance(data, dict):
            return Refusal(data, 0.9) if data else Unsure()
        plan = parse(data)
        compiled = compile_plan(plan, linked.values, today=linked.today, currency=linked.currency or "CNY")
        return Planned(plan, compiled, self.confidence, self.unused)


@pytest.fixture
def demo(transactional_db: None) -> User:
    load(TODAY)
    return User.objects.get(username="demo")


@pytest.fixture
def ask(demo: User) -> Callable[..., Answer]:
    def asked(question: str, *outcomes: dict | str | None, language: str = "zh", **options: object) -> Answer:
        return asking.ask(question, user=demo, language=language, today=TODAY, planner=QueuedPlanner(*outcomes, **options))

    return asked


SHANGHAI = {"from": "companies", "where": [["place", "=", ":v1"]]}


def test_an_answer_holds_rows_sql_values_and_a_sentence_and_is_kept(ask: Callable[..., Answer]) -> None:
    answer = ask("上海的公司有哪些", SHANGHAI)
    assert (answer.status, answer.grade, answer.caution) == ("answered", "composed", False)
    assert answer.rows and answer.columns[0].name == "name"
    assert "analyst.companies" in (answer.sql or "") and ":v1" in (answer.sql or "")
    assert answer.params == {"v1": "上海"}
    assert "上海" in answer.restatement
    assert [(chip.name, chip.text, chip.value) for chip in answer.chips] == [("v1", "上海", "上海")]
    assert {"link", "generate", "validate", "execute", "total"} <= set(answer.timings_ms)
    row = Question.objects.get(pk=answer.id)
    assert row.plan == SHANGHAI and row.linked_text == ":v1 <place> 的公司有哪些"
    assert kept_answer(row).rows == answer.rows


def test_the_model_sees_tags_in_place_of_names(demo: User) -> None:
    planner = QueuedPlanner(None)
    asking.ask("星澜战投去年投了谁", user=demo, language="zh", today=TODAY, planner=planner)
    assert planner.asked[0].text == ":v1 <investor> :v2 <span> 投了谁"


@pytest.mark.parametrize("question", ["", "   ", "a" * 10_000, "\x00\x01\x02", "🎉🎉🎉", "？！……"])
def test_what_is_no_question_gets_a_sentence(ask: Callable[..., Answer], question: str) -> None:
    answer = ask(question, SHANGHAI)
    assert answer.status == "refused" and len(answer.reason) > 5
    assert Question.objects.get(pk=answer.id).status == "refused"


@pytest.mark.parametrize("reason", ["write", "no_data", "chat", "unsafe", "vague", None])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_refusal_says_why_in_the_readers_language(ask: Callable[..., Answer], reason: str | None, language: str) -> None:
    answer = ask("把它们全部删掉", reason, language=language)
    assert answer.status == "refused" and answer.rows == ()
    assert any("一" <= char <= "鿿" for char in answer.reason) == (language == "zh")
    assert bool(answer.nearest) == (reason not in ("write", "unsafe"))


def test_an_ambiguous_name_is_asked_back_with_whole_questions(ask: Callable[..., Answer]) -> None:
    answer = ask("云杉的融资历史")
    assert answer.status == "clarify"
    assert set(answer.options) == {"云杉智能的融资历史", "云杉医疗的融资历史"}


def test_a_name_that_is_not_there_is_asked_back_with_the_nearest(ask: Callable[..., Answer]) -> None:
    answer = ask("what has Zorblax Partners invested in?", language="en")
    assert answer.status == "clarify" and len(answer.options) == 3
    assert all(option.endswith("invested in?") and "Zorblax" not in option for option in answer.options)


def test_a_date_that_does_not_exist_is_said(ask: Callable[..., Answer]) -> None:
    answer = ask("2026年2月30日的会议")
    assert answer.status == "refused" and "2026年2月30日" in answer.reason


def test_a_doubtful_answer_is_a_draft_with_a_caution(ask: Callable[..., Answer]) -> None:
    for options in ({"confidence": 0.2}, {"unused": ("v1",)}):
        answer = ask("上海的公司有哪些", SHANGHAI, **options)
        assert (answer.grade, answer.caution) == ("draft", True)


def test_a_database_that_is_down_is_a_sentence(ask: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*args: object, **kwargs: object) -> None:
        raise DatabaseDown("gone")

    monkeypatch.setattr(asking, "run", down)
    answer = ask("上海的公司有哪些", SHANGHAI)
    assert answer.status == "error" and answer.reason


def test_a_changed_chip_runs_the_same_plan_with_another_value(ask: Callable[..., Answer], demo: User) -> None:
    first = ask("上海的公司有哪些", SHANGHAI)
    second = asking.rerun_with_values(first.id, {"v1": "北京"}, user=demo, language="zh", today=TODAY)
    assert second.params == {"v1": "北京"} and second.rows != first.rows
    assert Question.objects.get(pk=second.id).parent_id == first.id
    bad = asking.rerun_with_values(first.id, {"v1": "嗯嗯"}, user=demo, language="zh", today=TODAY)
    assert bad.status == "error" and "嗯嗯" in bad.reason


def test_edited_sql_passes_the_same_guard_with_the_questions_values(ask: Callable[..., Answer], demo: User) -> None:
    plan = {"from": "deals", "where": [["announced_on", "in", ":v1"], ["amount", ">", ":v2"]]}
    first = ask("去年5000万以上的融资", plan)
    assert first.params["v2"] == Decimal(50_000_000)
    edited = "SELECT count(*) AS n FROM deals WHERE announced_on >= :v1_from AND amount_cny > :v2"
    ran = asking.run_sql(edited, first.id, user=demo, language="zh", today=TODAY)
    assert ran.status == "answered" and ran.rows[0][0] > 0
    refused = asking.run_sql("DELETE FROM deals", first.id, user=demo, language="zh", today=TODAY)
    assert refused.status == "refused" and refused.rows == ()
    typo = asking.run_sql("SELECT nme FROM deals WHERE amount_cny > :v2", first.id, user=demo, language="zh", today=TODAY)
    assert typo.status == "refused"
    mended = asking.run_sql("SELECT company FROM deals WHERE amount_cny > :v2", typo.id, user=demo, language="zh", today=TODAY)
    assert mended.status == "answered" and mended.rows


def test_edited_sql_goes_on_as_the_plan_that_says_the_same(ask: Callable[..., Answer], demo: User) -> None:
    first = ask("上海2025年的融资", {"from": "deals", "where": [["place", "=", ":v1"], ["announced_on", "in", ":v2"]]})
    sql = (first.sql or "").replace("d1.announced_on >= :v2_from AND d1.announced_on <= :v2_to", "d1.stage IN ('a', 'b')")
    edited = asking.run_sql(sql, first.id, user=demo, language="zh", today=TODAY)
    kept = Question.objects.get(pk=edited.id).plan
    assert kept["where"] == [["place", "=", ":v1"], ["stage", "in", ["a", "b"]]]
    assert [chip.name for chip in edited.chips] == ["v1"]
    moved = asking.rerun_with_values(edited.id, {"v1": "北京"}, user=demo, language="zh", today=TODAY)
    assert moved.params["v1"] == "北京" and moved.rows and moved.rows != edited.rows
    beyond = asking.run_sql("SELECT length(company) FROM deals", first.id, user=demo, language="zh", today=TODAY)
    assert beyond.status == "answered" and Question.objects.get(pk=beyond.id).plan is None


def test_anothers_question_is_not_there(ask: Callable[..., Answer]) -> None:
    first = ask("上海的公司有哪些", SHANGHAI)
    stranger = User.objects.get(username="bob")
    with pytest.raises(Question.DoesNotExist):
        asking.run_sql("SELECT 1", first.id, user=stranger, language="zh", today=TODAY)


def test_a_private_record_is_in_nobody_elses_answer(ask: Callable[..., Answer], demo: User) -> None:
    from crm.models import Company, Organisation

    secret = Organisation.objects.create(name="隐秘之星", province="上海", country="CHN")
    Company.objects.create(organisation=secret, owner=User.objects.get(username="lin"), visibility="private")
    assert "隐秘之星" not in str(ask("上海的公司有哪些", SHANGHAI).rows)
    lin = User.objects.get(username="lin")
    own = asking.ask("上海的公司有哪些", user=lin, language="zh", today=TODAY, planner=QueuedPlanner(SHANGHAI))
    assert "隐秘之星" in str(own.rows)
