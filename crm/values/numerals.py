"""Number tokens of both languages: digits with scales, Chinese numerals, English number words."""

from __future__ import annotations

import re
from decimal import Decimal

ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
ZH_DIGITS |= {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}
ZH_SCALES = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
ZH_MYRIADS = {"万": 10**4, "亿": 10**8}
EN_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "w": 10**4, "kw": 10**7, "grand": 10**3,
    "million": 10**6, "millions": 10**6, "mln": 10**6, "mio": 10**6, "mm": 10**6, "mn": 10**6, "mil": 10**6, "m": 10**6,
    "billion": 10**9, "billions": 10**9, "bln": 10**9, "bn": 10**9, "b": 10**9,
    "trillion": 10**12, "tn": 10**12, "t": 10**12,
}  # fmt: skip
EN_UNITS = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
EN_TENS = {
    w: i * 10 for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
EN_ORDINALS = {
    w: i
    for i, w in enumerate(["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 2)
}

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
ZH_NUMERAL = r"[零〇一二两俩仨三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟]"
ZH_SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千])"
EN_SCALE = r"(?:hundred|thousand|grand|millions?|billions?|trillion|mln|mio|bln|mil|mm|mn|bn|tn|[kmbt])"
_EN_SMALL = "|".join(sorted({*EN_UNITS, *EN_TENS}, key=len, reverse=True))
EN_WORDS = rf"(?:{_EN_SMALL})(?:[ -](?:{_EN_SMALL}))?"


def parse_chinese(words: str) -> Decimal | None:
    """The value of a Chinese numeral such as 一千五百万, 两亿三, 二〇一八 or 三点五; None where it is none."""
    if not words:
        return None
    if "点" in words:
        return _decimal_point(words)
    if all(c in ZH_DIGITS for c in words):
        return Decimal("".join(str(ZH_DIGITS[c]) for c in words))
    return _composite(words)


def _decimal_point(words: str) -> Decimal | None:
    whole, _, rest = words.partition("点")
    fraction = re.match(rf"[{''.join(ZH_DIGITS)}]+", rest)
    head = parse_chinese(whole)
    if head is None or not fraction:
        return None
    value = Decimal(f"{head}.{''.join(str(ZH_DIGITS[c]) for c in fraction.group())}")
    for char in rest[fraction.end() :]:
        factor = ZH_SCALES.get(char) or ZH_MYRIADS.get(char)
        if factor is None:
            return None
        value *= factor
    return value


def _composite(words: str) -> Decimal | None:
    total = section = digit = 0
    last = 1
    for char in words:
        if char in ZH_DIGITS:
            digit = ZH_DIGITS[char]
        elif char in ZH_SCALES:
            last = ZH_SCALES[char]
            section += (digit or 1) * last
            digit = 0
        elif char in ZH_MYRIADS:
            last = ZH_MYRIADS[char]
            section += digit
            total = (total + section) * last if last > total > 0 else total + (section or 1) * last
            section = digit = 0
        else:
            return None
    # 两亿三 and 一百五 leave the next smaller unit unsaid; 一百零五 does not.
    if digit and last > 10 and words[-2] in (*ZH_SCALES, *ZH_MYRIADS):
        digit *= last // 10
    return Decimal(total + section + digit)


def zh_scale(words: str) -> int:
    """The factor of a Chinese scale such as 万, 千万 or 万亿."""
    factor = 1
    for char in words:
        factor *= ZH_SCALES.get(char) or ZH_MYRIADS[char]
    return factor


def parse_english(words: str) -> Decimal | None:
    """The value of English number words below a hundred, such as "three" or "twenty-five"."""
    total = 0
    for word in re.split(r"[ -]", words):
        if word in EN_TENS:
            total += EN_TENS[word]
        elif word in EN_UNITS:
            if total and not (total % 10 == 0 and EN_UNITS[word] < 10):
                return None
            total += EN_UNITS[word]
        else:
            return None
    return Decimal(total)


def parse_digits(words: str) -> Decimal:
    """The value of digits with or without thousands separators."""
    return Decimal(words.replace(",", ""))
