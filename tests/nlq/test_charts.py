"""Which answers are drawn, and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from nlq.charts import MOST_BARS, chart


@dataclass(frozen=True)
class Column:
    name: str


def drawn(names: str, *rows: tuple[Any, ...], language: str = "en") -> dict[str, Any] | None:
    return chart(rows, [Column(name) for name in names.split()], language)


def marks(spec: dict[str, Any] | None) -> list[str]:
    assert spec is not None
    return [layer["mark"]["type"] for layer in spec.get("layer", [spec])]


def data(spec: dict[str, Any] | None) -> list[dict[str, Any]]:
    assert spec is not None
    return list(next(iter(spec["datasets"].values())))


PLAIN = [("Ash", "a", date(2024, 1, 2), 5), ("Birch", "b", date(2023, 1, 2), 9), ("Cedar", "a", date(2022, 1, 2), 2)]
YEARS = [(date(2017 + i, 1, 1), (i * 7 % 5 + 1) * 10**8, i + 3) for i in range(9)]


def test_a_series_over_time_is_a_line() -> None:
    assert marks(drawn("year amount_cny deals", *YEARS)) == ["line"]


def test_a_few_periods_are_bars() -> None:
    assert marks(drawn("year amount_cny deals", *YEARS[:4])) == ["bar"]


def test_years_as_numbers_are_time_too() -> None:
    assert marks(drawn("year deals", *[(2015 + i, i % 3) for i in range(9)])) == ["line"]


def test_periods_of_two_groups_are_two_lines() -> None:
    rows = [(date(2016 + i, 1, 1), city, i + 1) for i in range(8) for city in ("Beijing", "Shanghai")]
    spec = drawn("year city deals", *rows)
    assert marks(spec) == ["line"]
    assert {entry["series"] for entry in data(spec)} == {"Beijing", "Shanghai"}


def test_a_category_with_a_number_is_bars_from_the_longest() -> None:
    spec = drawn("industry deals", ("Energy", 3), ("Health", 9), ("Robots", 5))
    assert marks(spec) == ["bar", "text"]
    assert [entry["label"] for entry in data(spec)] == ["Health", "Robots", "Energy"]


def test_a_ranking_with_more_columns_draws_what_it_is_ranked_by() -> None:
    rows = [
        (name, "a", date(2024, day, 1), 9e8 / day, "n/a")
        for day, name in enumerate(("Ash", "Birch", "Cedar", "Elm", "Fir"), 1)
    ]
    spec = drawn("company stage announced_on amount_cny amount_text", *rows)
    assert [(entry["label"], entry["shown"]) for entry in data(spec)][:2] == [("Ash", "¥900M"), ("Birch", "¥450M")]
    assert drawn("company stage announced_on amount_cny amount_text", *rows[:4]) is None


def test_a_share_is_drawn_in_percent() -> None:
    spec = drawn("industry share", ("Energy", 0.25), ("Health", 0.75))
    assert [(entry["value"], entry["shown"]) for entry in data(spec)] == [(75.0, "75%"), (25.0, "25%")]


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        ("amount_cny", [(5,)]),
        ("year amount_cny", [(date(2020, 1, 1), 5)]),
        ("name city", [("Ash", "Beijing"), ("Birch", "Shanghai")]),
        ("company stage announced_on amount_cny", PLAIN),
        ("company stage announced_on amount_cny", PLAIN[:2]),
        ("industry deals", [(f"Industry {i}", i) for i in range(MOST_BARS + 1)]),
        ("industry deals", [("Energy", 1), ("Health", 1)]),
        ("industry deals", [("Energy", None), ("Health", 1)]),
        ("name id", [("Ash", 4), ("Birch", 7)]),
        ("industry deals", []),
    ],
    ids=[
        "one number",
        "one row",
        "no number",
        "plain list",
        "two rows",
        "too many",
        "all the same",
        "one known",
        "only ids",
        "no rows",
    ],
)
def test_a_table_that_says_it_better_has_no_chart(names: str, rows: list[tuple[Any, ...]]) -> None:
    assert drawn(names, *rows) is None


def test_axis_labels_read_in_the_language_of_the_page() -> None:
    chinese = drawn("year amount_cny", *[row[:2] for row in YEARS], language="zh")
    english = drawn("year amount_cny", *[row[:2] for row in YEARS], language="en")
    assert chinese is not None
    assert english is not None
    assert "亿" in chinese["encoding"]["y"]["axis"]["labelExpr"]
    assert "'B'" in english["encoding"]["y"]["axis"]["labelExpr"]
    assert data(chinese)[0]["shown"].endswith("亿元")


def test_codes_are_drawn_by_their_labels() -> None:
    assert {entry["label"] for entry in data(drawn("stage deals", ("a", 3), ("pre_a", 5), language="zh"))} == {
        "A轮",
        "Pre-A轮",
    }


def test_an_unknown_category_is_drawn_as_unknown_and_an_unknown_value_is_left_out() -> None:
    spec = drawn("industry deals", (None, 4), ("Energy", 9), ("Health", None))
    assert [entry["label"] for entry in data(spec)] == ["Energy", "—"]


def test_a_spec_names_no_address_to_fetch_from() -> None:
    spec = drawn("industry deals", ("Energy", 3), ("Health", 9))
    assert spec is not None
    assert "url" not in str({key: value for key, value in spec.items() if key != "$schema"})
