"""An answer is right when it holds the gold's key columns, row for row, whatever else it shows."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nlq.evaluation.cells import Comparison, plain
from nlq.evaluation.match import Table, matches
from nlq.evaluation.questions import Asked

CASES = Path(__file__).parents[2] / "fixtures" / "evaluation" / "matches.jsonl"


def table(columns: list[str], rows: list[list[Any]], **more: Any) -> Table:
    return Table(tuple(columns), tuple(tuple(row) for row in rows), **more)


def asked(case: dict[str, Any]) -> Asked:
    fields = {name: case[name] for name in ("ordered", "rank", "min_f1", "dupes_ok", "scales") if name in case}
    keys = tuple(case["keys"])
    return Asked("q", "zh", "问", None, case.get("topic", "list"), 1, ("SELECT 1",), keys, **fields)


@pytest.mark.parametrize(
    "line", CASES.read_text(encoding="utf-8").splitlines(), ids=lambda line: json.loads(line)["case"]
)
def test_rows_are_compared_by_what_they_say(line: str) -> None:
    case = json.loads(line)
    uncut = tuple(tuple(row) for row in case["uncut"]) if "uncut" in case else None
    gold = table(case.get("columns", case["keys"]), case["gold"], uncut=uncut)
    width = max((len(row) for row in case["shown"]), default=0)
    shown = table([f"c{n}" for n in range(width)], case["shown"], truncated=case.get("truncated", False))
    found = matches(asked(case), gold, shown)
    assert found.is_right is case["right"], found.why


def test_a_difference_is_named() -> None:
    case = {"keys": ["name", "city"]}
    gold = table(["name", "city"], [["a", "上海"], ["b", "北京"]])
    assert matches(asked(case), gold, table(["x"], [["a"], ["b"]])).why == "no column holds city"
    assert matches(asked(case), gold, table(["x", "y"], [["a", "上海"]])).why == "1 of 2 gold rows are missing"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("3.50"), 3.5),
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1), "2026-03-01"),
        ("  two  words ", "two words"),
        ("", None),
        (["a", "b"], "a, b"),
        (True, True),
    ],
)
def test_values_of_the_database_are_made_plain(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_a_yes_is_a_yes_in_both_languages() -> None:
    flag = Comparison("found")
    assert flag.same(True, "是") and flag.same(True, 1.0) and flag.same(False, "no")
    assert not flag.same(True, "否") and not flag.same(True, "maybe")


def test_many_columns_that_hold_nothing_do_not_hide_a_right_answer() -> None:
    columns = ["a", "b", "c", "d", "e", "f", "name"]
    rows = [[None, None, None, None, None, None, "杉木科技"]]
    case = {"keys": columns}
    assert matches(asked(case), table(columns, rows), table([f"c{n}" for n in range(7)], rows)).is_right
    assert matches(asked(case), table(columns, rows), table(columns, rows)).is_right
