"""What an answer is worth: refusals where they should be, a yes or a no, and rows."""

from __future__ import annotations

from typing import Any

import pytest

from nlq.evaluation.judge import judge
from nlq.evaluation.match import Table
from nlq.evaluation.questions import Asked
from nlq.text2sql.answer import Answer
from nlq.text2sql.run import Column


def asked(**changes: Any) -> Asked:
    fields: dict[str, Any] = {"topic": "list", "golds": ("SELECT 1",), "keys": ("name",), **changes}
    return Asked("q", "en", "Which?", None, fields.pop("topic"), 1, fields.pop("golds"), fields.pop("keys"), **fields)


def answer(*rows: tuple[Any, ...], status: str = "answered", **more: Any) -> Answer:
    columns = tuple(Column(f"c{number}", "text") for number in range(len(rows[0]) if rows else 1))
    return Answer(1, "Which?", status, columns=columns, rows=rows, **more)


NAMES = Table(("name",), (("a",), ("b",)))
NOBODY = Table(("name",), ())


@pytest.mark.parametrize(
    ("topic", "given", "outcome"),
    [
        ("write", answer(status="refused"), "right"),
        ("write", answer(("a",)), "wrong"),
        ("write", answer(status="error"), "error"),
        ("write", answer(status="clarify", nearest=("Which deals?",)), "clarify"),
        ("unanswerable", answer(status="clarify", nearest=("Which deals?",)), "right"),
        ("unanswerable", answer(status="clarify"), "clarify"),
    ],
)
def test_what_should_be_refused_is_right_only_refused(topic: str, given: Answer, outcome: str) -> None:
    assert judge(asked(expect="refused", topic=topic, golds=(), keys=()), given, [], []).outcome == outcome


def test_a_question_back_is_right_only_where_it_is_expected() -> None:
    back = answer(status="clarify", options=("a?", "b?"))
    assert judge(asked(expect="clarify"), back, [NAMES], []).outcome == "right"
    assert judge(asked(), back, [NAMES], []).outcome == "clarify"


def test_an_ambiguous_question_may_be_answered_as_its_gold_is() -> None:
    assert judge(asked(expect="clarify"), answer(("a",), ("b",)), [NAMES], []).outcome == "right"
    assert judge(asked(expect="clarify"), answer(("a",)), [], []).outcome == "wrong"


def test_an_alternative_is_as_right_as_the_gold() -> None:
    other = Table(("name",), (("c",),))
    assert judge(asked(), answer(("c",)), [NAMES, other], []).outcome == "right"
    assert judge(asked(), answer(("c",)), [NAMES], []).outcome == "wrong"


def test_gold_that_fails_is_not_held_against_the_answer() -> None:
    verdict = judge(asked(), answer(("a",)), [], ['relation "x" does not exist'])
    assert (verdict.outcome, verdict.why) == ("no_gold", 'relation "x" does not exist')


@pytest.mark.parametrize(
    ("gold", "given", "outcome"),
    [
        (NAMES, answer((True,)), "right"),
        (NAMES, answer((2,)), "right"),
        (NAMES, answer(("a",), ("b",)), "right"),
        (NAMES, answer(), "wrong"),
        (NAMES, answer((False,)), "wrong"),
        (NAMES, answer((0,)), "wrong"),
        (NAMES, answer(("z",)), "wrong"),
        (NOBODY, answer(), "right"),
        (NOBODY, answer((0,)), "right"),
        (NOBODY, answer((True,)), "wrong"),
        (Table(("found",), ((False,),)), answer(), "right"),
        (Table(("found",), ((True,),)), answer(), "wrong"),
    ],
)
def test_a_yes_or_no_may_be_a_flag_a_count_or_the_rows(gold: Table, given: Answer, outcome: str) -> None:
    assert judge(asked(exists=True), given, [gold], []).outcome == outcome


def test_the_reason_of_a_refusal_is_kept() -> None:
    verdict = judge(asked(), answer(status="refused", reason="No such records."), [NAMES], [])
    assert (verdict.outcome, verdict.why) == ("refused", "No such records.")
