"""Patterns are the same for the same question however it is typed, and neither they nor their plans hold a value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlq.memory.patterns import NotRemembered, pattern_of, remembered_plan
from nlq.memory.plans import canonical_text, renamed
from nlq.text2sql.plan import parse, to_json


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (":v1 <investor> 投过哪些公司", ":v1 <investor> 投过哪些公司？"),
        (":v1 <investor> 投過哪些公司", ":v1 <investor> 投过 哪些公司"),
        ("Which companies did :v1 <investor> back?", "which  companies did :v1 <investor> back"),
        ("ＴＯＰ companies in :v1 <place>", "top companies in :v1 <place>"),
        (":v3 <investor> 在 :v7 <span> 的交易", ":v1 <investor> 在 :v2 <span> 的交易"),
    ],
)
def test_the_same_question_has_one_pattern(one: str, other: str) -> None:
    assert pattern_of(one).text == pattern_of(other).text


@pytest.mark.parametrize(
    "other",
    [":v1 <company> 投过哪些公司", ":v1 <investor> 没投过哪些公司", ":v1 <investor> 投过哪些 :v2 <industry> 公司"],
)
def test_other_kinds_or_words_are_another_pattern(other: str) -> None:
    assert pattern_of(other).text != pattern_of(":v1 <investor> 投过哪些公司").text


def test_a_typed_placeholder_is_no_value() -> None:
    pattern = pattern_of("：v9 ＜investor＞ and :v2 <place>")
    assert pattern.names == {"v2": "v1"}
    assert pattern.text == "and :v1 <place>"


@given(st.text(alphabet=st.sampled_from(" :v12<>place投 aＡ？.,公 "), max_size=30))
def test_a_pattern_of_a_pattern_is_itself(text: str) -> None:
    once = pattern_of(f"{text} :v4 <place> {text}").text
    assert pattern_of(once).text == once


def test_a_plan_follows_the_numbers_of_its_words() -> None:
    pattern = pattern_of(":v3 <span> :v2 <place>")
    plan = parse({"from": "deals", "where": [["place", "=", ":v2"], ["announced_on", "in", ":v3"]]})
    kept = remembered_plan(pattern, plan)
    assert to_json(kept)["where"] == [["place", "=", ":v2"], ["announced_on", "in", ":v1"]]
    assert renamed(kept, pattern.own_names()) == plan


def test_plans_that_differ_in_the_order_of_conditions_are_one() -> None:
    a, b = ["stage", "in", ["a", "b"]], ["or", ["place", "=", ":v1"], ["industry", "=", ":v2"]]
    c, d = ["stage", "in", ["b", "a"]], ["or", ["industry", "=", ":v2"], ["place", "=", ":v1"]]
    one, other = ({"from": "deals", "where": [["has", "investments", items]]} for items in ([a, b], [d, c]))
    assert canonical_text(parse(one)) == canonical_text(parse(other))


@pytest.mark.parametrize(
    "changes",
    [
        {"order": [["count", "desc"], ["industry", "asc"]]},
        {"by": ["stage", "industry"]},
        {"limit": 5},
        {"where": [["place", "!=", ":v1"]]},
        {"where": [["not", ["place", "=", ":v1"]]]},
    ],
)
def test_plans_that_answer_otherwise_stay_apart(changes: dict[str, Any]) -> None:
    plan = {
        "from": "deals", "where": [["place", "=", ":v1"]], "show": ["count"], "by": ["industry", "stage"],
        "order": [["industry", "asc"], ["count", "desc"]],
    }  # fmt: skip
    assert canonical_text(parse(plan)) != canonical_text(parse(plan | changes))


@pytest.mark.parametrize(
    "where",
    [
        [["investor", "=", "云杉秘密资本"]],
        [["has", "investments", [["investor", "=", "云杉秘密资本"]]]],
        [["or", ["place", "=", ":v1"], ["place", "=", "上海"]]],
        [["stage", "in", ["a", "云杉秘密资本"]]],
        [["amount", ">", 30_000_000]],
        [["amount", ">", 0.5]],
        [["announced_on", "in", {"from": "2026-01-01", "to": "2026-02-01"}]],
        [["about", "监管"]],
        [["has", "deals", [], ">", 5000]],
    ],
)
def test_a_plan_with_a_value_is_not_remembered(where: list[Any]) -> None:
    with pytest.raises(NotRemembered):
        remembered_plan(pattern_of(":v1 <place> 的公司"), parse({"from": "companies", "where": where}))


def test_codes_counts_columns_and_today_are_no_values() -> None:
    where = [
        ["stage", "in", ["a", "b_plus"]], ["has", "deals", [["stage", "=", "c"]], ">=", 3], ["place", "=", ":v1"],
        ["last_round_on", "<", ":today"], ["country", "!=", "CHN"], ["total_raised", ">", ".valuation"],
    ]  # fmt: skip
    assert remembered_plan(pattern_of(":v1 <place> 的公司"), parse({"from": "companies", "where": where, "limit": 20}))


@pytest.mark.parametrize("words", ["电话13800138000是谁", "who is a@b.example", "https://x.example 是哪家"])
def test_words_that_hold_a_number_or_an_address_are_not_remembered(words: str) -> None:
    with pytest.raises(NotRemembered):
        remembered_plan(pattern_of(words), parse({"from": "people"}))


def test_a_plan_with_a_value_that_the_words_lack_is_not_remembered() -> None:
    with pytest.raises(NotRemembered):
        remembered_plan(pattern_of("公司有哪些"), parse({"from": "companies", "where": [["place", "=", ":v1"]]}))
