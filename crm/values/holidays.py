"""Feast days by name: Christmas, 春节, 国庆. The next one where something ends before it, the last one otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from crm.values.date_words import Parts, Written

_FIXED = {
    r"圣诞节?|\bchristmas(?: day)?\b|\bxmas\b": (12, 25),
    r"元旦节?|\bnew year(?:'?s)?(?: day)?\b(?! eve)": (1, 1),
    r"\bnew year'?s eve\b|跨年夜": (12, 31),
    r"国庆节?|\bnational day\b": (10, 1),
    r"五一(?:劳动)?节?|劳动节|\blabou?r day\b": (5, 1),
}
_SPRING = r"春节|农历新年|大年初一|\b(?:chinese|lunar) new year\b|\bspring festival\b|\bcny(?= holidays?\b)"
# First day of the lunar year (Hong Kong Observatory, Gregorian-lunar conversion tables).
_SPRING_DAYS = {
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1),
    2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
    2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
_YEAR = r"(?:(?P<y>(?:19|20)\d\d)年?\s?|(?P<said>去年|今年|明年)(?:的)?)?"
_YEAR_BEHIND = r"(?:\s(?P<z>(?:19|20)\d\d)\b)?"
_RULES = (
    *((re.compile(f"{_YEAR}(?:{words}){_YEAR_BEHIND}"), day) for words, day in _FIXED.items()),
    (re.compile(f"{_YEAR}(?:{_SPRING}){_YEAR_BEHIND}"), None),
)
_ENDS_BEFORE = re.compile(r"(?:\b(?:before|by|until|till|to|through|ahead of|prior to)|到|至|截至)\s?(?:the )?$")
_ENDS_BEHIND = re.compile(r"(?:之|以)?前|为止")
_SAID = {"去年": -1, "今年": 0, "明年": 1}


def find_holidays(folded: str, today: date) -> Iterator[Written]:
    """Every feast day named in the folded text."""
    for rule, fixed in _RULES:
        for match in rule.finditer(folded):
            year = _year(match, today) or _nearest(folded, match, fixed, today)
            if day := _day_in(year, fixed):
                yield Written(match.start(), match.end(), Parts(day.year, month=day.month, day=day.day))


def _year(match: re.Match[str], today: date) -> int | None:
    if number := match["y"] or match["z"]:
        return int(number)
    return today.year + _SAID[match["said"]] if match["said"] else None


def _nearest(folded: str, match: re.Match[str], fixed: tuple[int, int] | None, today: date) -> int:
    coming = _ENDS_BEFORE.search(folded[: match.start()]) or _ENDS_BEHIND.match(folded, match.end())
    own = _day_in(today.year, fixed)
    if coming:
        return today.year if own is None or own >= today else today.year + 1
    return today.year if own is None or own <= today else today.year - 1


def _day_in(year: int, fixed: tuple[int, int] | None) -> date | None:
    month_day = fixed or _SPRING_DAYS.get(year)
    return date(year, *month_day) if month_day else None
