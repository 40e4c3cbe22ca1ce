"""Plans compile to SQL that the guard allows and that means what the plan says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from crm.models import Company, Deal, FxRate, Interaction, Investment, Investor, Organisation, User
from nlq.text2sql.compile import compile_plan
from nlq.text2sql.guard import SafeQuery, check
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import PlanError, parse
from nlq.text2sql.run import Rows, run

CASES = Path(__file__).parents[2] / "fixtures" / "plans" / "compiled.jsonl"
LINES = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
TODAY = date(2026, 11, 22)


def compiled(plan: dict, currency: str = "CNY"):
    return compile_plan(parse(plan), {}, today=TODAY, currency=currency)


@pytest.mark.parametrize("case", [c for c in LINES if "holds" in c], ids=lambda c: json.dumps(c["plan"], ensure_ascii=False)[:80])
def test_a_plan_compiles_to_sql_that_the_guard_allows(case: dict) -> None:
    found = compiled(case["plan"])
    assert isinstance(check(found.sql, parameters=tuple(found.params)), SafeQuery)
    assert [part for part in case["holds"] if part not in found.sql] == [], found.sql


@pytest.mark.parametrize("case", [c for c in LINES if "error" in c], ids=lambda c: json.dumps(c["plan"], ensure_ascii=False)[:80])
def test_it_refuses_a_plan_that_does_not_fit_and_says_why(case: dict) -> None:
    with pytest.raises(PlanError, match=case["error"]):
        compiled(case["plan"])


def test_literals_never_stand_in_the_sql() -> None:
    found = compiled({"from": "companies", "where": [["name", "=", "'); DROP TABLE deals;--"], ["total_raised", ">", 5]]})
    assert "DROP" not in found.sql
    assert set(found.params.values()) == {"'); DROP TABLE deals;--", 5}


def test_amounts_are_shown_in_the_currency_that_was_asked_for() -> None:
    assert "amount_usd" in compiled({"from": "deals", "show": [["sum", "amount"]]}, currency="USD").sql


@pytest.fixture
def world(transactional_db: None) -> User:
    """Two investors, three companies, four rounds; X invests in all of A's rounds, Y in one of A's and the only one of B."""
    user = User.objects.create(username="demo")
    FxRate.objects.create(currency="CNY", date=date(2000, 1, 1), rate_to_cny=1, rate_to_usd="0.125")
    names = {n: Organisation.objects.create(name=n, province="上海" if n == "A" else "") for n in ("A", "B", "C", "X", "Y")}
    companies = {n: Company.objects.create(organisation=names[n]) for n in "ABC"}
    investors = {n: Investor.objects.create(organisation=names[n]) for n in "XY"}
    rounds = [("A", "angel", 2023, 10), ("A", "a", 2024, 30), ("B", "a", 2024, None), ("A", "b", 2025, 60)]
    deals = [
        Deal.objects.create(company=companies[c], stage_id=s, announced_on=date(y, 6, 1), amount=m, currency="CNY" if m else "")
        for c, s, y, m in rounds
    ]
    for investor, number, lead in (("X", 0, True), ("X", 1, None), ("Y", 1, True), ("Y", 2, False), ("X", 3, True)):
        Investment.objects.create(deal=deals[number], investor=investors[investor], is_lead=lead)
    Interaction.objects.create(investor=investors["X"], happened_on=date(2026, 11, 1), subject="Call")
    return user


def rows(plan: dict, user: User) -> Rows:
    found = compiled(plan)
    query = check(found.sql, parameters=tuple(found.params))
    assert isinstance(query, SafeQuery)
    return run(query, found.params, user=user)


def column(plan: dict, user: User, name: str) -> list:
    result = rows(plan, user)
    at = [c.name for c in result.columns].index(name)
    return [row[at] for row in result.rows]


def test_plans_mean_what_they_say(world: User) -> None:
    expected = [
        ({"from": "investors", "where": [["has", "investments", [["company", "=", "B"]]]]}, "name", ["Y"]),
        ({"from": "investors", "where": [["lacks", "interactions", []]]}, "name", ["Y"]),
        ({"from": "investors", "where": [["only", "investments", [["company", "=", "A"]]]]}, "name", ["X"]),
        ({"from": "investors", "where": [["has", "investments", [["stage", "=", "a"], ["is_lead", "yes"]]]]}, "name", ["Y"]),
        ({"from": "investors", "where": [["has", "investments", [], ">=", 3]]}, "name", ["X"]),
        ({"from": "companies", "where": [["lacks", "deals", []]]}, "name", ["C"]),
        ({"from": "companies", "where": [["not", ["place", "=", "上海"]]]}, "name", ["B", "C"]),
        ({"from": "companies", "where": [["has", "deals", [["stage", "=", "a"], ["has", "later", []]]]]}, "name", ["A"]),
        ({"from": "companies", "order": [["total_raised", "desc"]], "limit": 1}, "total_raised_cny", [100]),
        ({"from": "deals", "order": [["announced_on", "desc"]], "limit": 1, "per": ["company"]}, "stage", ["b", "a"]),
        ({"from": "investments", "where": [["has", "partners", [["investor", "=", "X"]]]], "show": ["count"], "by": ["investor"]},
         "investor", ["Y"]),
        ({"from": "investments", "show": ["count"], "by": ["company"]}, "deal_count", [3, 1]),
        ({"from": "deals", "show": [["sum", "amount"]]}, "without_amount", [1]),
        ({"from": "deals", "show": [["share", [["amount", "empty"]]]]}, "share_pct", [25]),
        ({"from": "deals", "show": [["sum", "amount"], ["growth", ["sum", "amount"]]], "by": [["year", "announced_on"]]},
         "growth_pct", [None, 200, 100]),
        ({"from": "deals", "show": [["running", ["sum", "amount"]]], "by": [["year", "announced_on"]]},
         "running_total_amount_cny", [10, 40, 100]),
        ({"from": "interactions", "where": [["investor", "=", "X"]], "show": [["since", "happened_on"]]}, "days", [21]),
    ]  # fmt: skip
    assert [(plan, column(plan, world, name)) for plan, name, _ in expected] == [(plan, want) for plan, _, want in expected]


def test_the_largest_includes_those_that_tie(world: User) -> None:
    assert column({"from": "deals", "where": [["stage", "=", "a"]], "order": [["announced_on", "desc"]], "limit": 1}, world, "company") == [
        "A",
        "B",
    ]


@pytest.mark.parametrize(
    ("measure", "sql"),
    [
        (["max", "happened_on"], "MAX(i1.happened_on) < :v1_edge"),
        (["max", "gap_days"], "MAX(i1.gap_days) < :v1_days"),
        ("count", ""),
        (["sum", "gap_days"], "SUM(i1.gap_days) < :v1_days"),
    ],
)
def test_a_period_compares_with_days_and_counts_of_days_only(measure: object, sql: str) -> None:
    values = {"v1": Value("v1", "span", (date(2026, 9, 23), TODAY), "两个月", is_length=True)}
    plan = parse({"from": "interactions", "show": ["count"], "by": ["investor"], "having": [[measure, "<", ":v1"]]})
    if not sql:
        with pytest.raises(PlanError, match="period"):
            compile_plan(plan, values, today=TODAY, currency="CNY")
        return
    compiled = compile_plan(plan, values, today=TODAY, currency="CNY")
    assert sql in compiled.sql
