"""Lengths of time and shares as people say them: «晾了两个月», "over a year ago", «过半», "a third of"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm.values.numerals import parse_chinese, parse_digits, parse_english
from crm.values.periods import step

_INDEFINITE = {"半": 0.5, "half a": 0.5, "a": 1, "an": 1, "a couple of": 2, "couple of": 2}
_COUNTED_EN = "a couple of|couple of|half a|eighteen|twelve|seven|eight|three|four|five|nine|one|two|six|ten|an|a"
# How many of the next smaller unit a longer one holds, so that halves of it can be counted.
_SMALLER = {"week": (7, "day"), "quarter": (3, "month"), "year": (12, "month")}
_LENGTH_ZH = re.compile(
    r"(?<![第每前后上下今去当同各按近哪])(?<!最近)(?<!过去)(?P<n>\d{1,4}(?:\.\d)?|[一二两三四五六七八九十]{1,3}|半)\s?(?P<u>天|周|个?星期|个半月|个月|年半|年)(?![级度代份轮])(?!两头)"
)
_LENGTH_EN = re.compile(
    rf"(?<![\w.])(?P<n>\d{{1,4}}|{_COUNTED_EN})\s?\+?[\s-]?"
    r"(?P<u>days?|weeks?|wks?|months?|mos?|years?|yrs?|quarters?)\b(?P<half>\s+and\s+a\s+half\b)?",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"(?P<half>(?<!超)过半(?![年天月个])"
    r"|一半(?=以上|以下|都|$)|大半|不到一半|(?<=\bover )half|(?<=\bthan )half|(?<=\bleast )half|\bmajority\b)"
    r"|(?P<zh>[一二三四五六七八九十两]|\d+)分之(?P<part>[一二三四五六七八九十两]|\d+)"
    r"|\b(?:a|one)\s+(?P<en>third|quarter|fifth|tenth)\b(?!\s+(?:round|party|time|meeting))",
    re.IGNORECASE,
)
_AS_LENGTH = re.compile(
    r"\b(?:over|than|least|most|within|under|about|around|almost|nearly|exactly|after|in|for|by|beyond|past|last|took|takes?|been|every)\s+$",
    re.IGNORECASE,
)
_LENGTH_FOLLOWS = re.compile(
    r"\s+(?:ago|old|or\s+(?:more|less|longer|two|so)|and\s+a\s+half|without|since|later|earlier|before|apart|between|with\s+no)\b",
    re.IGNORECASE,
)
_AVERAGE = re.compile(r"(?:平均|每)\s?$")
_EARLIEST_YEAR = 14  # «24年没融过资» is a year, «三年没融过资» a length
_SAID_LENGTH = re.compile(r"(?:过去|近|超过?|已经?|长达|整整|有|了|快|满|达|够|足足)\s?$")
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_IN_FUTURE = re.compile(r"in\s", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:did|was|were|had|happened|came|went|met|saw|spoke|talked|called|visited|logged|announced|raised|signed)\b",
    re.IGNORECASE,
)
_NOT_SINCE = re.compile(
    r"(?:n't|n’t|\bnot|\bnever|\bno(?:\s?one|body|ne)?|\bwithout|\bnothing|\bsilent|\bquiet|\buntouched)\b[^,.;?]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spoken:
    """Words text[start:end]: a length of time as the days up to `today` (`years` where said in years), or a share in percent."""

    start: int
    end: int
    first: date | None = None
    percent: Decimal | None = None
    years: int = 0


def lengths(text: str, today: date) -> Iterator[Spoken]:
    """Lengths of time that no date expression holds: the days that they reach back from the asked day."""
    for found in (*_LENGTH_ZH.finditer(text), *_LENGTH_EN.finditer(text)):
        unit, half = found["u"], bool(found.groupdict().get("half"))
        count = _count(found["n"])
        if count is None or count > 1900 or _is_rate(text, found) or _is_short_year(text, found, today):
            continue
        half = half or unit in ("年半", "个半月")
        reached = _reached(today, _unit(unit), count + (0.5 if half else 0))
        years = int(count) if _unit(unit) == "year" and unit != "年半" and count == int(count) else 0
        yield Spoken(found.start(), found.end(), first=reached + timedelta(days=1), years=years)


def _is_rate(text: str, found: re.Match[str]) -> bool:
    """Whether "a week", «一年» is a measure («averages a week», «平均一年投几笔») and no length («over a year», «一年没联系»)."""
    before = text[: found.start()]
    if found["n"].lower() in ("a", "an"):
        return not (_AS_LENGTH.search(before) or _LENGTH_FOLLOWS.match(text, found.end()))
    return found["n"] == "一" and _AVERAGE.search(before) is not None


def _is_short_year(text: str, found: re.Match[str], today: date) -> bool:
    """Whether two digits before 年 are a year of this century rather than so many years."""
    digits = found["n"]
    if found["u"] != "年" or len(digits) != 2 or not digits.isdecimal() or not digits.isascii():
        return False
    return _EARLIEST_YEAR <= int(digits) <= today.year % 100 and _SAID_LENGTH.search(text[: found.start()]) is None


def _count(words: str) -> float | None:
    words = " ".join(words.lower().split())
    if words in _INDEFINITE:
        return _INDEFINITE[words]
    if words[0].isascii():
        value = parse_digits(words) if words[0].isdecimal() else parse_english(words)
    else:
        # «三四年» is three or four, not thirty-four.
        value = parse_chinese(words) if len(words) == 1 or "十" in words else None
    return float(value) if value is not None else None


def _unit(words: str) -> str:
    """The unit's name in crm.values.periods."""
    name = words.lower()
    if "周" in name or "星期" in name or name.startswith("w"):
        return "week"
    if "月" in name or name.startswith("m"):
        return "month"
    if name.startswith("q"):
        return "quarter"
    return "day" if name == "天" or name.startswith("d") else "year"


def _reached(today: date, unit: str, count: float) -> date:
    """The day that so many units before the asked day reach back to; half a month is 15 days."""
    if unit in _SMALLER:
        size, smaller = _SMALLER[unit]
        return step(today, -int(count * size), smaller)
    return step(today, -int(count), unit) - timedelta(days=15 if unit == "month" and count % 1 else 0)


def shares(text: str) -> Iterator[Spoken]:
    """Fractions as percent: «过半» and "over half" 50, «五分之一» 20, "a third" 33.33."""
    for found in _SHARE.finditer(text):
        if found["half"]:
            percent = Decimal(50)
        elif found["zh"]:
            whole, part = _count(found["zh"]), _count(found["part"])
            if not whole or not part:
                continue
            percent = Decimal(str(round(100 * part / whole, 2)))
        else:
            percent = round(Decimal(100) / _PARTS[found["en"].lower()], 2)
        yield Spoken(found.start(), found.end(), percent=percent)


def was_before(text: str, start: int, end: int) -> bool:
    """Whether a bare weekday of a question about the past («what happened on Monday») is the one that has been."""
    return _WEEKDAY.fullmatch(text[start:end]) is not None and _PAST.search(text) is not None


def reaches_back(text: str, start: int, end: int) -> bool:
    """Whether "in 30 days" looks back: nobody *has* done something in that time."""
    return _IN_FUTURE.match(text[start:end]) is not None and _NOT_SINCE.search(text[:start]) is not None
