"""Every number-like token of a sentence, whatever it counts; `numbers` and `money` decide by what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from crm.values import numerals


@dataclass(frozen=True)
class Quantity:
    """A token of the folded text. `value` is None for 数千万 or "several million"; `scale` is 1 where none was said."""

    start: int
    end: int
    value: Decimal | None
    scale: Decimal
    form: str  # digits | zh | words
    is_approximate: bool = False


_D = numerals.DIGITS
_LEFT = r"(?<![a-z0-9_])(?<![0-9][.,:])(?<!(?<![\dbm])[a-z]-)(?<![a-z0-9]/)"
_CODE = r"(?<=usd)|(?<=cny)|(?<=rmb)|(?<=hkd)|(?<=eur)|(?<=gbp)|(?<=jpy)|(?<=sgd)|(?<=top)|(?<=top-)"
_MORE = r"[多余来几]"
_ZH_PART = rf"(?:{_D})\s?{_MORE}?\s?(?:个(?={_MORE}?[百千]?[万亿]))?{_MORE}?{numerals.ZH_SCALE}"
_DIGITS_ZH = re.compile(rf"(?:{_LEFT}|{_CODE})({_ZH_PART}(?:{_ZH_PART})*)(\d(?![\d.]))?({_MORE}?)")
_DIGITS_EN = re.compile(
    rf"(?:{_LEFT}|{_CODE})({_D})(?:[ -]?(hundred|thousand|grand|millions?|billions?|trillion|mln|mio|bln|mil|mm|mn|bn|tn)"
    r"|(kw|[kmbtw]))(?![a-z])"
)
_DIGITS = re.compile(rf"(?:{_LEFT}|{_CODE})({_D})(?![\d_])(?!\.\d)(?![a-z]{{1,}})|{_LEFT}({_D})(?=x\b)")
_ZH = re.compile(
    rf"(?:好几|[几数半]|{numerals.ZH_NUMERAL}|[万亿])"
    rf"(?:{numerals.ZH_NUMERAL}|[万亿]|点(?={numerals.ZH_NUMERAL})|{_MORE}(?=个?[百千万亿])|(?<=十)几|几(?=[十百千万亿])|个(?={_MORE}?[百千]?[万亿]))*"
    rf"[多余]?"
)
_WORD_SCALE = r"(?:hundred|thousand|million|billion|trillion)"
_WORDS_SCALED = re.compile(
    rf"\b(half an?|half|an?|{numerals.EN_WORDS})[ -]((?:hundred )?{_WORD_SCALE})s?\b(?:(?: and)? ({numerals.EN_WORDS})\b)?"
)
_WORDS_VAGUE = re.compile(
    rf"\b(?:several|a few|some|multiple|multi|tens of|dozens of|hundreds of|thousands of)[ -]?(?:{_WORD_SCALE}s?(?: of )?)*"
    rf"{_WORD_SCALE}s?\b"
)
_WORDS = re.compile(rf"\b(half a dozen|a dozen|dozen|a couple of|{numerals.EN_WORDS})\b(?!-)")
_FIXED = {"half a dozen": 6, "a dozen": 12, "dozen": 12, "a couple of": 2}


def scan(folded: str) -> list[Quantity]:
    """All number tokens of a folded text, longest first at each place, without overlaps, in order."""
    found: list[Quantity] = []
    taken = bytearray(len(folded))
    for quantity in _candidates(folded):
        if any(taken[quantity.start : quantity.end]):
            continue
        taken[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
        found.append(replace(quantity, value=_plain(quantity.value)))
    return sorted(found, key=lambda q: q.start)


def _plain(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _candidates(folded: str) -> Iterator[Quantity]:
    yield from _digits_with_chinese_scale(folded)
    yield from _digits_with_latin_scale(folded)
    yield from _plain_digits(folded)
    yield from _english(folded)
    yield from _chinese(folded)


def _digits_with_chinese_scale(folded: str) -> Iterator[Quantity]:
    for match in _DIGITS_ZH.finditer(folded):
        body, extra, more = match.groups()
        total, scale = Decimal(0), Decimal(1)
        for digits, words in re.findall(rf"({_D})[^\d十百千万亿]*({numerals.ZH_SCALE})", body):
            scale = Decimal(numerals.zh_scale(words))
            total += numerals.parse_digits(digits) * scale
        end = match.end()
        if extra and (scale < 10**4 or folded[end : end + 1] in ("万", "亿")):
            end -= len(extra) + len(more)
        elif extra:
            total += int(extra) * scale / 10
        rough = bool(more) or bool(re.search(_MORE, body))
        yield Quantity(match.start(1), end, total, scale, "digits", rough)


def _digits_with_latin_scale(folded: str) -> Iterator[Quantity]:
    for match in _DIGITS_EN.finditer(folded):
        scale = Decimal(numerals.EN_SCALES[match[2] or match[3]])
        yield Quantity(match.start(1), match.end(), numerals.parse_digits(match[1]) * scale, scale, "digits")


def _plain_digits(folded: str) -> Iterator[Quantity]:
    for match in _DIGITS.finditer(folded):
        group = 1 if match[1] else 2
        if len(match[group]) <= 15:
            value = numerals.parse_digits(match[group])
            yield Quantity(match.start(group), match.end(group), value, Decimal(1), "digits")


def _english(folded: str) -> Iterator[Quantity]:
    for match in _WORDS_VAGUE.finditer(folded):
        yield Quantity(match.start(), match.end(), None, Decimal(1), "words", True)
    for match in _WORDS_SCALED.finditer(folded):
        yield from _english_scaled(match)
    for match in _WORDS.finditer(folded):
        fixed = _FIXED.get(match[1])
        value = Decimal(fixed) if fixed else numerals.parse_english(match[1])
        if value is not None:
            yield Quantity(match.start(), match.end(), value, Decimal(1), "words", match[1] == "a couple of")


def _english_scaled(match: re.Match[str]) -> Iterator[Quantity]:
    head, scales, rest = match.groups()
    if head.startswith("half"):
        value: Decimal | None = Decimal("0.5")
    else:
        value = Decimal(1) if head in ("a", "an") else numerals.parse_english(head)
    tail = numerals.parse_english(rest) if rest else Decimal(0)
    if value is None or tail is None:
        return
    scale = Decimal(1)
    for word in scales.split():
        scale *= numerals.EN_SCALES[word]
    yield Quantity(match.start(), match.end(), value * scale + tail, scale, "words")


def _chinese(folded: str) -> Iterator[Quantity]:
    for match in _ZH.finditer(folded):
        words = match.group()
        bare = re.sub(rf"{_MORE}|个|好", "", words)
        rough = bare != words.replace("个", "")
        vague = words[0] in "几数好"
        if vague and not re.search(r"[百千万亿]", words):
            continue
        value = Decimal("0.5") * (numerals.parse_chinese(bare[1:]) or 0) if bare[:1] == "半" else None
        value = value or numerals.parse_chinese(bare.lstrip("数"))
        if value is None:
            continue
        scale = max((Decimal(numerals.ZH_MYRIADS[c]) for c in words if c in numerals.ZH_MYRIADS), default=Decimal(1))
        yield Quantity(match.start(), match.end(), None if vague else value, scale, "zh", rough or vague)
