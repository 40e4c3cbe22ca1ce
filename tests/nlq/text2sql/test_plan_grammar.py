"""The words that may follow in a plan: nothing that does not fit the view or the linked values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from nlq.text2sql.linked import Value
from nlq.text2sql.planners.grammar import END, PlanGrammar

VALUES = {
    "v1": Value("v1", "investor", "X", "X"),
    "v2": Value("v2", "span", (date(2024, 1, 1), date(2024, 12, 31)), "2024"),
    "v3": Value("v3", "number", Decimal(5), "5"),
    "v4": Value("v4", "code", {"relationship": "met"}, "met"),
}
GRAMMAR = PlanGrammar(VALUES)


def after(text: str) -> set[str]:
    return set(GRAMMAR.allowed(text.split()))


def test_a_plan_begins_with_a_view_or_a_refusal() -> None:
    assert after("") == {"{"}
    assert after("{") == {"from", "refuse"}
    assert {"deals", "investors", "notes"} <= after("{ from")
    assert after("{ refuse") == {"write", "no_data", "chat", "unsafe", "vague"}
    assert after("{ from deals }") == {END}


def test_columns_are_those_of_the_view() -> None:
    heads = after("{ from deals where [ [")
    assert {"stage", "amount", "place", "company", "has", "or"} <= heads
    assert not {"aum", "relationship", "amount_cny", "id"} & heads


def test_only_values_of_the_columns_sort_may_stand_there() -> None:
    assert after("{ from investments where [ [ investor =") == {":v1"}
    assert ":v2" in after("{ from deals where [ [ announced_on in") and ":v1" not in after("{ from deals where [ [ announced_on in")
    assert ":v4" in after("{ from investors where [ [ relationship =") and "met" in after("{ from investors where [ [ relationship =")
    assert ":v4" not in after("{ from deals where [ [ stage =")


def test_a_column_without_a_fitting_value_is_only_empty_or_filled() -> None:
    assert after("{ from tasks where [ [ company") == {"empty", "filled"}
    assert after("{ from tasks where [ [ is_done") == {"yes", "no", "empty", "filled"}


def test_groups_need_figures() -> None:
    assert "by" not in after("{ from deals")
    assert "by" in after("{ from deals show [ count ]")


def test_relations_lead_to_their_own_columns() -> None:
    assert "investments" in after("{ from investors where [ [ has") and "earlier" not in after("{ from investors where [ [ has")
    assert "is_lead" in after("{ from investors where [ [ has investments [ [")
    assert ":v3" in after("{ from investors where [ [ has investments [ ] >=")


def test_what_is_no_plan_allows_nothing() -> None:
    assert after("{ from salaries") == set()
    assert not GRAMMAR.accepts(["{", "from", "deals"])
    for whole in (
        "{ from deals order [ [ [ sum amount ] desc ] ] limit :v3 }",
        "{ from deals show [ count ] by [ [ year announced_on ] ] order [ [ [ year announced_on ] asc ] ] }",
    ):
        assert GRAMMAR.accepts(whole.split())
