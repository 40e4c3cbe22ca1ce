"""The restatement: what it says, that it says it in both languages, and that it changes when the statement does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp

from nlq.text2sql.compile import compile_plan
from nlq.text2sql.compile.elapsed import ELAPSED
from nlq.text2sql.guard import SafeQuery, check
from nlq.text2sql.guard.printed import printed
from nlq.text2sql.plan import parse
from nlq.text2sql.restate import restate
from nlq.text2sql.restate.phrases import NOUNS, PHRASES

FIXTURES = Path(__file__).parents[2] / "fixtures"
TODAY = date(2026, 11, 22)
GENERIC = ("一个涉及", "A query over")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


CASES = lines(FIXTURES / "restate" / "cases.jsonl")
ALLOWED = lines(FIXTURES / "guard" / "allowed.jsonl")


def decoded(value: Any) -> Any:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"]) if "date" in value else Decimal(value["decimal"])
    return value


def said(sql: str, language: str, params: dict[str, Any] | None = None) -> str:
    verdict = check(sql)
    assert isinstance(verdict, SafeQuery), verdict
    return restate(verdict, {name: decoded(value) for name, value in (params or {}).items()}, language, TODAY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_says_what_the_case_says(case: dict[str, Any], language: str) -> None:
    assert said(case["sql"], language, case["params"]) == case[language]


@pytest.mark.parametrize("case", ALLOWED, ids=lambda case: case["id"])
def test_every_allowed_statement_has_a_sentence(case: dict[str, Any]) -> None:
    chinese, english = said(case["sql"], "zh"), said(case["sql"], "en")
    assert chinese.endswith("。") and english.endswith(".")
    assert "{" not in chinese + english and "\ue000" not in chinese + english


@pytest.mark.parametrize("case", [case for case in CASES if case["params"]], ids=lambda case: case["id"])
def test_every_text_and_day_that_is_bound_is_said(case: dict[str, Any]) -> None:
    sentence = case["en"]
    for name, value in case["params"].items():
        if isinstance(value, dict) and "date" in value and name != "today":
            assert value["date"] in sentence
        elif isinstance(value, str) and not value.islower():
            assert value in sentence


def test_most_statements_are_said_and_not_only_described() -> None:
    generic = [case["id"] for case in ALLOWED if said(case["sql"], "zh").startswith(GENERIC)]
    assert len(generic) <= len(ALLOWED) // 15, generic


def _renamed(node: exp.Expr) -> bool:
    """A literal becomes another one."""
    form = (exp.Interval, exp.Cast, exp.Order, exp.Group, exp.Round, exp.GroupConcat, exp.TimeToStr, exp.TimestampTrunc)
    if not isinstance(node, exp.Literal) or node.find_ancestor(*form) or node.name in {"10000", "100.0", "0.5"}:
        return False
    if isinstance(node.parent, exp.Nullif | exp.Select):
        return False
    node.set("this", f"{node.name}x" if node.args["is_string"] else f"{node.name}1")
    return True


def _turned(node: exp.Expr) -> bool:
    """A comparison becomes another one; what joins two sources is left alone."""
    kinds = {exp.EQ: exp.NEQ, exp.GT: exp.LTE, exp.GTE: exp.LT, exp.LT: exp.GTE, exp.LTE: exp.GT, exp.And: exp.Or}
    if type(node) not in kinds or isinstance(node.expression, exp.Column) or node.find_ancestor(exp.Join):
        return False
    if isinstance(node, exp.And) and node.find(exp.Column) is None:
        return False
    node.replace(kinds[type(node)](this=node.this.copy(), expression=node.expression.copy()))
    return True


def _denied(node: exp.Expr) -> bool:
    """NOT is taken away."""
    if not isinstance(node, exp.Not):
        return False
    node.replace(node.this.copy())
    return True


def _flipped(node: exp.Expr) -> bool:
    """A sort turns round."""
    if not isinstance(node, exp.Ordered) or node.find_ancestor(exp.Window, exp.WithinGroup, exp.GroupConcat):
        return False
    node.set("desc", not node.args.get("desc"))
    return isinstance(node.this, exp.Column) is False or node.this.name != "id"


def mutants(sql: str) -> Iterator[str]:
    first = check(sql)
    assert isinstance(first, SafeQuery)
    for change in (_renamed, _turned, _denied, _flipped):
        for position in range(len(list(first.tree.walk()))):
            tree = first.tree.copy()
            node = list(tree.walk())[position]
            if node is not tree and change(node):
                yield printed(tree)


@pytest.mark.parametrize("case", [*ALLOWED, *CASES], ids=lambda case: case["id"])
def test_another_statement_gets_another_sentence(case: dict[str, Any]) -> None:
    params = case.get("params")
    before = said(case["sql"], "zh", params), said(case["sql"], "en", params)
    if before[0].startswith(GENERIC):
        return
    for other in mutants(case["sql"]):
        if isinstance(check(other), SafeQuery):
            assert said(other, "zh", params) != before[0], other
            assert said(other, "en", params) != before[1], other


def test_a_stored_name_keeps_its_characters() -> None:
    sentence = said("SELECT name FROM companies WHERE name = '云帆AI  智能Tech，(北京)'", "zh")
    assert "云帆AI 智能Tech，(北京)" in sentence


def test_a_value_cannot_pretend_to_be_a_sentence() -> None:
    sentence = said("SELECT name FROM companies WHERE name = '{noun} {left}'", "en")
    assert "{noun} {left}" in sentence


def test_each_phrase_has_both_languages_and_the_same_parts() -> None:
    for key, (chinese, english) in PHRASES.items():
        assert chinese.strip() and english.strip(), key
        parts = [{piece.split("}")[0] for piece in text.split("{")[1:]} for text in (chinese, english)]
        assert parts[0] == parts[1] or key in {"generic"}, key


def test_every_view_has_a_noun() -> None:
    from crm import catalog

    assert set(catalog.views()) <= set(NOUNS)


@pytest.mark.parametrize(("view", "name"), [(view, name) for view, columns in ELAPSED.items() for name in columns])
@pytest.mark.parametrize("rest", ["where", "show"])
def test_days_up_to_the_asked_day_are_called_by_their_name(view: str, name: str, rest: str) -> None:
    plan = {"where": {"where": [[name, ">", 30]]}, "show": {"show": [["avg", name]]}}[rest]
    today = date(2026, 11, 24)
    found = compile_plan(parse({"from": view, **plan}), {}, today=today, currency="CNY")
    query = check(found.sql, parameters=tuple(found.params))
    assert isinstance(query, SafeQuery)
    zh, en = (restate(query, found.params, language, today) for language in ("zh", "en"))
    assert ELAPSED[view][name].zh in zh and ELAPSED[view][name].en in en
    assert "`" not in zh + en
