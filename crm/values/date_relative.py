"""Dates that count from the asked day: 近三年, 上季度, last 18 months, next Friday, two years ago, YTD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm.values import numerals, periods
from crm.values.periods import DAY, Span


@dataclass(frozen=True)
class Relative:
    """A match in the folded text. `count` and `unit` say how far a rolling span reaches; `is_end` marks 年底 and 月底."""

    start: int
    end: int
    span: Span
    kind: str
    count: int | None = None
    unit: str | None = None
    is_approximate: bool = False
    is_end: bool = False


_UNITS = {
    "天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month", "季度": "quarter", "季": "quarter",
    "年": "year", "半年": "half", "day": "day", "week": "week", "month": "month", "mo": "month", "mth": "month", "mnth": "month",
    "wk": "week", "qtr": "quarter",
    "quarter": "quarter", "year": "year", "yr": "year", "decade": "year", "half-year": "half", "half year": "half",
}  # fmt: skip
_N = r"(?P<n>\d{1,4}|[一二两三四五六七八九十百]+|半|几)(?:-|到|至)?(?P<n2>\d{1,3}|[二两三四五六七八九](?!十))?"
_U = r"\s?个?多?(?P<u>天(?!使)|日(?!常)|周|星期|礼拜|季度|季|月|半?年)(?P<half>半)?"
_U_ZH = r"\s?多?(?:个多?(?P<um>月)|(?P<u>个?(?:天(?!使)|日(?!常)|周|星期|礼拜|季度|季)|半?年))(?P<half>半)?"
_EN_N = rf"(?P<n>\d{{1,4}}|{numerals.EN_WORDS}|a|an|couple of|a couple of|few|a few|several)"
_EN_U = r"(?P<u>day|week|wk|month|mo|mth|mnth|quarter|qtr|year|yr)s?\b"
_FUTURE = re.compile(
    r"到期|截止|要交|要做|待办|将|预计|计划|安排|即将|需要|"
    r"\bdue\b|expir|upcoming|expected|\bclose\b|closing|will|maturing|coming"
)
_DUE = re.compile(r"\b(?:due|clos(?:e|es|ing)|expir(?:e|es|ing)|ends?|ending|scheduled|planned|expected|land(?:s|ing)?) $")
_SILENT = re.compile(r"没|未|不曾|无人|\bnot?\b|n't|without|never|silent|quiet|cold")
_WEEKDAYS = {c: i for i, c in enumerate("一二三四五六日")} | {"天": 6} | {str(i): i - 1 for i in range(1, 8)}
_EN_WEEKDAYS = {
    n: i for i, n in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
_WD = "|".join(_EN_WEEKDAYS)
_NO_WD = "(?![一二三四五六日天末年])"
_WEEK = rf"(?:周|星期|礼拜){_NO_WD}"
_FIXED: tuple[tuple[str, str, int], ...] = (
    (r"大前天", "day", -3),
    (r"(?<!大)前天|\b(?:the )?day before yesterday", "day", -2),
    (r"昨天|昨日|\byesterday\b", "day", -1),
    (r"今天|今日(?!头条|资本)|当天|\btoday\b", "day", 0),
    (r"明天|明日|\btomorrow\b", "day", 1),
    (r"(?<!大)后天(?!下)|\b(?:the )?day after tomorrow", "day", 2),
    (r"大后天", "day", 3),
    (rf"上上个?{_WEEK}|\bthe week before last", "week", -2),
    (rf"(?<![上手])上一?个?{_WEEK}|\b(?:last|previous|prior) week\b", "week", -1),
    (rf"(?:本|这一?个?){_WEEK}内?|\b(?:this|current) week\b", "week", 0),
    (rf"(?<!下)下一?个?{_WEEK}|\b(?:next|coming) week\b", "week", 1),
    (rf"下下个?{_WEEK}|\bthe week after next", "week", 2),
    (r"上上个?月|\bthe month before last", "month", -2),
    (r"(?<![上手])上一?个?月(?!球)|\b(?:last|previous|prior) month\b", "month", -1),
    (r"(?:本|这个?|当)月内?|\b(?:this|current) month\b", "month", 0),
    (r"(?<!下)下一?个?月|\b(?:next|coming) month\b", "month", 1),
    (r"下下个?月", "month", 2),
    (r"上上个?季度?|\bthe quarter before last", "quarter", -2),
    (r"(?<![上手])上一?个?季度?(?!节)|\b(?:last|previous|prior) quarter\b", "quarter", -1),
    (r"(?:本|这一?个?|当)季度?内?|\b(?:this|current) quarter\b", "quarter", 0),
    (r"(?<!下)下一?个?季度?|\b(?:next|coming) quarter\b", "quarter", 1),
    (r"上个半年|\blast half\b", "half", -1),
    (r"大前年", "year", -3),
    (r"(?<!大)前年(?!度)|\bthe year before last", "year", -2),
    (r"去年度?|上一?年度?(?!纪)|\b(?:last|previous|prior) (?:calendar )?(?:year|yr)\b", "year", -1),
    (r"年内|本年度内", "year", 0),
    (r"明年|来年|下一年度?|\b(?:next|coming) (?:year|yr)\b", "year", 1),
    (r"后年", "year", 2),
)
_YTD = re.compile(
    r"今年年初(?:至今|以来|到现在)|今年(?:以来|至今|到现在|到目前)?|年初(?:至今|以来|到现在|到今天)|本年度?(?!内)(?:至今)?|"
    r"\b(?:year[ -]to[ -]date|ytd|so far this year|this year so far|(?:this|current) (?:year|yr))\b"
)
_TO_DATE = re.compile(
    r"本月至今|本月以来|\b(?:month[ -]to[ -]date|mtd)\b|本季度?至今|本季度?以来|\b(?:quarter[ -]to[ -]date|qtd)\b"
)
_SAME_PERIOD = re.compile(r"去年同期|上年同期|\b(?:the )?same period last year\b")
_BACK_ZH = re.compile(
    rf"(?:最近这|最近|近期|近|过去的?|过往|这|(?<=从)过去){_N}{_U}(?:以来|来|之内|以内|内|里头?|间|当中|中)?(?!前)"
)
_VAGUE_ZH = re.compile(r"(?:最近|近|过去|这)几(?P<u>年|个月|天|周)(?:来|里|内)?")
_SINCE_ZH = re.compile(rf"(?<![近去\d今每一-九十]){_N}{_U_ZH}(?:以来|来(?!自|源|看|说|人))")
_WITHIN_ZH = re.compile(rf"(?<![\d去今]){_N}{_U_ZH}(?:之内|以内|内(?!容|部|地|蒙))")
_SILENCE_ZH = re.compile(
    # «24年没融过资» speaks of 2024.
    rf"(?:超过|至少|已经|已|有|快|(?!(?:1[4-9]|2\d)年))(?<![\d去今]){_N}{_U_ZH}(?:以上)?(?:都|还|多)?(?=没|未|不曾|无人|无联)"
)
_ON_ZH = re.compile(
    rf"(?:未来的?|接下来的?|今后|往后|下(?=\d|[一二两三四五六七八九十]+个)){_N}{_U}(?:之内|以内|内|里)?"
)
_AGO_ZH = re.compile(rf"(?<![\d近]){_N}{_U_ZH}(?P<more>以前|之前|前)(?![一二两三四五六七八九十\d几])")
_YOUNG_ZH = re.compile(rf"(?<=成立|创立|创办)了?(?:不到|不足|未满|少于|不满){_N}{_U}")
_OLD_ZH = re.compile(
    rf"(?<=成立|创立|创办)了?(?:超过|已超过|已满|满|至少){_N}{_U}|"
    r"(?<=成立|创立|创办)了?(?P<n9>\d{1,2}|[一二两三四五六七八九十]+)年以上"
)
_BACK_EN = re.compile(
    rf"\b(?:(?:in|over|during|within|for|throughout) )?(?:the |these )?"
    rf"(?:last|past|previous|prior|trailing|preceding) {_EN_N}[ -]{_EN_U}"
)
_PAST_EN = re.compile(
    r"\b(?:(?:in|over|during|within) )?(?:the |this )?"
    r"(?:past (?P<u>day|week|month|quarter|year|decade|half[ -]year)|last (?P<v>decade|half[ -]year))\b"
)
_TTM = re.compile(r"\b(?:ltm|ttm)\b")
_RECENT_EN = re.compile(r"\b(?:in )?(?:the )?recent years\b")
_ON_EN = re.compile(
    rf"\b(?:(?:in|over|within|during|for) )?(?:the )?(?:next|coming|following|upcoming) {_EN_N}[ -]{_EN_U}"
)
_WITHIN_EN = re.compile(
    rf"\b(?:within|in|for)(?: (?:over|more than|at least))? {_EN_N}[ -]?\+?[ -]?{_EN_U}(?! (?:ago|old))"
)
_AGO_EN = re.compile(
    rf"(?P<far>\b(?:more than|over|at least) |\b(?:less than|under|within|fewer than) )?\b{_EN_N} {_EN_U} ago\b"
)
_WEEKDAY_ZH = re.compile(
    r"(?P<r>上上|下下|上个?|下个?|本|这个?)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天1-7])(?![\d年个])"
)
_WEEKDAY_EN = re.compile(rf"\b(?:(?P<r>last|this|next|coming|on|by|before|until|after|since) )(?P<d>{_WD})\b")
_END = re.compile(
    r"(?P<w>本|这个?|当|上个?|下个?)?(?P<u>月|季度?|年)(?P<e>底|末|初|上旬|中旬|下旬)|(?<!\d)(?P<year>今年|去年|明年|前年)年?(?P<ye>底|末|初)|(?P<we>(?:本|这)?周末)|"
    r"\b(?:the )?(?:end of (?:the |this )?(?P<eu>month|quarter|year|week)|(?P<yu>year|month|quarter)[ -]end|(?P<abbr>eoy|eom|eoq|eow))\b"
)


def find_relative(folded: str, today: date) -> Iterator[Relative]:
    """Every match of every rule, overlapping; the caller keeps the longest."""
    for finder in (_fixed, _to_date, _rolling_zh, _rolling_en, _ago, _ages, _weekdays, _ends):
        yield from finder(folded, today)


def _fixed(folded: str, today: date) -> Iterator[Relative]:
    for pattern, unit, offset in _FIXED_RULES:
        for match in pattern.finditer(folded):
            yield Relative(match.start(), match.end(), periods.neighbour(today, unit, offset), "period")


_FIXED_RULES = tuple((re.compile(pattern), unit, offset) for pattern, unit, offset in _FIXED)


def _to_date(folded: str, today: date) -> Iterator[Relative]:
    for match in _YTD.finditer(folded):
        yield Relative(match.start(), match.end(), Span(date(today.year, 1, 1), today, "year"), "period")
    for match in _TO_DATE.finditer(folded):
        unit = "month" if match.group()[:2] in ("本月", "mo", "mt") else "quarter"
        yield Relative(match.start(), match.end(), replace(periods.neighbour(today, unit, 0), end=today), "period")
    for match in _SAME_PERIOD.finditer(folded):
        last = periods.shift_months(today, -12)
        yield Relative(match.start(), match.end(), Span(date(last.year, 1, 1), last, "year"), "period")


def _count(match: re.Match[str]) -> tuple[int, str, bool] | None:
    """(count, unit, is approximate) of a duration; halves are counted in months."""
    groups = match.groupdict()
    words, unit = match["n"], _UNITS[(groups.get("um") or match["u"]).rstrip("s").lstrip("个")]
    second = groups.get("n2") or (words[-1] if re.fullmatch(r"[一两二三四五六七八九]{2}", words) else None)
    if words in ("few", "a few", "several", "几"):
        return 3, unit, True
    if words == "半" or words in ("half a", "half"):
        return (6, "month", False) if unit == "year" else (15, "day", False) if unit == "month" else None
    number = _integer(second or words)
    if number is None or number == 0:
        return None
    if unit == "half" or (groups.get("half") and unit == "year"):
        return (number * 12 + 6 if unit == "year" else number * 6), "month", False
    if groups.get("half") and unit == "month":
        return number * 30 + 15, "day", False
    return (number, unit, bool(second)) if number <= {"day": 4000, "week": 600}.get(unit, 120) else None


def _integer(words: str) -> int | None:
    if words.isdigit():
        return int(words)
    if words in ("a", "an"):
        return 1
    if words.endswith("couple of"):
        return 2
    value = numerals.parse_chinese(words) or numerals.parse_english(words)
    return None if value is None else int(value)


def _roll(match: re.Match[str], today: date, *, ahead: bool = False) -> Iterator[Relative]:
    counted = _count(match)
    if counted is None:
        return
    count, unit, rough = counted
    roll = periods.rolling_on if ahead else periods.rolling_back
    kind = "future" if ahead else "rolling"
    yield Relative(match.start(), match.end(), roll(today, count, unit), kind, count, unit, rough)


def _rolling_zh(folded: str, today: date) -> Iterator[Relative]:
    for pattern in (_BACK_ZH, _SINCE_ZH, _SILENCE_ZH, _YOUNG_ZH):
        for match in pattern.finditer(folded):
            yield from _roll(match, today)
    for match in _WITHIN_ZH.finditer(folded):
        yield from _roll(match, today, ahead=bool(_FUTURE.search(folded)) and not _SILENT.search(folded, match.end()))
    for match in _ON_ZH.finditer(folded):
        yield from _roll(match, today, ahead=True)
    for match in _VAGUE_ZH.finditer(folded):
        unit = _UNITS[match["u"].lstrip("个")]
        yield Relative(match.start(), match.end(), periods.rolling_back(today, 3, unit), "rolling", 3, unit, True)


def _rolling_en(folded: str, today: date) -> Iterator[Relative]:
    for match in _BACK_EN.finditer(folded):
        yield from _roll(match, today)
    for match in _ON_EN.finditer(folded):
        yield from _roll(match, today, ahead=True)
    for match in _WITHIN_EN.finditer(folded):
        silent = bool(_SILENT.search(folded))
        if match.group().startswith("for") and not silent:
            continue
        comes = match.group().startswith("in ") or bool(_FUTURE.search(folded))
        due = _DUE.search(folded[: match.start()]) is not None
        yield from _roll(match, today, ahead=due or (comes and not silent))
    yield from _single_units_en(folded, today)


def _single_units_en(folded: str, today: date) -> Iterator[Relative]:
    for match in _PAST_EN.finditer(folded):
        words = (match["u"] or match["v"]).replace("-", " ")
        count = 10 if words == "decade" else 1
        unit = _UNITS[words]
        yield Relative(match.start(), match.end(), periods.rolling_back(today, count, unit), "rolling", count, unit)
    for match in _TTM.finditer(folded):
        yield Relative(match.start(), match.end(), periods.rolling_back(today, 12, "month"), "rolling", 12, "month")
    for match in _RECENT_EN.finditer(folded):
        yield Relative(match.start(), match.end(), periods.rolling_back(today, 3, "year"), "rolling", 3, "year", True)


def _ago(folded: str, today: date) -> Iterator[Relative]:
    for match in (*_AGO_ZH.finditer(folded), *_AGO_EN.finditer(folded)):
        counted, groups = _count(match), match.groupdict()
        is_year = re.fullmatch(r"\d{2}", match["n"]) and int(match["n"]) > 10 and groups.get("u") == "年"
        if counted is None or is_year or match["n"] in ("几", "few", "several"):
            continue
        count, unit, _ = counted
        far, more = groups.get("far") or "", groups.get("more") or ""
        if far.startswith(("less", "under", "within", "fewer")):
            yield Relative(match.start(), match.end(), periods.rolling_back(today, count, unit), "rolling", count, unit)
        elif far or more in ("以前", "之前"):
            yield Relative(match.start(), match.end(), Span(None, periods.step(today, -count, unit), "open"), "before")
        else:
            yield Relative(match.start(), match.end(), _period_ago(today, count, unit), "period")


def _period_ago(today: date, count: int, unit: str) -> Span:
    """The whole calendar unit that lay then: two years ago is a year, three days ago a day."""
    return periods.neighbour(today, unit, -count)


def _ages(folded: str, today: date) -> Iterator[Relative]:
    for match in _OLD_ZH.finditer(folded):
        count = _integer(match["n9"] or match["n"])
        if count:
            unit = "year" if match["n9"] else _UNITS[match["u"]]
            yield Relative(match.start(), match.end(), Span(None, periods.step(today, -count, unit), "open"), "before")


def _weekdays(folded: str, today: date) -> Iterator[Relative]:
    offsets = {"上上": -2, "上": -1, "下": 1, "下下": 2}
    monday = today - timedelta(days=today.weekday())
    for match in _WEEKDAY_ZH.finditer(folded):
        weeks = offsets.get((match["r"] or "").rstrip("个"), 0)
        day = monday + timedelta(days=_WEEKDAYS[match["d"]] + 7 * weeks)
        yield Relative(match.start(), match.end(), Span(day, day, "day"), "period")
    for match in _WEEKDAY_EN.finditer(folded):
        day = _english_weekday(match["r"], _EN_WEEKDAYS[match["d"]], today)
        start = match.start() if match["r"] in ("last", "this", "next", "coming") else match.start("d")
        yield Relative(start, match.end(), Span(day, day, "day"), "period")


def _english_weekday(relation: str, weekday: int, today: date) -> date:
    """last: the latest before today; next: that of the next calendar week; otherwise the nearest from today on."""
    monday = today - timedelta(days=today.weekday())
    if relation == "last" or relation == "since":
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    if relation == "next":
        return monday + timedelta(days=weekday + 7)
    if relation == "this":
        return monday + timedelta(days=weekday)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


_END_OFFSETS: dict[str, int] = {"上": -1, "下": 1, "去年": -1, "明年": 1, "前年": -2}
_END_UNITS = {"y": "year", "m": "month", "q": "quarter", "w": "week"}


def _ends(folded: str, today: date) -> Iterator[Relative]:
    """年底, 月底, year end and 下个月初: the last month of a year or quarter, ten days of a month, a week's last two days."""
    for match in _END.finditer(folded):
        words = match["eu"] or match["yu"] or (match["abbr"] or "")[2:]
        unit = (
            _END_UNITS[words[0]] if words else _UNITS[match["u"]] if match["u"] else "week" if match["we"] else "year"
        )
        offset = _END_OFFSETS.get(match["year"] or (match["w"] or "").rstrip("个"), 0)
        edge = match["e"] or match["ye"] or "底"
        span = _edge_span(periods.neighbour(today, unit, offset), unit, edge)
        yield Relative(match.start(), match.end(), span, "period", is_end=edge in ("底", "末"))


def _edge_span(whole: Span, unit: str, edge: str) -> Span:
    first, last = whole.start, whole.end
    if first is None or last is None:
        return whole
    if unit == "week":
        return Span(last - DAY, last, "day")
    if unit == "month":
        day = {"初": 1, "上旬": 1, "中旬": 11}.get(edge, 21)
        return Span(first.replace(day=day), last if day == 21 else first.replace(day=day + 9), "day")
    if edge in ("底", "末", "下旬"):
        return Span(last.replace(day=1), last, "month")
    if unit == "year":
        return periods.quarter_span(first.year, 1)
    return periods.month_span(first.year, first.month)
