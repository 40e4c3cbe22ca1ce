"""Feast days by name, read against the asked day."""

from __future__ import annotations

from datetime import date

import pytest

from crm.values.dates import find_dates

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("due before Christmas", None, date(2026, 12, 24)),
        ("by Christmas 2027", None, date(2027, 12, 25)),
        ("my tasks from now until Christmas Day", TODAY, date(2026, 12, 25)),
        ("nothing logged since New Year", date(2026, 1, 1), TODAY),
        ("since Chinese New Year", date(2026, 2, 17), TODAY),
        ("春节前到期的任务", None, date(2027, 2, 5)),
        ("春节后联系过谁", date(2026, 2, 18), None),
        ("国庆以来", date(2026, 10, 1), TODAY),
        ("2025年春节之后", date(2025, 1, 30), None),
        ("去年国庆", date(2025, 10, 1), date(2025, 10, 1)),
        ("五一之前", None, date(2027, 4, 30)),
    ],
)
def test_a_feast_is_the_next_one_where_something_ends_before_it_and_the_last_one_otherwise(
    text: str, start: date | None, end: date | None
) -> None:
    (found,) = find_dates(text, TODAY)
    assert found.value is not None
    assert (found.value.start, found.value.end) == (start, end)


@pytest.mark.parametrize("text", ["between now and year end", "现在到年底"])
def test_from_now_to_the_end_of_a_period_begins_today(text: str) -> None:
    (found,) = find_dates(text, TODAY)
    assert found.value is not None
    assert (found.value.start, found.value.end) == (TODAY, date(2026, 12, 31))


def test_four_quarters_are_no_fourth_quarter() -> None:
    (found,) = find_dates("18年四个季度各融了多少", TODAY)
    assert found.words == "18年"
