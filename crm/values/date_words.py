"""Absolute dates as written: years, halves, quarters, months and days, with or without a year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from crm.values import numerals, periods
from crm.values.periods import Span

MONTHS = {
    name: index
    for index, names in enumerate(
        [
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ],
        1,
    )
    for name in names.split()
}
_Z = "[零〇一二三四五六七八九]"
Y4 = r"(?:19[89]\d|20\d\d|2100)"
_YZ = rf"(?:一九{_Z}{{2}}|二[零〇]{_Z}{{2}})"
_ANY_YEAR = r"(?:1[89]\d\d|20\d\d|2100)"
_SAID_YEAR = "大前年|前年|去年|今年|明年|后年|上年|本年"
_ZH_YEAR = rf"(?:(?<!\d){_ANY_YEAR}|{_YZ}|(?<![\d.])'?\d{{2}}|(?<!{_Z})[零〇一二九]{_Z})(?:年度|年)|{_SAID_YEAR}"
_YP = rf"(?:(?P<y>{_ZH_YEAR}|(?<![\d.\-/])(?:{Y4})(?=\s?(?:第|上|下|[qh前一二三四]|[1-4]\s?季)))\s?的?\s?)?"
_MZ = r"(?:\d{1,2}|十[一二]?|[一二三四五六七八九])"
_DZ = r"(?:\d{1,2}|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_MON = "|".join(sorted(MONTHS, key=len, reverse=True))
_EN_YEAR = rf"(?:{_ANY_YEAR}|'\d\d|(?:last|this|next) year)"
_YS = rf"(?:(?:\s?,\s?|\s?-\s?|\s|\.\s?|\s?/\s?)(?:of\s|in\s)?(?P<y>{_EN_YEAR})(?!\d))"
_ORD = r"(?:st|nd|rd|th)?"
_NTH = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_EDGE_ZH = r"(?P<edge>上旬|中旬|下旬|初|底|末|中(?=旬))?"
_EDGE_EN = r"(?:(?:the )?(?P<edge>early|mid|late|end of|beginning of|start of)[ -](?:the )?)?"
_NO_COUNT = (
    r"(?![\d%_a-z])(?!,\d{3})(?!\.\d)(?!\s?[\-/]\s?\d(?!\d{3}))(?!\s?(?:多|余)?(?:万|亿|元|块|美|港|人民币|家|笔|人|个|次|名|轮|条|只|支|位|项|倍))"
    r"(?!\s(?:k|m|bn|million|billion|thousand|dollars?|usd|rmb|yuan|companies|investors|people|times|users)\b)"
)
_NO_COMPARED = "".join(
    f"(?<!{w})"
    for w in (
        "超过", "大于", "多于", "至少", "不到", "少于", "低于", "高于", "不足", "等于", "前", "第",
        ">", "<", "> ", "< ", ">=", "<=", "than ", "over ", "least ", "under ", "above ", "top ", "no. ", "#",
    )
)  # fmt: skip
_PREPOSITIONS = (r"\bin", "since", r"\bof", r"\bby", "before", "after", "until", "from", r"\bto", "early", "late")
_AFTER_PREPOSITION = "(?:" + "|".join(rf"(?<={word} )" for word in _PREPOSITIONS) + ")"

_PATTERNS = (
    # Chinese
    rf"{_YP}(?P<m>{_MZ})月(?:份)?\s?(?P<d>{_DZ})(?:日|号)(?!线|楼|院|机|店|文件)",
    rf"{_YP}(?<!\d)(?P<m>{_MZ})月(?:份)?{_EDGE_ZH}(?!亮|球|子)",
    rf"{_YP}(?:第\s?)?(?P<q>[一二三四五1-9])\s?(?:(?<=第.)个)?季度?(?!节|后)",
    rf"{_YP}(?P<h>(?<!手)[上下])半年度?",
    rf"{_YP}前(?P<qs>[二两三23])\s?个?季度",
    rf"(?P<y>{_ZH_YEAR}){_EDGE_ZH}(?!前[一二两三四五六七八九十\d]*(?:大|名|强))",
    rf"{_YP}(?<!\d)(?P<m>{_MZ})月?\s?(?:-|~|到|至)\s?(?P<m2>{_MZ})月(?:份)?(?!\d)",
    rf"{_YP}(?P<q>[一二三四1-4])\s?(?:季度?)?(?:-|~|到|至)(?:第)?(?P<q2>[一二三四1-4])季度",
    rf"{_YP}(?<!\d)(?P<m>{_MZ})月(?P<d>{_DZ})[日号]?\s?(?:-|~|到|至)\s?(?P<d2>{_DZ})[日号]",
    r"(?<![\d.])(?P<yy>\d{2})年?\s?(?:-|~|到|至)\s?(?P<yy2>\d{2})年",
    r"(?<![\d\w])(?P<dec>20[0-4]0|19[89]0|[89]0)(?:年代|'?s\b)",
    # digits
    r"(?<![\d.\-/])(?P<y>\d{4})\s?(?P<sep>[-/.])\s?(?P<m>\d{1,2})(?P=sep)\s?(?P<d>\d{1,2})(?![\d])(?:日)?",
    rf"(?<![\d.\-/])(?<!\d,){_NO_COMPARED}(?P<y>{Y4})[-/.](?P<m>\d{{1,2}})(?![\d%a-z.])(?!\s?[万亿元家笔%\-/])(?:月)?",
    rf"(?<![\d.\-/])(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>{Y4})(?![\d])",
    rf"(?<![\d.\-/])(?P<m>\d{{1,2}})/(?P<y>{Y4})(?![\d/])",
    rf"(?<![\da-z.])(?P<y>{Y4})(?P<m>[01]\d)(?P<d>[0-3]\d)(?![\da-z万亿元.])",
    rf"(?<![\d.\-/])(?P<y>{Y4})\s?(?:-|/)\s?(?P<yy2>\d{{2}})(?![\d\-/.%万亿])年?",
    rf"(?:(?<![\d.a-z$¥€£_/])|(?<=vs))(?<!\d,)(?:(?<![a-z]-)|(?<=pre-)|(?<=post-)){_NO_COMPARED}(?:(?:fy|cy)\s?)?(?P<y>{Y4}){_NO_COUNT}(?:年度?)?",
    r"(?<![\d.,a-z$¥€£_/])(?:(?:fy|cy)\s?)(?P<y>\d{2})(?!\d)",
    r"(?<![\w'])(?P<y>'\d{2})(?![\d%\w'])",
    # quarters and halves in Latin letters
    rf"(?<![a-z\d]){_YP}q(?P<q>\d)(?![\da-z+])",
    rf"(?<![a-z\d])(?P<y>{Y4}|\d\d)(?:年|\s|-|/)?(?:q(?P<q>\d)|h(?P<h>[12]))(?![\da-z])",
    rf"(?<![a-z\d])(?:q(?P<q>\d)|h(?P<h>[12])){_YS}",
    r"(?<![a-z\d])(?:q(?P<q>\d)|h(?P<h>[12]))\s?(?P<y>'?\d\d)(?!\d|\s?[家笔个])",
    rf"(?<![a-z\d])(?:(?P<q>[1-4])q|(?P<h>[12])h)\s?(?P<y>{Y4}|'?\d\d)(?![\da-z])",
    r"(?<![a-z\d])h(?P<h>[12])(?![\da-z+])",
    rf"\b(?:the )?(?P<qn>{_NTH}|last) quarter(?: of(?: the)?(?: year)?)? ?(?P<y>{_EN_YEAR})",
    rf"\b(?:the )?(?P<qn>{_NTH}) quarter(?: of the year)?\b",
    rf"\b(?:the )?(?P<hn>first|second) half(?:[ -]year)?(?: of(?: the year)?)? ?(?P<y>{_EN_YEAR})",
    r"\b(?:the )?(?P<hn>first|second) half(?: of the year)\b",
    rf"\b(?P<q>q\d|[1-4])\s?-\s?q(?P<q2>[1-4]){_YS}?",
    # English months and days
    rf"\b{_EDGE_EN}(?P<mon>{_MON})\.?{_YS}",
    rf"\b(?P<mon>{_MON})\.?\s?(?P<d>\d{{1,2}}){_ORD}(?![\d]){_YS}?(?!\s?(?:deals|rounds|companies|investors|%))",
    rf"(?<![\d.])\b(?P<d>\d{{1,2}}){_ORD}[ -](?:of )?(?P<mon>{_MON})\b\.?{_YS}?",
    rf"\b{_EDGE_EN}(?P<mon>january|february|april|june|july|august|september|october|november|december)\b",
    rf"{_AFTER_PREPOSITION}(?P<mon>{_MON})\b\.?(?! (?:be|have|not|we|i)\b)",
    rf"\b(?P<rel>last|this|next) (?P<mon>{_MON})\b",
    rf"\b(?P<mon>{_MON})\.?\s?(?:-|to|through|and)\s?(?P<mon2>{_MON})\b\.?{_YS}?",
    rf"\b{_EDGE_EN.rstrip('?')}(?P<y>{Y4})(?!\d)",
)
_RULES = tuple(re.compile(pattern) for pattern in _PATTERNS)
_RELATIVE_YEARS = {
    "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2,
    "last year": -1, "this year": 0, "next year": 1,
}  # fmt: skip
_NTH_VALUE = {
    w: i for i, ws in enumerate(("first 1st", "second 2nd", "third 3rd", "fourth 4th last"), 1) for w in ws.split()
}


@dataclass(frozen=True)
class Parts:
    """What a written date names; a missing year is filled in from a neighbour or from the asked day."""

    year: int | None = None
    half: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None
    edge: str = ""
    last: Parts | None = None  # the other end of a range written in one piece


@dataclass(frozen=True)
class Written:
    """A match in the folded text: `parts` for absolute dates."""

    start: int
    end: int
    parts: Parts


def find_written(folded: str, today: date) -> Iterator[Written]:
    """Every match of every rule, overlapping; the caller keeps the longest."""
    for rule in _RULES:
        for match in rule.finditer(folded):
            parts = _parts(match, today)
            if parts is not None:
                yield Written(match.start(), match.end(), parts)


def _parts(match: re.Match[str], today: date) -> Parts | None:
    found = {key: value for key, value in match.groupdict().items() if value}
    if "dec" in found:
        first = _full_year(int(found["dec"]) % 100)
        return Parts(first, last=Parts(first + 9)) if first else None
    if "yy" in found:
        return _two_digit_range(found)
    year = _year(found["y"], today) if "y" in found else None
    if "y" in found and year is None:
        return None
    if "yy2" in found:
        return _short_range(year, found["yy2"])
    if "a" in found:
        return _day_or_month_first(year, int(found["a"]), int(found["b"]))
    if "rel" in found:
        return _near_month(found["rel"], MONTHS[found["mon"]], today)
    return _single_or_range(found, year)


def _single_or_range(found: dict[str, str], year: int | None) -> Parts:
    month = MONTHS[found["mon"]] if "mon" in found else _value(found.get("m"))
    quarter = _NTH_VALUE[found["qn"]] if "qn" in found else _value(found.get("q", "").lstrip("q"))
    half = _half(found.get("h") or found.get("hn"))
    parts = Parts(year, half, quarter, month, _value(found.get("d")), found.get("edge", ""))
    if "m2" in found or "mon2" in found:
        last = MONTHS[found["mon2"]] if "mon2" in found else _value(found["m2"])
        return Parts(year, month=month, last=Parts(year, month=last))
    if "qs" in found:
        return Parts(year, quarter=1, last=Parts(year, quarter=_value(found["qs"])))
    if "q2" in found:
        return Parts(year, quarter=quarter, last=Parts(year, quarter=_value(found["q2"])))
    if "d2" in found:
        return Parts(year, month=month, day=parts.day, last=Parts(year, month=month, day=_value(found["d2"])))
    return parts


def _value(words: str | None) -> int | None:
    if not words:
        return None
    value = int(words) if words.isdigit() else numerals.parse_chinese(words)
    return None if value is None else int(value)


def _half(words: str | None) -> int | None:
    return None if not words else {"上": 1, "下": 2, "first": 1, "second": 2, "1": 1, "2": 2}[words]


def _year(words: str, today: date) -> int | None:
    words = words.strip()
    if words in _RELATIVE_YEARS:
        return today.year + _RELATIVE_YEARS[words]
    value = _value(re.sub(r"年度?|'", "", words))
    if value is None or value >= 1000:
        return value
    return _full_year(value)


def _full_year(value: int) -> int | None:
    """18 -> 2018 and 98 -> 1998; None between, where nobody means a year."""
    return 2000 + value if value <= 40 else 1900 + value if value >= 80 else None


def _two_digit_range(found: dict[str, str]) -> Parts | None:
    first, last = _full_year(int(found["yy"])), _full_year(int(found["yy2"]))
    return Parts(first, last=Parts(last)) if first and last and first < last else None


def _short_range(year: int | None, tail: str) -> Parts | None:
    """2015-17 is a span of years; 2015-11 is a month and left to its own rule."""
    if year is None or int(tail) <= max(12, year % 100):
        return None
    return Parts(year, last=Parts(year // 100 * 100 + int(tail)))


def _day_or_month_first(year: int | None, first: int, second: int) -> Parts:
    """5/3/2018 is read month first, as the American sources write; 25/3/2018 can only be day first."""
    month, day = (second, first) if first > 12 >= second else (first, second)
    return Parts(year, month=month, day=day)


def _near_month(relation: str, month: int, today: date) -> Parts:
    if relation == "last":
        return Parts(today.year if month < today.month else today.year - 1, month=month)
    if relation == "next":
        return Parts(today.year if month > today.month else today.year + 1, month=month)
    return Parts(today.year, month=month)


def default_year(parts: Parts, today: date) -> int:
    """The asked day's year; the year before where that lies more than six months ahead."""
    month = parts.month or (parts.quarter or 0) * 3 - 2
    ahead = month - today.month
    return today.year - 1 if month > 0 and ahead > 6 else today.year


def resolve(parts: Parts, today: date, year: int | None = None) -> Span | None:
    """The span of days; None for a date that does not exist (2月30日, month 13, a fifth quarter)."""
    known = parts.year or year or default_year(parts, today)
    if not _exists(parts, known):
        return None
    if parts.last is not None:
        return _joined(resolve(replace(parts, last=None), today, known), resolve(parts.last, today, known))
    return _edge(_whole(parts, known), parts.edge)


def _joined(first: Span | None, last: Span | None) -> Span | None:
    if not first or not last or not first.start or not last.end or first.start > last.end:
        return None
    return Span(first.start, last.end, first.grain)


def _exists(parts: Parts, year: int) -> bool:
    if not 1 <= year <= 9998 or parts.month not in (None, *range(1, 13)) or parts.quarter not in (None, 1, 2, 3, 4):
        return False
    return parts.day is None or 1 <= parts.day <= calendar.monthrange(year, parts.month or 1)[1]


def _whole(parts: Parts, year: int) -> Span:
    if parts.day and parts.month:
        day = date(year, parts.month, parts.day)
        return Span(day, day, "day")
    if parts.month:
        return periods.month_span(year, parts.month)
    if parts.quarter:
        return periods.quarter_span(year, parts.quarter)
    return periods.half_span(year, parts.half) if parts.half else periods.year_span(year)


def _edge(span: Span, edge: str) -> Span:
    """Part of a period: 年初/early is its first quarter, 年底 its last month, late its last quarter; thirds of a month."""
    if not edge or span.start is None or span.end is None:
        return span
    if span.grain == "month":
        thirds = {"early": 1, "初": 1, "上旬": 1, "beginning of": 1, "start of": 1, "mid": 11, "中": 11, "中旬": 11}
        first = span.start.replace(day=thirds.get(edge, 21))
        last = span.end if first.day == 21 else first.replace(day=first.day + 9)
        return Span(first, last, "day")
    year = span.start.year
    if edge == "mid":
        return periods.months_span(year, 5, 4, "quarter")
    if edge in ("底", "末", "end of"):
        return periods.month_span(year, 12)
    return periods.quarter_span(year, 4 if edge == "late" else 1)
