"""Dates and spans of time in cells and sentences, read against the asked day.

The readings are those of the data contract: 近 N and "last N" roll up to and including the asked day; 去年, 上季度 and
"last month" are the calendar period before; 今年 and YTD run from 1 January to the asked day; 本月, 本季度 and 本周 are
whole. A month or quarter without a year is the asked year's, or the year before where that lies more than six months
ahead. "since X" runs to the asked day; "after X" starts the day after X ends; "before X" ends the day before X starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from crm.values.date_relative import Relative, find_relative
from crm.values.date_words import Parts, Written, find_written, resolve
from crm.values.folding import fold
from crm.values.holidays import find_holidays
from crm.values.periods import DAY, Span


@dataclass(frozen=True)
class DateMention:
    """A date in a sentence. kind: period, range, rolling, future, since, after, before, or impossible (`value` None).

    `count` and `unit` (day, week, month, quarter, year) say how far a rolling or future span reaches.
    """

    start: int
    end: int
    value: Span | None
    kind: str
    words: str
    count: int | None = None
    unit: str | None = None
    is_approximate: bool = False


@dataclass(frozen=True)
class ParsedDate:
    """A cell's date; a month or a year stands for its first day. precision: day, month or year."""

    value: date
    precision: str


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    parts: Parts | None
    relative: Relative | None


_JOINT = re.compile(r"\s?(?:-|~|到|至|to|through|thru|until|till)\s?")
_AND = re.compile(r"\s?(?:and|和|与|跟)\s?")
_BETWEEN = re.compile(r"(?:between|介于|在)\s?$")
_FROM = re.compile(r"(?:自从|从|自|from|between|介于)\s?$")
_AFTER_RANGE = re.compile(r"(?:之间|期间|为止)")
_NOW = re.compile(
    r"\s?(?:至今|到现在为?止?|(?:-|~|到|至|to|through|until|till)\s?(?:今|现在|目前|今天|今日|"
    r"now|today|the present|present|date))(?![a-z天])"
)
_SINCE_BEFORE = re.compile(
    r"(?:自从|自|从|since|from|ever since|starting(?: from| in)?|不早于|on or after|no earlier than)\s?$"
)
_SINCE_AFTER = re.compile(
    r"\s?(?:以来|至今|起(?![来码步])|开始(?!以前)|及以后|及之后|onwards?\b|"
    r"(?:and|or) (?:later|after|onwards?)\b|on\b(?= |$)(?! (?:a|the)\b))"
)
_FROM_ON = re.compile(r"from\s?$")
_AFTER_BEFORE = re.compile(r"(?:after|later than|following|post|晚于)\s?-?$")
_AFTER_AFTER = re.compile(r"(?:之后|以后|过后|后(?![来台端期面续轮天年缀者]))")
_BEFORE_BEFORE = re.compile(r"(?:before|prior to|earlier than|pre|早于|ahead of)\s?-?$")
_BEFORE_AFTER = re.compile(r"(?:之前|以前|前(?![一二两三四五六七八九十\d几后端沿景台任年]))")
_UNTIL_BEFORE = re.compile(
    r"(?:until|till|through|by|(?<!been )up to|up until|as of|no later than|on or before|截至|截止到?|不晚于)\s?(?:the )?$"
)
_FROM_NOW = re.compile(
    r"(?:\bbetween now and|\b(?:from )?(?:now|today)(?: on)?(?: to| until| till| through| up to)"
    r"|(?:从|自)?(?:现在|即日|今天)起?(?:到|至))\s?(?:the )?$"
)
_UNTIL_AFTER = re.compile(r"(?:为止|\s?(?:and|or) (?:earlier|before)\b|及以前|及之前)")


def find_dates(text: str, today: date, language: str | None = None) -> list[DateMention]:
    """All dates and spans of a sentence in order, none overlapping. `language` is taken for symmetry; both are read."""
    folded = fold(text)
    pieces = _longest([*find_written(folded, today), *find_relative(folded, today), *find_holidays(folded, today)])
    mentions: list[DateMention] = []
    index = 0
    while index < len(pieces):
        piece, following = pieces[index], pieces[index + 1] if index + 1 < len(pieces) else None
        joined = _range(folded, piece, following, today) if following else None
        mentions.append(joined or _opened(folded, piece, today))
        index += 2 if joined else 1
    return [replace(m, words=text[m.start : m.end]) for m in _trimmed(mentions)]


def parse_date(cell: object, today: date) -> ParsedDate | None:
    """A whole cell: a date or datetime of a spreadsheet, or text such as 2011-03, 2011, 2018年3月5日, «下周三».

    None where it is empty, names no single day, month or year, or does not exist.
    """
    if isinstance(cell, datetime):
        return ParsedDate(cell.date(), "day")
    if isinstance(cell, date):
        return ParsedDate(cell, "day")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell)
    text = re.sub(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$", "", str(cell or "").strip())
    found = find_dates(text, today)
    if len(found) != 1 or found[0].kind != "period" or (found[0].end - found[0].start) != len(text):
        return None
    span = found[0].value
    if span is None or span.start is None or span.grain not in ("day", "month", "year"):
        return None
    return ParsedDate(span.start, span.grain)


def _from_number(cell: int | float) -> ParsedDate | None:
    """1900..2100 is a year, 20000..80000 the serial day of a spreadsheet (days since 1899-12-30)."""
    if 1900 <= cell <= 2100 and cell == int(cell):
        return ParsedDate(date(int(cell), 1, 1), "year")
    return ParsedDate(date(1899, 12, 30) + timedelta(days=int(cell)), "day") if 20000 <= cell <= 80000 else None


def _longest(found: Iterable[Written | Relative]) -> list[_Piece]:
    kept: list[_Piece] = []
    for match in sorted(found, key=_preference):
        if all(match.end <= piece.start or match.start >= piece.end for piece in kept):
            parts = match.parts if isinstance(match, Written) else None
            kept.append(_Piece(match.start, match.end, parts, None if isinstance(match, Written) else match))
    return sorted(kept, key=lambda piece: piece.start)


def _preference(match: Written | Relative) -> tuple[int, int, int]:
    """The longest first; of equals the relative reading, then one that spans a range (2015-17), then the leftmost."""
    rank = 0 if isinstance(match, Relative) else 1 if match.parts.last else 2
    return match.start - match.end, rank, match.start


def _span(piece: _Piece, today: date, year: int | None = None) -> Span | None:
    return piece.relative.span if piece.relative else resolve(piece.parts or Parts(), today, year)


def _range(folded: str, low: _Piece, high: _Piece, today: date) -> DateMention | None:
    start, between = low.start, _BETWEEN.search(folded, max(0, low.start - 9), low.start)
    gap = (low.end, high.start)
    if not (_JOINT.fullmatch(folded, *gap) or (between and _AND.fullmatch(folded, *gap))):
        return None
    if any(p.relative and p.relative.kind != "period" for p in (low, high)):
        return None
    low_year = high.parts.year if high.parts and low.parts else None
    first = _span(low, today, low_year)
    last = _span(high, today, first.start.year if first and first.start and low.parts else None)
    end = high.end + _length(_AFTER_RANGE, folded, high.end)
    if before := _FROM.search(folded, max(0, low.start - 9), low.start):
        start = before.start()
    if first is None or last is None or first.start is None or last.end is None or first.start > last.end:
        return DateMention(start, end, None, "impossible", "")
    return DateMention(start, end, Span(first.start, last.end, first.grain), "range", "")


def _length(pattern: re.Pattern[str], folded: str, position: int) -> int:
    match = pattern.match(folded, position)
    return match.end() - match.start() if match else 0


def _opened(folded: str, piece: _Piece, today: date) -> DateMention:
    """A single period with what opens one side of it: since, after, before, by."""
    span = _span(piece, today)
    if span is None:
        return DateMention(piece.start, piece.end, None, "impossible", "")
    relative = piece.relative
    if relative and relative.kind != "period":
        return DateMention(
            piece.start, piece.end, span, relative.kind, "", relative.count, relative.unit, relative.is_approximate
        )
    for side in (_coming, _since, _until, _after, _before):
        if opened := side(folded, piece, span, today):
            return opened
    rough = bool(piece.parts and piece.parts.edge)
    end = piece.parts.last if piece.parts else None
    return DateMention(piece.start, piece.end, span, "range" if end else "period", "", is_approximate=rough)


def _before_match(pattern: re.Pattern[str], folded: str, piece: _Piece) -> int | None:
    match = pattern.search(folded, max(0, piece.start - 20), piece.start)
    if not match or re.search(r"[a-z]{2}$", folded[max(0, match.start() - 1) : match.start() + 1]):
        return None
    return match.start()


def _since(folded: str, piece: _Piece, span: Span, today: date) -> DateMention | None:
    start = _before_match(_SINCE_BEFORE, folded, piece)
    now = _length(_NOW, folded, piece.end)
    after = now or _length(_SINCE_AFTER, folded, piece.end)
    before_on = _before_match(_FROM_ON, folded, piece)
    if start is None and not after:
        return None
    if start is None and before_on is not None:
        start = before_on
    end = piece.end + after
    if not now:
        end += _length(_NOW, folded, end)
    if span.start is None or (start is not None and not after and _closes(folded, piece.end)):
        return None
    last = today if span.start <= today else None
    return DateMention(piece.start if start is None else start, end, Span(span.start, last, "open"), "since", "")


def _closes(folded: str, position: int) -> bool:
    """«从2017年之前» is no beginning."""
    return bool(_BEFORE_AFTER.match(folded, position) or _AFTER_AFTER.match(folded, position))


def _until(folded: str, piece: _Piece, span: Span, today: date) -> DateMention | None:
    start = _before_match(_UNTIL_BEFORE, folded, piece)
    after = _length(_UNTIL_AFTER, folded, piece.end)
    is_end = bool(piece.relative and piece.relative.is_end) or bool(
        piece.parts and piece.parts.edge in ("底", "末", "end of")
    )
    if is_end:
        after = after or _length(_BEFORE_AFTER, folded, piece.end)
        start = start if start is not None else _before_match(_BEFORE_BEFORE, folded, piece)
    if start is None and not after:
        return None
    end = Span(None, span.end, "open")
    return DateMention(piece.start if start is None else start, piece.end + after, end, "before", "")


def _coming(folded: str, piece: _Piece, span: Span, today: date) -> DateMention | None:
    """From the asked day to the end of the period: «现在到年底», "from now until Christmas"."""
    start = _before_match(_FROM_NOW, folded, piece)
    if start is None or span.end is None or span.end < today:
        return None
    return DateMention(start, piece.end, Span(today, span.end, "open"), "range", "")


def _after(folded: str, piece: _Piece, span: Span, today: date) -> DateMention | None:
    start = _before_match(_AFTER_BEFORE, folded, piece)
    after = _length(_AFTER_AFTER, folded, piece.end)
    if (start is None and not after) or span.end is None:
        return None
    value = Span(span.end + DAY, None, "open")
    return DateMention(piece.start if start is None else start, piece.end + after, value, "after", "")


def _before(folded: str, piece: _Piece, span: Span, today: date) -> DateMention | None:
    start = _before_match(_BEFORE_BEFORE, folded, piece)
    after = _length(_BEFORE_AFTER, folded, piece.end)
    if (start is None and not after) or span.start is None:
        return None
    value = Span(None, span.start - DAY, "open")
    return DateMention(piece.start if start is None else start, piece.end + after, value, "before", "")


def _trimmed(mentions: list[DateMention]) -> list[DateMention]:
    """Words between two dates belong to the first that took them."""
    kept: list[DateMention] = []
    for mention in mentions:
        if kept and mention.start < kept[-1].end:
            if mention.end <= kept[-1].end:
                continue
            mention = replace(mention, start=kept[-1].end)
        kept.append(mention)
    return kept
