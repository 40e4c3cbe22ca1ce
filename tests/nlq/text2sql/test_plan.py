"""A plan is JSON and back, words and back; what is no plan is refused with the place and the cause."""

from __future__ import annotations

import pytest

from nlq.bank.grammar.compose import VIEWS
from nlq.bank.grammar.shapes import shapes
from nlq.text2sql.plan import PlanError, from_words, parse, to_json, to_words

PLANS = [
    {"from": "deals"},
    {"from": "companies", "where": [["place", "=", ":v1"], ["or", ["stage", "in", ["a", "b"]], ["not", ["website", "empty"]]]]},
    {"from": "investors", "where": [["has", "investments", [["stage", "=", ":v1"]], ">=", 3], ["lacks", "interactions", []]]},
    {"from": "deals", "columns": ["amount", ["running", "amount"]], "order": [["announced_on", "asc"]]},
    {"from": "deals", "show": ["count", ["sum", "amount"]], "by": [["year", "announced_on"]], "having": [["count", ">", ":v1"]]},
    {"from": "deals", "show": [["share", [["place", "=", ":v1"]], ["sum", "amount"]]]},
    {"from": "deals", "show": [["change", ["sum", "amount", [["stage", "=", "a"]]], ["sum", "amount"]]]},
    {"from": "investments", "show": ["count"], "by": ["investor"], "order": [["count", "desc"]], "limit": ":v2", "per": ["industry"]},
    {"from": "notes", "where": [["about", ":v1"]]},
]


@pytest.mark.parametrize("data", PLANS)
def test_a_plan_is_the_same_after_json_and_back(data: dict) -> None:
    assert to_json(parse(data)) == data


@pytest.mark.parametrize("data", PLANS)
def test_a_plan_is_the_same_after_words_and_back(data: dict) -> None:
    assert parse(from_words(to_words(data))) == parse(data)


def _bare(data):
    """A shape's plan without the conditions of its noun phrases («"$deals"»)."""
    if isinstance(data, dict):
        return {key: _bare(item) for key, item in data.items() if _bare(item) != [] or item == []}
    if not isinstance(data, list):
        return data
    return [_bare(item) for item in data if not (isinstance(item, str) and item.removeprefix("$") in VIEWS and item[0] == "$")]


def test_every_shape_of_the_grammar_is_a_plan() -> None:
    plans = [_bare(shape.plan) for shape in shapes() if shape.plan]
    assert len(plans) > 100
    assert all(to_json(parse(plan)) == plan for plan in plans)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "JSON object"),
        ({"where": []}, "names a view"),
        ({"from": "deals", "join": 1}, "unknown fields"),
        ({"from": "deals", "where": [["stage", "~", "a"]]}, "no condition"),
        ({"from": "deals", "where": "x"}, "list is expected"),
        ({"from": "deals", "where": [[]]}, "begins with a word"),
        ({"from": "deals", "show": [["mode", "amount"]]}, "no measure"),
        ({"from": "deals", "having": [["count", "contains", 3]]}, "no having"),
        ({"from": "deals", "order": [["amount", "up"]]}, "no order"),
        ({"from": "deals", "by": [["decade", "announced_on"]]}, "no key"),
        ({"from": "deals", "where": [["has", "investments", [], "in", 3]]}, "no comparison"),
    ],
)
def test_it_refuses_what_is_no_plan_and_says_why(data: object, why: str) -> None:
    with pytest.raises(PlanError, match=why):
        parse(data)


@pytest.mark.parametrize("words", ["{ from", "{ from deals } }", "[ a", "]", "{ { } deals }", ""])
def test_it_refuses_words_whose_brackets_do_not_match(words: str) -> None:
    with pytest.raises(PlanError):
        from_words(words.split())
