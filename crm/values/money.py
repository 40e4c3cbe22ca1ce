"""Amounts of money in cells and sentences: «630万人民币», "US$5-10m", «500万到2000万», «数千万美元»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from crm.values.folding import fold
from crm.values.quantities import Quantity, scan

_CURRENCIES: tuple[tuple[str, str], ...] = (
    ("HKD", r"hk\$|hkd|港元|港币|港纸|hong kong dollars?"),
    ("SGD", r"s\$|sg\$|sgd|新加坡元|新元|新币|坡币|singapore dollars?"),
    ("AUD", r"a\$|au\$|aud|澳元|澳币|australian dollars?"),
    ("CAD", r"c\$|ca\$|cad|加元|加币|canadian dollars?"),
    ("TWD", r"nt\$|twd|ntd|新台币|台币|台湾元"),
    ("USD", r"us\$|usd|美元|美金|美刀|刀(?![片具客])|us dollars?|dollars?|bucks|\$"),
    ("CNY", r"人民币元|元人民币|块钱人民币|人民币|rmb|cny|cn¥|renminbi|yuan|元(?![旦素宇])|块钱|块(?!链)|¥"),
    ("EUR", r"欧元|eur|euros?|€"),
    ("GBP", r"英镑|gbp|pounds?|sterling|£"),
    ("JPY", r"日元|日圆|jpy|yen|円"),
    ("KRW", r"韩元|韩币|krw|₩"),
    ("INR", r"印度卢比|卢比|inr|rupees?|₹"),
    ("CHF", r"瑞士法郎|瑞郎|chf"),
)
_ANY = "|".join(pattern for _, pattern in _CURRENCIES)
_BEFORE = re.compile(rf"(?<![a-z])(?:{_ANY})\s?$")
_AFTER = re.compile(rf"\s?(?:of )?(?:{_ANY})(?![a-z])")
_SCALE_AFTER = re.compile(r"\s?(?:m|k|bn?|mn)\s?(?=(?:usd|rmb|cny|美|人民币|港))")
_JOIN = re.compile(r"\s?(?:-|~|到|至|to|and|和|与|或|or)\s?")
_BETWEEN = re.compile(r"(?:between|介于|在)\s?(?:\D{0,4})$")
_ROUGH_BEFORE = re.compile(
    r"(?:近|约|大约|约合|将近|接近|about|around|approx\.?|approximately|(?<![\d万亿元mkn])~|nearly|almost)\s?$"
)
_ROUGH_AFTER = re.compile(r"\s?(?:左右|上下|\+|多|余)")
_LEVEL = re.compile(r"\s?级别?(?:的)?")
_COUNTED = re.compile(
    r"\s?(?:多|余)?(?:家|笔|轮|次|位|名|人|条|个(?!亿)|只|支|项|户|份|件|平|吨|辆|台|公里|股(?!权)|倍|用户|"
    r"%|users|people|companies|deals|rounds|customers|employees|miles|shares)"
)
_WITHHELD = re.compile(
    r"(?:金额|具体金额)?(?:未透露|未披露|未公开|不详|保密|undisclosed|unknown|n/?a|not disclosed)", re.I
)
_ROUND_WORDS = re.compile(
    r"近|约|大约|超过?|逾|过|上|左右|及?以上|及?以下|级|多|余|"
    r"about|around|approx\.?|over|up to|est\.?|[+~<>≈≥≤()\s]"
)


@dataclass(frozen=True)
class Money:
    """A mention or a cell. `amount` and `high` (of a range, else None) are in units of `currency` (ISO 4217, None where
    unsaid); `is_vague` marks words without a number («数千万美元», «未透露»), `is_approximate` 近/约/多/about."""

    start: int
    end: int
    amount: Decimal | None
    currency: str | None
    words: str
    high: Decimal | None = None
    is_vague: bool = False
    is_approximate: bool = False

    @property
    def kind(self) -> str:
        """amount, range or vague."""
        return "vague" if self.is_vague else "range" if self.high is not None else "amount"


@dataclass(frozen=True)
class _Part:
    """A quantity with the currency beside it."""

    quantity: Quantity
    start: int
    end: int
    currency: str | None
    is_approximate: bool


def currency_code(words: str) -> str | None:
    """The ISO code of a currency word or sign, None where it is none."""
    folded = fold(words).strip()
    for code, pattern in _CURRENCIES:
        if re.fullmatch(pattern, folded):
            return code
    return None


def find_money(text: str) -> list[Money]:
    """All amounts of a sentence in order, none overlapping; a bare number counts only with a currency or inside a range."""
    folded = fold(text)
    parts: list[_Part] = []
    for quantity in scan(folded):
        parts.append(_with_currency(folded, quantity, parts[-1].end if parts else 0))
    return [replace(money, words=text[money.start : money.end]) for money in _joined(folded, parts)]


def parse_money(text: str | int | float | Decimal | None) -> Money | None:
    """A whole cell. None where it is empty or no money at all; a bare number («5000000») is an amount without currency."""
    cell = "" if text is None else str(text).strip()
    folded = fold(cell)
    if not cell or folded in ("-", "--", "无", "none"):
        return None
    if vague := _withheld(folded, cell) or _unnumbered(folded, cell):
        return vague
    found = find_money(cell)
    if len(found) == 1 and _covers(folded, found[0]):
        rough = found[0].is_approximate or (found[0].start, found[0].end) != (0, len(cell))
        return replace(found[0], start=0, end=len(cell), words=cell, is_approximate=rough)
    if re.fullmatch(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", folded):
        return Money(0, len(cell), Decimal(folded.replace(",", "")), None, cell)
    return None


def _withheld(folded: str, cell: str) -> Money | None:
    match = _WITHHELD.match(folded)
    if not match:
        return None
    rest = folded[match.end() :].strip(" ()")
    code = currency_code(rest) if rest else None
    return Money(0, len(cell), None, code, cell, is_vague=True) if code or not rest else None


def _unnumbered(folded: str, cell: str) -> Money | None:
    """«近亿元», «亿元及以上人民币», «千万级美元»: a scale without a number."""
    match = re.fullmatch(
        rf"(?:近|约|超|过|逾|上|数|几)?[十百千]?[万亿]+(?:级|级别)?(?P<a>{_ANY})?(?:及以上|以上|左右|级)?(?P<b>{_ANY})?",
        folded,
    )
    if not match:
        return None
    words = match["b"] or match["a"]
    return Money(0, len(cell), None, currency_code(words) if words else None, cell, is_vague=True)


def _covers(folded: str, money: Money) -> bool:
    return not _ROUND_WORDS.sub("", folded[: money.start] + folded[money.end :])


def _with_currency(folded: str, quantity: Quantity, floor: int) -> _Part:
    start, end, code, scale = quantity.start, quantity.end, None, quantity.scale
    if before := _BEFORE.search(folded, max(floor, start - 18), start):
        start, code = before.start(), currency_code(before.group())
    level = _LEVEL.match(folded, end)
    after_from = level.end() if level else end
    if after := _AFTER.match(folded, after_from):
        end = after.end()
        code = code if code not in (None, "CNY") else currency_code(after.group().strip().removeprefix("of "))
    if scale == 1 and code and (late := _SCALE_AFTER.match(folded, quantity.end)):
        end = max(end, late.end())
    rough = quantity.is_approximate or bool(level or _ROUGH_BEFORE.search(folded, 0, start))
    return _Part(quantity, start, end, code, rough or bool(_ROUGH_AFTER.match(folded, end)))


def _joined(folded: str, parts: list[_Part]) -> Iterator[Money]:
    skip = False
    for part, following in zip_longest(parts, parts[1:]):
        if skip:
            skip = False
        elif following and (money := _range(folded, part, following)):
            skip = True
            yield money
        elif _is_money(folded, part):
            yield _single(part)


def _single(part: _Part) -> Money:
    value = part.quantity.value
    return Money(part.start, part.end, value, part.currency, "", None, value is None, part.is_approximate)


def _is_money(folded: str, part: _Part) -> bool:
    quantity = part.quantity
    if part.currency:
        return not re.fullmatch(r"[一二两三几半]块", folded[part.start : part.end])
    if (quantity.scale < 1000 and (quantity.value is not None or quantity.form == "zh")) or _COUNTED.match(
        folded, quantity.end
    ):
        return False
    if folded[quantity.start : quantity.end] in ("2b", "2c"):
        return False
    if quantity.form == "zh":
        return _is_chinese_amount(folded, quantity)
    return not re.match(r"\s?(?:年|月|岁|后|公里|字)", folded[quantity.end :])


def _is_chinese_amount(folded: str, quantity: Quantity) -> bool:
    """万科, 亿欧, 千万别 and 万一 hold a scale and no amount."""
    words = folded[quantity.start : quantity.end]
    if words[0] not in "万亿" and not re.fullmatch(r"[百千]万亿?", words):
        return True
    if len(words) > 1 and words[0] in "万亿" and words != "万亿":
        return False
    before = re.search(
        r"(?:近|过|超|超过|上|逾|破|达|达到|不到|不足|大于|小于|高于|低于|至少|满|>|<|=)\s?$", folded[: quantity.start]
    )
    return bool(before or re.match(r"级|以上|以下|以内|及以上|左右|规模", folded[quantity.end :]))


def _range(folded: str, low: _Part, high: _Part) -> Money | None:
    joint = _JOIN.fullmatch(folded, low.end, high.start)
    if not joint or low.quantity.value is None or high.quantity.value is None:
        return None
    if joint.group().strip() in ("and", "和", "与", "或", "or") and not _BETWEEN.search(folded, 0, low.start):
        return None
    currency = low.currency or high.currency
    if not (_is_money(folded, high) or _is_money(folded, low)):
        return None
    first, second = low.quantity.value, high.quantity.value
    if low.quantity.scale == 1 and not (low.currency and first > second / high.quantity.scale):
        first *= high.quantity.scale
    if high.quantity.scale == 1 and low.quantity.scale > 1 and second < first:
        second *= low.quantity.scale
    if first >= second:
        return None
    return Money(low.start, high.end, first, currency, "", second, False, low.is_approximate or high.is_approximate)
