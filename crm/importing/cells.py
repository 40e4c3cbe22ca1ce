"""One cell -> one typed value. Every function raises BadCell with a sentence where the text is no such value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm import codes
from crm.importing.problems import BadCell
from crm.values.dates import parse_date
from crm.values.folding import fold
from crm.values.money import currency_code, parse_money
from crm.values.numbers import parse_number

BLANKS = frozenset({"", "-", "--", "—", "——", "/", "n/a", "#n/a", "null", "nan"})
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE]\+?[0-9]{1,2})?")  # 5000000, 12.50, and a spreadsheet's 2.6E+12
_CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 18
_TRUE = frozenset({"true", "t", "yes", "y", "1", "是", "√", "对", "已完成", "完成", "领投", "done"})
_FALSE = frozenset({"false", "f", "no", "n", "0", "否", "×", "不", "未完成", "跟投", "open"})
_FIRST_YEAR, _LAST_YEAR = 1000, 2999


@dataclass(frozen=True)
class Amount:
    """A disclosed amount: `number` in units of `currency` (both may be unknown), `text` as it was written."""

    number: Decimal | None
    currency: str
    text: str
    is_estimated: bool = False


@dataclass(frozen=True)
class Day:
    """A date and how exactly it was given: day, month or year (then its first day)."""

    value: date
    precision: str


def is_blank(text: str) -> bool:
    """Whether the cell says nothing."""
    return text.strip().lower() in BLANKS


@lru_cache(maxsize=50_000)
def day(text: str) -> Day:
    """2015-06-01, 2015/6/1, 2015年6月, 2015-06, 2015. A relative day («昨天») is no date of a record."""
    try:
        if len(text) == 10 and text[4] == "-":
            return _checked(date.fromisoformat(text), "day", text)
    except ValueError as failure:
        raise BadCell(_("“%(value)s” is a date that does not exist."), value=text) from failure
    parsed = parse_date(text, timezone.localdate()) if re.search(r"\d{2}", text) else None
    if parsed is None:
        raise BadCell(_("“%(value)s” is not a date (write 2026-03-31)."), value=text)
    return _checked(parsed.value, parsed.precision, text)


def _checked(value: date, precision: str, text: str) -> Day:
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise BadCell(_("“%(value)s” is not a date (write 2026-03-31)."), value=text)
    return Day(value, precision)


@lru_cache(maxsize=50_000)
def amount(text: str, currency: str = "") -> Amount:
    """«630万人民币», "US$5m", 5000000 -> number and currency; vague words («数千万美元») keep their text without a number.

    `currency` counts where the text names none.
    """
    if _PLAIN.fullmatch(text):
        return Amount(_cents(Decimal(text), text), currency, text)
    money = parse_money(text)
    if money is None:
        raise BadCell(_("“%(value)s” is not an amount (write 5000000 or 500万)."), value=text)
    number = None if money.is_vague or money.amount is None else _cents(money.amount, text)
    estimated = money.is_approximate or money.high is not None
    return Amount(number, money.currency or currency, text, number is not None and estimated)


def _cents(value: Decimal, text: str) -> Decimal:
    if abs(value) >= _LARGEST:
        raise BadCell(_("“%(value)s” is too large."), value=text)
    if value < 0:
        raise BadCell(_("“%(value)s” is below zero."), value=text)
    return value.quantize(_CENT)


def currency(text: str) -> str:
    """An ISO 4217 code of the list, from the code or the word («美元», "RMB")."""
    known = {entry.code for entry in codes.code_list("currency")}
    found = text.strip().upper()
    found = found if found in known else currency_code(text) or ""
    if found not in known:
        raise BadCell(_("“%(value)s” is not a currency (write CNY or USD)."), value=text)
    return found


def _code_key(text: str) -> str:
    return re.sub(r"[\s_\-·]", "", fold(text))


@cache
def _code_words(name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in codes.code_list(name):
        found.setdefault(_code_key(entry.code), entry.code)
    for entry in codes.code_list(name):
        for word in entry.words:
            found.setdefault(_code_key(word), entry.code)
    return found


def known_code(name: str, text: str) -> str | None:
    """The code of the list that the text names: code, label or synonym of either language; None where it names none."""
    return _code_words(name).get(_code_key(text))


def code(name: str, text: str) -> str:
    """As `known_code`, but a word that is not in the list is a bad cell; the sentence names the codes."""
    found = known_code(name, text)
    if found is None:
        allowed = ", ".join(entry.code for entry in codes.code_list(name))
        raise BadCell(_("“%(value)s” is none of: %(allowed)s."), value=text, allowed=allowed)
    return found


def flag(text: str) -> bool:
    """true/false, yes/no, 是/否, 1/0."""
    word = text.strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise BadCell(_("“%(value)s” is neither yes nor no."), value=text)


def number(text: str) -> Decimal:
    """A plain number, exactly."""
    value = Decimal(text) if _PLAIN.fullmatch(text) else parse_number(text)
    if value is None:
        raise BadCell(_("“%(value)s” is not a number."), value=text)
    return value


def whole(text: str, least: int, most: int) -> int:
    """A whole number between `least` and `most`; «80%» is 80."""
    value = number(text)
    if value != value.to_integral_value() or not least <= value <= most:
        raise BadCell(
            _("“%(value)s” is not a whole number from %(least)s to %(most)s."), value=text, least=least, most=most
        )
    return int(value)


def email(text: str) -> str:
    """An address of mail."""
    try:
        validate_email(text)
    except ValidationError as failure:
        raise BadCell(_("“%(value)s” is not an e-mail address."), value=text) from failure
    return text


def short(text: str, longest: int) -> str:
    """The text, where it is not longer than the column that keeps it."""
    if len(text) > longest:
        raise BadCell(
            _("The text has %(length)s characters, at most %(longest)s are kept."), length=len(text), longest=longest
        )
    return text
