"""Figures say when they miss their targets; what they are taken from is the same each time."""

from __future__ import annotations

import pytest
from django.utils import translation

from nlq.bench import linking, table
from nlq.bench.engine_probe import peak_mb
from nlq.bench.figure import Figure
from nlq.bench.running import Pair


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def test_a_figure_beyond_its_target_is_missed() -> None:
    assert Figure("x", 12, "ms", 10).is_missed and Figure("x", 12, "ms", 10).ratio == 1.2
    assert not Figure("x", 10, "ms", 10).is_missed
    assert not Figure("x", 1e9, "ms").is_missed and Figure("x", 1, "ms").ratio is None


def test_a_target_of_nothing_is_missed_by_anything() -> None:
    assert Figure("x", 1, "", 0).is_missed and Figure("x", 1, "", 0).ratio is None
    assert not Figure("x", 0, "", 0).is_missed


def test_a_line_has_value_target_and_verdict() -> None:
    line = table.line(Figure("guard", 12.345, "ms", 10, "of 3"))
    assert line.split() == ["guard", "12.35", "ms", "≤", "10", "ms", "1.23", "missed", "of", "3"]
    assert "missed" not in table.line(Figure("guard", 9, "ms", 10))


def test_columns_stand_below_each_other_in_both_scripts() -> None:
    latin, chinese = table.line(Figure("guard", 9, "ms", 10)), table.line(Figure("检查", 9, "ms", 10))
    assert latin.index("9 ms") == chinese.index("9 ms") + 2


@pytest.mark.parametrize(
    ("ours", "psql", "near"), [(6, 1, True), (6.1, 1, False), (60, 50, True), (61, 50, False), (1, 2, True)]
)
def test_a_statement_may_take_a_fifth_or_five_milliseconds_more(ours: float, psql: float, near: bool) -> None:
    assert Pair(ours, psql).is_near is near


def test_invented_names_differ_and_are_the_same_each_time() -> None:
    entries = list(linking.entries(2_000))
    assert len({entry.name for entry in entries}) == 2_000
    assert {entry.kind for entry in entries} == {"investor", "company"}
    assert sum(entry.name.isascii() for entry in entries) == 1_000
    assert entries == list(linking.entries(2_000))


def test_a_process_has_some_memory() -> None:
    assert 10 < peak_mb() < 10_000
