"""Calendar periods as spans of days, both ends included."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """Days from `start` to `end`, both included; None leaves a side open.

    grain: day, week, month, quarter, half, year, rolling (counted back or on from the asked day) or open.
    """

    start: date | None
    end: date | None
    grain: str


def shift_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier, if negative); the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_span(year: int, month: int, count: int, grain: str) -> Span:
    """`count` whole months from the first of `month` on."""
    first = date(year, month, 1)
    return Span(first, shift_months(first, count) - DAY, grain)


def year_span(year: int) -> Span:
    """1 January to 31 December."""
    return Span(date(year, 1, 1), date(year, 12, 31), "year")


def half_span(year: int, half: int) -> Span:
    """January to June or July to December."""
    return months_span(year, half * 6 - 5, 6, "half")


def quarter_span(year: int, quarter: int) -> Span:
    """Three months; quarters are numbered 1 to 4."""
    return months_span(year, quarter * 3 - 2, 3, "quarter")


def month_span(year: int, month: int) -> Span:
    """One month."""
    return months_span(year, month, 1, "month")


def week_span(day: date) -> Span:
    """Monday to Sunday of the week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=6), "week")


def neighbour(today: date, unit: str, offset: int) -> Span:
    """The calendar day, week, month, quarter, half or year that lies `offset` units after the one of `today`."""
    if unit == "day":
        day = today + offset * DAY
        return Span(day, day, "day")
    if unit == "week":
        return week_span(today + timedelta(weeks=offset))
    if unit == "year":
        return year_span(today.year + offset)
    size = {"month": 1, "quarter": 3, "half": 6}[unit]
    first = shift_months(today.replace(day=1), offset * size)
    return months_span(first.year, (first.month - 1) // size * size + 1, size, unit)


def step(day: date, count: int, unit: str) -> date:
    """`day` moved by `count` units."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return shift_months(day, count * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit])


def rolling_back(today: date, count: int, unit: str) -> Span:
    """The last `count` units up to and including the asked day: 3 years at 2026-11-22 begin on 2023-11-23."""
    return Span(step(today, -count, unit) + DAY, today, "rolling")


def rolling_on(today: date, count: int, unit: str) -> Span:
    """The next `count` units, the asked day included."""
    return Span(today, step(today, count, unit), "rolling")
