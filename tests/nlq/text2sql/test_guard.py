"""The guard: what it refuses and by which rule, what it lets through, and that each of its lists is needed."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from nlq.text2sql import guard
from nlq.text2sql.guard import Refused, SafeQuery, allowed, check, gate, limits, schema, scope

CASES = Path(__file__).parents[2] / "fixtures" / "guard"


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


REFUSED = cases("refused.jsonl")
ALLOWED = cases("allowed.jsonl")


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["id"])
def test_it_refuses_a_hostile_statement_by_the_named_rule(case: dict[str, str]) -> None:
    verdict = check(case["sql"])
    assert isinstance(verdict, Refused), verdict
    assert verdict.rule == case["rule"]


@pytest.mark.parametrize("case", ALLOWED, ids=lambda case: case["id"])
def test_it_lets_an_honest_statement_through(case: dict[str, str]) -> None:
    verdict = check(case["sql"])
    assert isinstance(verdict, SafeQuery), verdict


@pytest.mark.parametrize("case", ALLOWED, ids=lambda case: case["id"])
def test_what_it_printed_passes_again_unchanged(case: dict[str, str]) -> None:
    first = check(case["sql"])
    assert isinstance(first, SafeQuery)
    again = check(first.sql)
    assert isinstance(again, SafeQuery) and again.sql == first.sql


def test_the_fixtures_hold_every_class_of_attack() -> None:
    assert {case["class"] for case in REFUSED} == set("ABCDEFGHIJ")
    assert len(REFUSED) >= 2 * 68


def test_it_refuses_the_samples_as_they_came(sample_data: Path) -> None:
    for line in (sample_data / "sql_guard" / "hostile_examples.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        sql = case["sql"] or "SELECT id FROM deals WHERE " + " OR ".join(["id = 1"] * 5_000)
        assert isinstance(check(sql), Refused), case["id"]


def test_it_refuses_a_huge_predicate_quickly() -> None:
    started = time.perf_counter()
    for sql in (f"SELECT id FROM deals WHERE {' OR '.join(['id = 1'] * n)}" for n in (900, 100_000)):
        assert isinstance(check(sql), Refused)
    assert time.perf_counter() - started < 1


def test_it_writes_view_names_with_their_schema() -> None:
    verdict = check("select NAME from Investors")
    assert isinstance(verdict, SafeQuery)
    assert verdict.sql == "SELECT name FROM analyst.investors LIMIT 10000"


def test_it_writes_stars_out() -> None:
    verdict = check("SELECT i.* FROM investors i WHERE i.name = 'x'")
    assert isinstance(verdict, SafeQuery)
    assert verdict.columns == schema.views()["investors"]
    assert "*" not in verdict.sql


def test_comments_do_not_reach_the_database() -> None:
    verdict = check("SELECT name -- secret\n FROM /* more */ investors")
    assert isinstance(verdict, SafeQuery)
    assert "secret" not in verdict.sql and "more" not in verdict.sql


@pytest.mark.parametrize(
    ("written", "limit", "capped"),
    [("", 10_000, True), ("LIMIT 20", 20, False), ("LIMIT 500000", 10_000, True), ("LIMIT :v1", None, False)],
)
def test_every_statement_has_a_limit(written: str, limit: int | None, capped: bool) -> None:
    verdict = check(f"SELECT name FROM investors {written}")
    assert isinstance(verdict, SafeQuery)
    assert (verdict.limit, verdict.capped) == (limit, capped)
    assert "LIMIT" in verdict.sql


def test_a_limit_that_is_a_value_is_capped_too() -> None:
    verdict = check("SELECT name FROM investors LIMIT :v1")
    assert isinstance(verdict, SafeQuery) and verdict.sql.endswith("LIMIT LEAST(:v1, 10000)")


def test_values_must_be_among_those_bound() -> None:
    assert isinstance(check("SELECT name FROM investors WHERE kind = :v1", parameters={"v1"}), SafeQuery)
    verdict = check("SELECT name FROM investors WHERE kind = :v2", parameters={"v1"})
    assert isinstance(verdict, Refused) and verdict.rule == "placeholder"


def test_it_names_the_values_in_order() -> None:
    verdict = check("SELECT name FROM investors WHERE kind = :v2 AND city = :v1 AND country = :v2")
    assert isinstance(verdict, SafeQuery) and verdict.placeholders == ("v2", "v1")


@pytest.mark.parametrize(
    ("sql", "nearest"),
    [
        ("SELECT nmae FROM investors", "name"),
        ("SELECT d.announced FROM deals d", "announced_on"),
        ("SELECT name FROM investor", "investors"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(sql: str, nearest: str) -> None:
    verdict = check(sql)
    assert isinstance(verdict, Refused) and nearest in str(verdict.message)


def test_every_rule_has_a_sentence_and_no_other() -> None:
    assert {case["rule"] for case in REFUSED} <= set(guard.RULES)
    for rule, sentence in guard.RULES.items():
        with translation.override("en"):
            assert str(sentence).endswith((".", "?")), rule


@pytest.mark.parametrize(
    "sql", ["", "   ", "🦄🦄🦄", "\x00\x01\x02", "a" * 10_001, "明天见谁", "'", ";", "--", "((((", "SELECT"]
)
def test_it_answers_rubbish_with_a_rule(sql: str) -> None:
    assert isinstance(check(sql), Refused)


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=300))
def test_no_text_makes_it_raise(text: str) -> None:
    check(text)
    check(f"SELECT name FROM investors WHERE name = '{text}'")
    check(f"SELECT {text} FROM investors")


@pytest.mark.parametrize("case", REFUSED[::9], ids=lambda case: case["id"])
def test_a_refusal_is_a_whole_sentence_in_either_language(case: dict[str, str]) -> None:
    verdict = check(case["sql"])
    assert isinstance(verdict, Refused)
    for language, end in (("en", ".?"), ("zh-hans", "。？")):
        with translation.override(language):
            assert str(verdict.message).endswith(tuple(end)) and "{" not in str(verdict.message).replace(
                verdict.detail, ""
            )


def test_a_name_in_braces_is_only_a_name() -> None:
    verdict = check('SELECT "{nearest}" FROM investors')
    assert isinstance(verdict, Refused) and "{nearest}" in str(verdict.message)


def test_the_command_says_what_would_run(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("guard", "SELECT name FROM investors LIMIT 5", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"] == "allowed" and said["sql"] == "SELECT name FROM analyst.investors LIMIT 5"


def test_the_command_goes_through_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [{"id": "a", "sql": "SELECT 1"}, {"id": "b", "sql": None}, {"id": "c", "sql": "DROP TABLE x"}]
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    call_command("guard", "--batch", str(file))
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["id"], one["verdict"], one["rule"]) for one in said] == [
        ("a", "allowed", None), ("b", "refused", "empty"), ("c", "refused", "statement"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["no json", "[1]", '"x"'])
def test_the_command_names_a_line_that_it_cannot_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="Line 1"):
        call_command("guard", "--batch", str(file))


def passing() -> set[str]:
    return {case["id"] for case in REFUSED if isinstance(check(case["sql"]), SafeQuery)}


def without_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowed, "_pass_kind", lambda node: None)


def without_clauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowed, "_pass_clauses", lambda node: None)


def without_a_check_of(kind: type) -> Any:
    def remove(monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(allowed._CHECKS, kind, lambda node: None)

    remove.__name__ = f"without_a_check_of_{kind.__name__}"
    return remove


def without_text_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "pass_text", lambda sql: None)


def without_products(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "pass_products", lambda tree, scopes: None)


def without_growth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "pass_growth", lambda tree: None)


def without_whole_view_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_is_whole_view", lambda tree: False)


def without_counted_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_pass_count", lambda node: None)


def without_fixed_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope.series, "pass_series", lambda call: None)


def without_keyword_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "_KEYWORD_VALUES", frozenset())


def without_system_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    views = {name: (*columns, "xmin", "ctid", "oid") for name, columns in schema.views().items()}
    monkeypatch.setattr(schema, "views", lambda: views)
    monkeypatch.setattr(schema, "SYSTEM_COLUMNS", frozenset())


def without_resolution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "_find_qualified", lambda name, table, scopes: None)


def without_whole_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope.Names, "_find_bare", lambda self, name, scopes, clause: None)


MUTANTS = [
    without_kind, without_clauses, without_text_gate, without_products, without_growth, without_whole_view_rule,
    without_counted_limits, without_fixed_bounds, without_keyword_names, without_system_columns, without_resolution,
    without_whole_rows, *(without_a_check_of(kind) for kind in allowed._CHECKS),
]  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_each_check_is_needed(mutant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert passing() == set()
    mutant(monkeypatch)
    assert passing(), "taking this check away lets nothing through: it is dead or its cases are missing"


def test_a_typical_query_takes_less_than_ten_milliseconds() -> None:
    sqls = [case["sql"] for case in ALLOWED]
    for sql in sqls:
        check(sql)
    took = []
    for sql in sqls:
        started = time.perf_counter()
        check(sql)
        took.append(time.perf_counter() - started)
    assert sorted(took)[len(took) // 2] < 0.010
