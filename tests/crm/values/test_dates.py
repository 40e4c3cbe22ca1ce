import itertools
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.values.dates import DateMention, find_dates, parse_date
from crm.values.periods import rolling_back, shift_months
from tests.crm.values.cases import rows

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def told(mentions: list[DateMention]) -> str:
    return " | ".join(f"{m.kind} {m.value.start or ''}..{m.value.end or ''}" if m.value else m.kind for m in mentions)


@pytest.mark.parametrize(("text", "expected"), rows("dates.tsv"))
def test_it_reads_dates_in_a_sentence(text: str, expected: str) -> None:
    assert told(find_dates(text, TODAY)) == expected


@pytest.mark.parametrize(("asked", "text", "expected"), rows("dates_other_days.tsv", 3))
def test_it_counts_from_the_asked_day(asked: str, text: str, expected: str) -> None:
    assert told(find_dates(text, date.fromisoformat(asked))) == expected


@pytest.mark.parametrize(("cell", "expected"), rows("dates_cells.tsv"))
def test_it_reads_a_cell(cell: str, expected: str) -> None:
    parsed = parse_date(cell, TODAY)
    assert (f"{parsed.value} {parsed.precision}" if parsed else "") == expected


@pytest.mark.parametrize("cell", [datetime(2018, 3, 5, 9, 30), date(2018, 3, 5), 43164, 43164.0])
def test_it_reads_the_values_of_a_spreadsheet(cell: object) -> None:
    parsed = parse_date(cell, TODAY)
    assert parsed is not None
    assert (parsed.value, parsed.precision) == (date(2018, 3, 5), "day")


@pytest.mark.parametrize("cell", [None, "", True, 12, 3.5, "hello"])
def test_it_takes_nothing_else_for_a_date(cell: object) -> None:
    assert parse_date(cell, TODAY) is None


def test_spans_point_at_the_words_as_they_were_typed() -> None:
    text = "ＩＤＧ 近三年、２０１８年３月之前 投了多少"
    found = find_dates(text, TODAY)
    assert [m.words for m in found] == ["近三年", "２０１８年３月之前"]
    assert [text[m.start : m.end] for m in found] == [m.words for m in found]


def test_a_rolling_span_says_how_far_it_reaches() -> None:
    (found,) = find_dates("近三年每年的融资额", TODAY)
    assert (found.count, found.unit, found.is_approximate) == (3, "year", False)


def test_a_guess_at_a_span_is_marked() -> None:
    assert find_dates("近几年", TODAY)[0].is_approximate
    assert find_dates("2018年初", TODAY)[0].is_approximate


@given(
    DAYS,
    st.sampled_from(
        [
            "{0:%Y-%m-%d}",
            "{0.year}年{0.month}月{0.day}日",
            "{0.year}/{0.month}/{0.day}",
            "{0:%d %B %Y}",
            "{0:%B %d, %Y}",
        ]
    ),
)
def test_a_written_day_is_read_back(day: date, pattern: str) -> None:
    parsed = parse_date(pattern.format(day), TODAY)
    assert parsed is not None
    assert (parsed.value, parsed.precision) == (day, "day")


@given(DAYS, st.integers(1, 36))
def test_rolling_months_end_today_and_start_the_day_after(day: date, months: int) -> None:
    span = rolling_back(day, months, "month")
    assert span.end == day
    assert span.start is not None
    assert (span.start - shift_months(day, -months)).days == 1


@given(st.text(max_size=80), DAYS)
def test_any_text_gives_ordered_spans(text: str, day: date) -> None:
    found = find_dates(text, day)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(text[m.start : m.end] == m.words for m in found)


@given(st.text("0123456789年月日号-/.近上下去今个周季度前后以来到至三两十 QHq'", max_size=30), DAYS)
def test_date_like_noise_never_fails(text: str, day: date) -> None:
    for mention in find_dates(text, day):
        value = mention.value
        assert value is None or value.start is None or value.end is None or value.start <= value.end
