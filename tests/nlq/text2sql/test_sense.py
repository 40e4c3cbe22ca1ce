"""Plans that cancel themselves are told from those that somebody may mean."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from nlq.bank import lines
from nlq.text2sql.plan import parse, to_json
from nlq.text2sql.planners.sense import senseless, without_repeats

LITERAL = re.compile(r'\{"(?:from": (?:"\d|null)|amount|group)[^{}]*\}')  # a model writes a linked value there
BACKED = ["has", "investments", [["company", "=", ":v1"]]]
NONSENSE: list[dict[str, Any]] = [
    {"from": "investors", "where": [BACKED, ["lacks", *BACKED[1:]]]},
    {"from": "deals", "where": [["stage", "in", [":v1", ":v2"]], ["stage", "=", ":v3"]]},
    {"from": "investors", "where": [["kind", "=", ":v1"], ["not", ["kind", "=", ":v2"]]]},
    {"from": "investors", "where": [["kind", "=", ":v1"], ["kind", "!=", ":v2"]]},
    {"from": "deals", "where": [["owner", "=", ":v1"], ["owner", "empty"]]},
    {"from": "tasks", "where": [["is_done", "no"]], "show": [["share", [["is_done", "no"]]]]},
    {"from": "deals", "show": [["sum", "amount"]], "by": ["industry"], "limit": 1, "per": ["industry"]},
    {"from": "investors", "where": [["has", "interactions", [["kind", "=", "call"], ["kind", "=", "visit"]]]]},
    {"from": "opportunities", "where": [["status", "=", "won"]], "show": [["count", "*", [["status", "=", "lost"]]]]},
]
SENSE: list[dict[str, Any]] = [
    {"from": "investors", "where": [["has", "interactions", [["kind", "=", "call"]]], ["lacks", "interactions", [["kind", "=", "visit"]]]]},
    {"from": "companies", "where": [["place", "=", ":v1"], ["place", "=", ":v2"], ["industry", "=", ":v3"], ["industry", "=", ":v4"]]},
    {"from": "deals", "where": [["amount", ">=", ":v1"], ["amount", "<=", ":v2"]]},
    {"from": "investors", "where": [["or", ["last_interaction_on", "<", ":v1"], ["last_interaction_on", "empty"]]]},
    {"from": "tasks", "where": [["owner", "=", ":v1"]], "show": [["share", [["is_done", "no"]]]]},
    {"from": "deals", "show": ["count"], "by": ["industry", "stage"], "limit": 1, "per": ["industry"]},
]  # fmt: skip


@pytest.mark.parametrize("plan", NONSENSE, ids=json.dumps)
def test_a_plan_that_cancels_itself_is_senseless(plan: dict[str, Any]) -> None:
    assert senseless(parse(plan)) > 0


@pytest.mark.parametrize("plan", SENSE, ids=json.dumps)
def test_a_plan_that_somebody_may_mean_is_not(plan: dict[str, Any]) -> None:
    assert senseless(parse(plan)) == 0


def test_people_hardly_ever_write_senseless_plans() -> None:
    texts = [json.dumps(to_json(line.plan)) for file in lines.files() for line in lines.read(file) if line.plan]
    plans = [parse(json.loads(LITERAL.sub('":v9"', text))) for text in texts]
    assert sum(senseless(plan) > 0 for plan in plans) <= len(plans) / 100


def test_what_is_said_twice_is_said_once() -> None:
    done = ["is_done", "no"]
    plan = parse({"from": "tasks", "where": [done, ["owner", "=", ":v1"], done], "columns": ["title", "title"]})
    assert without_repeats(plan) == parse({"from": "tasks", "where": [done, ["owner", "=", ":v1"]], "columns": ["title"]})
