"""An example as a reviewer reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.utils.translation import override

from nlq.memory.shown import Piece, pieces, plan_lines, sentence

TODAY = date(2026, 3, 31)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with override("en"):
        yield


def test_kinds_stand_where_values_stood_and_words_of_codes_stay() -> None:
    assert pieces("series b :v1 <deal_stage> deals in :v2 <place>") == (
        Piece("series b"), Piece(":v1", "term"), Piece("deals in"), Piece(":v2", "place"),
    )  # fmt: skip


@pytest.mark.parametrize("tag", ["span", "length", "from", "until"])
def test_every_sort_of_period_is_one(tag: str) -> None:
    pattern = f"deals :v1 <{tag}>"
    assert pieces(pattern)[1].label == "period"
    assert "2026-01-01" in sentence(pattern, {"from": "deals", "where": [["announced_on", "in", ":v1"]]}, "en", TODAY)


def test_a_code_is_the_one_that_its_words_name() -> None:
    plan = {"from": "deals", "where": [["stage", "=", ":v1"], ["amount", ">", ":v2"]]}
    said = sentence("deals of series b :v1 <deal_stage> over :v2 <money>", plan, "en", TODAY)
    assert "Series B" in said and "100m" in said


def test_a_sentence_is_in_the_readers_language() -> None:
    plan = {"from": "people", "where": [["title", "contains", ":v1"]]}
    assert sentence("ceo :v1 <title>有哪些", plan, "zh", TODAY).startswith("查找")


@pytest.mark.parametrize("plan", [{"from": "moons"}, {"from": "deals", "where": [["stage", "=", ":v3"]]}, {"to": 1}])
def test_what_does_not_fit_has_no_sentence(plan: dict) -> None:
    assert sentence("deals of series b :v1 <deal_stage>", plan, "en", TODAY) == ""


def test_a_plan_reads_field_by_field() -> None:
    plan = {
        "limit": 3,
        "order": [["amount", "desc"]],
        "where": [["stage", "in", ["a", "b"]], ["amount", "filled"]],
        "from": "deals",
    }
    assert plan_lines(plan) == (
        ("from", "deals"), ("where", "stage in (a b) · amount filled"), ("order", "amount desc"), ("limit", "3"),
    )  # fmt: skip
