"""Counts, percentages, ordinals and top-k in cells and sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from crm.values import numerals
from crm.values.folding import fold
from crm.values.quantities import Quantity, scan

_UNITS_ZH = (
    r"个(?!月)|个月|家|笔|轮|次(?!元|级|品|日|新)|位|名|条|只|支|项|人(?!民|工|才|脸|形|类)|份(?!额)|篇|件|款|例|"
    r"天(?!使)|周(?!边)|年(?!代|轻|会|报|化)|倍|场|通|封|组|类|种|座|起(?!来|码)|股(?!权|东)|号(?!称)"
)
_UNITS_EN = (
    r"deals?|rounds?|companies|company|investors?|investments?|times|funds?|people|meetings?|calls?|notes?|tasks?|"
    r"opportunities|opportunity|startups?|firms?|leads?|months?|days?|weeks?|years?|quarters?|x\b|interactions?|industries|cities"
)
_UNIT = re.compile(
    rf"\s?(?:多|余)?({_UNITS_ZH})|[ -](?:or more |plus |\+ ?)?(?:[a-z]+ )?({_UNITS_EN})\b|\+ ?({_UNITS_EN})\b|(x)\b"
)
_COMPARED = re.compile(
    r"(?:前|头|至少|最少|最多|至多|超过|多于|大于|高于|少于|小于|低于|不到|不足|不少于|不超过|不低于|不高于|等于|只有|仅有|满|达到|达|共|"
    r"[<>=≥≤]=?|at least|at most|more than|less than|fewer than|no more than|no fewer than|no less than|not more than|over|under|"
    r"above|below|exactly|only|just|up to|than|equals?|minimum|maximum|min|max)\s?$"
)
_TOP = re.compile(r"(?:(?<![a-z])(?:top|first|bottom|best|biggest|largest)[ -]?|前|头|后)$")
_TOP_WORD = re.compile(r"(?:(?<![a-z])top[ -]?|前|头)$")
_FOLLOWS = re.compile(r"[以左多余到至和与或的之倍成及内为上下、，。？！,;:?!)（）\s]|$|元|块|美|人民|港|欧|万|亿|%")
_DATE_LIKE = re.compile(
    r"\d{1,4}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,4}(?!\d)|(?:19[89]\d|20\d\d)[-/.]\d{1,4}(?!\d)|\d/\d|[hq]\d(?!\d)|\d{2,4}[hq]\d|\d[hq]\d{2,4}"
)
_AFTER_DATE = re.compile(r"\s?(?:年(?![以多内]|期限)|月|日|号|季度|半年|世纪|点钟|时|分(?!之|位))")
_PERCENT = re.compile(r"\s?(?:%|percent\b|per cent\b|pct\b|个百分点)")
_TENTHS = re.compile(r"成(?![立为功员长本交果熟了都人就绩分品型不])(半?)")
_PER_HUNDRED = re.compile(r"百分之(\d+(?:\.\d+)?|[零一二两三四五六七八九十百点]+)")
_NTH = "|".join(numerals.EN_ORDINALS)
_ORDINAL = re.compile(rf"(?<![a-z\d])(\d{{1,3}})(?:st|nd|rd|th)(?![a-z])|\b({_NTH})\b(?! (?:half|quarter|time))")
_TIMES = re.compile(r"(?<![a-z-])(?<!at )(once|twice|thrice)(?![a-z-])")
_TIMES_VALUE = {"once": 1, "twice": 2, "thrice": 3}
_ARTICLE_ONE = re.compile(r"(?:哪|某|每|同|这|那|任|任何|下|上|前|后|另|唯|逐|统|之|第|其中|有)$")
_ORDINAL_ZH = re.compile(r"第$")
_NOT_A_NUMBER = {"千万", "百万", "万一", "三一", "百千", "十百", "千百", "十一"}
_TWO_B = re.compile(r"2[bc]$")


@dataclass(frozen=True)
class NumberMention:
    """A number said in a sentence or cell. kind: count (with a `unit`), plain, percent (30% -> 30), ordinal, top (前十),
    times (twice), multiple (3倍). `high` ends a range. The span leaves the measure word out but holds 前, top and %."""

    start: int
    end: int
    value: Decimal
    kind: str
    words: str
    unit: str = ""
    high: Decimal | None = None
    is_approximate: bool = False


def find_numbers(text: str) -> list[NumberMention]:
    """All numbers of a sentence in order, none overlapping; dates, and digits inside names and Latin words, are left out."""
    folded = fold(text)
    found = [*_percentages(folded), *_ordinals(folded)]
    taken = [(m.start, m.end) for m in found] + [m.span() for m in _DATE_LIKE.finditer(folded)]
    for quantity in scan(folded):
        if any(quantity.start < end and start < quantity.end for start, end in taken):
            continue
        if mention := _mention(folded, quantity):
            found.append(mention)
    ordered = _ranges(folded, sorted(found, key=lambda m: m.start))
    return [replace(m, words=text[m.start : m.end]) for m in ordered]


def parse_number(text: str | int | float | Decimal | None) -> Decimal | None:
    """The value of a whole cell: «1,200.50», «1.5亿», «三成» (30), "30%" (30). None where it is not one number."""
    folded = fold("" if text is None else str(text).strip())
    if re.fullmatch(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?", folded) and re.search(r"\d", folded):
        return Decimal(folded.replace(",", ""))
    if len(found := _percentages(folded)) == 1 and found[0].end - found[0].start == len(folded):
        return found[0].value
    quantities = scan(folded)
    whole = len(quantities) == 1 and (quantities[0].start, quantities[0].end) == (0, len(folded))
    return quantities[0].value if whole else None


def _percentages(folded: str) -> list[NumberMention]:
    found = []
    for quantity in scan(folded):
        value = quantity.value
        if value is None:
            continue
        if match := _PERCENT.match(folded, quantity.end):
            found.append(NumberMention(quantity.start, match.end(), value, "percent", ""))
        elif quantity.scale == 1 and value < 11 and (match := _TENTHS.match(folded, quantity.end)):
            tenths = value * 10 + (5 if match[1] else 0)
            found.append(NumberMention(quantity.start, match.end(), tenths, "percent", ""))
    for match in _PER_HUNDRED.finditer(folded):
        value = numerals.parse_chinese(match[1]) if not match[1][0].isdigit() else Decimal(match[1])
        if value is not None:
            found = [m for m in found if m.end <= match.start() or m.start >= match.end()]
            found.append(NumberMention(match.start(), match.end(), value, "percent", ""))
    return found


def _ordinals(folded: str) -> list[NumberMention]:
    found = []
    for match in _ORDINAL.finditer(folded):
        value = Decimal(match[1]) if match[1] else Decimal(numerals.EN_ORDINALS[match[2]])
        found.append(NumberMention(match.start(), match.end(), value, "ordinal", ""))
    for match in _TIMES.finditer(folded):
        found.append(NumberMention(match.start(), match.end(), Decimal(_TIMES_VALUE[match[1]]), "times", "", "times"))
    return found


def _mention(folded: str, quantity: Quantity) -> NumberMention | None:
    value, start, end = quantity.value, quantity.start, quantity.end
    if value is None or not _stands_alone(folded, quantity):
        return None
    unit_match = _UNIT.match(folded, end)
    unit = next((g for g in unit_match.groups() if g), "") if unit_match else ""
    kind = "multiple" if unit in ("倍", "x") else "times" if unit == "times" else "count" if unit else "plain"
    if _ORDINAL_ZH.search(folded, 0, start):
        if value == 1 and unit in ("次", "个"):
            return None
        return NumberMention(start - 1, end, value, "ordinal", "", unit)
    if quantity.scale == 1 and (top := _TOP.search(folded, 0, start)) and _is_top(folded, top, unit):
        return NumberMention(top.start(), end, value, "top", "", unit)
    return NumberMention(start, end, value, kind, "", unit, None, quantity.is_approximate)


def _is_top(folded: str, top: re.Match[str], unit: str) -> bool:
    """«前三年» is a span of time, «最后三家» no ranking from the top."""
    if unit in ("年", "天", "周", "个月", "years", "months", "weeks", "days", "year", "month", "quarters"):
        return False
    return top.group() != "后"


def _stands_alone(folded: str, quantity: Quantity) -> bool:
    if quantity.form == "zh":
        return _is_chinese_number(folded, quantity)
    words = folded[quantity.start : quantity.end]
    if quantity.form == "words":
        return words != "one" or _one_counts(folded, quantity)
    return _are_digits_a_number(folded, quantity, words)


def _one_counts(folded: str, quantity: Quantity) -> bool:
    """Says that "one deal" and "at least one" count; "the one", "which one" and "one of" do not."""
    if re.search(r"\b(?:which|no|the|this|that|each|every|any|some|another)\s$", folded[: quantity.start]):
        return False
    return bool(_UNIT.match(folded, quantity.end) or _COMPARED.search(folded, 0, quantity.start))


def _are_digits_a_number(folded: str, quantity: Quantity, words: str) -> bool:
    compared = bool(_COMPARED.search(folded, 0, quantity.start) or _TOP_WORD.search(folded, 0, quantity.start))
    if folded.startswith("'s", quantity.end):
        return False
    if _TWO_B.fullmatch(words) or (words.endswith(".0") and not compared):
        return False
    if _AFTER_DATE.match(folded, quantity.end) or (not compared and _is_year(folded, quantity, words)):
        return False
    following = folded[quantity.end : quantity.end + 1]
    if compared or quantity.scale > 1 or not following or not "一" <= following <= "鿿":
        return True
    return bool(_UNIT.match(folded, quantity.end) or _FOLLOWS.match(folded, quantity.end))


def _is_year(folded: str, quantity: Quantity, words: str) -> bool:
    return len(words) == 4 and words.isdigit() and 1980 <= int(words) <= 2100 and not _UNIT.match(folded, quantity.end)


def _is_chinese_number(folded: str, quantity: Quantity) -> bool:
    words = folded[quantity.start : quantity.end]
    before, unit = folded[: quantity.start], _UNIT.match(folded, quantity.end)
    if _AFTER_DATE.match(folded, quantity.end):
        return False
    compared = _COMPARED.search(before)
    if words in ("一", "半") and ((_ARTICLE_ONE.search(before) and not before.endswith("第")) or words == "半"):
        return False
    if words == "一" and unit and unit[1] in ("起", "人", "号", "次", "天", "周", "年") and not compared:
        return unit[1] == "次" and not re.match(r"次性", folded[quantity.end :])
    if words[0] in "万亿" or (words in _NOT_A_NUMBER and not unit):
        return bool(compared)
    if unit or words in ("俩", "仨") or (compared and not (words == "一" and before.endswith("前"))):
        return True
    if before.endswith("第") or re.match(rf"(?:到|至|-|~)(?:{numerals.ZH_NUMERAL}|\d)", folded[quantity.end :]):
        return words != "一"
    has_scale = any(c in "十百千万亿" for c in words)
    return has_scale and len(words) > 1 and not re.match(r"[强度分级]|世纪|里|万元", folded[quantity.end :])


def _ranges(folded: str, mentions: list[NumberMention]) -> list[NumberMention]:
    joined: list[NumberMention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        if last and last.high is None and last.value < mention.value and _are_joined(folded, last, mention):
            joined[-1] = replace(
                last, end=mention.end, high=mention.value, kind=mention.kind, unit=mention.unit or last.unit
            )
        else:
            joined.append(mention)
    return joined


def _are_joined(folded: str, low: NumberMention, high: NumberMention) -> bool:
    if low.kind not in ("plain", "count", "percent") or high.kind not in ("plain", "count", "percent"):
        return False
    if re.fullmatch(r"\s?(?:-|~|到|至|to)\s?", folded[low.end : high.start]):
        return True
    between = re.search(r"(?:between|介于|在)\s?$", folded[: low.start])
    return bool(between and re.fullmatch(r"\s?(?:and|和|与)\s?", folded[low.end : high.start]))
