"""SQL that a person edited becomes a plan again where a plan says the same, and none where it does not."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nlq.text2sql.compile import compile_plan
from nlq.text2sql.decompile import plan_of
from nlq.text2sql.guard import SafeQuery, check
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import parse, to_json

FIXTURES = Path(__file__).parents[2] / "fixtures"
TODAY = date(2026, 11, 22)


def lines(*parts: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in FIXTURES.joinpath(*parts).read_text(encoding="utf-8").splitlines()]


def read(plan: dict, values: dict[str, Value], edits: list[list[str]], currency: str = "CNY") -> dict | None:
    """What the plan's SQL says after each edit's first text has been replaced by its second."""
    found = compile_plan(parse(plan), values, today=TODAY, currency=currency)
    sql = found.sql
    for old, new in edits:
        assert old in sql, sql
        sql = sql.replace(old, new)
    query = check(sql, parameters=tuple(found.params))
    if not isinstance(query, SafeQuery):
        return None
    plan_again = plan_of(query, found.params, values, today=TODAY, currency=currency)
    return to_json(plan_again) if plan_again is not None else None


@pytest.mark.parametrize("case", lines("plans", "edited.jsonl"), ids=lambda case: case["id"])
def test_edited_sql_becomes_the_plan_that_says_it(case: dict[str, Any]) -> None:
    edits = [case[name] for name in ("edit", "also") if name in case]
    assert read(case["plan"], {}, edits) == case["becomes"]


VALUES = {
    "v1": Value("v1", "span", (date(2025, 1, 1), date(2025, 12, 31)), "去年"),
    "v2": Value("v2", "place", ("浙江", "province"), "浙江"),
    "v3": Value("v3", "industry", ("芯片", "半导体"), "芯片"),
    "v4": Value("v4", "number", Decimal(5), "5"),
    "v5": Value("v5", "group", "某系", "某系"),
    "v6": Value("v6", "money", (Decimal(10_000_000), "USD"), "$10m"),
    "v7": Value("v7", "code", {"deal_stage": "b"}, "B轮"),
}
LINKED = [
    {"from": "deals", "where": [["announced_on", "in", ":v1"], ["place", "=", ":v2"], ["industry", "=", ":v3"]], "limit": ":v4"},
    {"from": "deals", "where": [["amount", ">=", ":v6"], ["stage", ">=", ":v7"]], "show": ["count"], "by": [["year", "announced_on"]]},
    {"from": "investors", "where": [["name", "=", ":v5"], ["has", "investments", [["announced_on", "in", ":v1"]], ">", ":v4"]]},
    {"from": "investments", "where": [["investor", "!=", ":v5"], ["place", "!=", ":v2"]]},
]


@pytest.mark.parametrize("plan", LINKED, ids=lambda plan: json.dumps(plan)[:60])
def test_linked_values_keep_their_names(plan: dict) -> None:
    assert read(plan, VALUES, []) == plan


def test_a_value_that_was_dropped_is_not_in_the_plan() -> None:
    plan = {"from": "deals", "where": [["place", "=", ":v2"], ["announced_on", "in", ":v1"]]}
    edited = read(plan, VALUES, [["d1.province = :v2 AND ", ""]])
    assert edited is not None and edited["where"] == [["announced_on", "in", ":v1"]]


def test_half_of_a_period_is_a_period_that_is_open() -> None:
    edited = read({"from": "deals", "where": [["announced_on", "in", ":v1"]]}, VALUES, [[" AND d1.announced_on <= :v1_to", ""]])
    assert edited == {"from": "deals", "where": [["announced_on", ">=", ":v1"]]}


def test_money_keeps_its_plain_name_in_the_currency_that_is_shown_only() -> None:
    plan = {"from": "deals", "columns": ["amount"]}
    assert read(plan, {}, [], "USD") == plan
    assert read(plan, {}, [["amount_cny", "amount_usd"]]) == {"from": "deals", "columns": ["amount_usd"]}


@pytest.mark.parametrize("case", lines("guard", "allowed.jsonl"), ids=lambda case: case["id"])
def test_whatever_is_allowed_is_read_or_left_alone(case: dict[str, Any]) -> None:
    query = check(case["sql"])
    assert isinstance(query, SafeQuery)
    params = dict.fromkeys(query.placeholders, "x")
    plan = plan_of(query, params, {}, today=TODAY, currency="CNY")
    assert plan is None or parse(to_json(plan)).view == plan.view
