"""A column's kind from its name and values, and a value as a person reads it: money, numbers, dates, codes.

Kinds: ``cny`` ``usd`` ``money`` (in the row's own currency) ``percent`` ``count`` ``decimal`` ``plain`` (years, ids)
``year`` ``quarter`` ``month`` ``date`` ``flag`` ``code`` ``name`` ``long`` ``text``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm import codes

NUMBER_KINDS = frozenset({"cny", "usd", "money", "percent", "count", "decimal", "plain"})
PERIOD_KINDS = ("year", "quarter", "month")
_UPRIGHT = frozenset({*PERIOD_KINDS, "date", "plain"})  # on the left, on one line, digits under digits
UNKNOWN = "—"
SHORT = 24

_CODE_LISTS = {
    "stage": ("deal_stage", "opportunity_stage"),
    "status": ("company_status", "fund_status", "opportunity_status"),
    "kind": ("investor_kind", "interaction_kind"),
    "investor_kind": ("investor_kind",),
    "relationship": ("relationship",),
    "record_kind": ("record_kind",),
    "organization_kind": ("organization_kind",),
    "currency": ("currency",),
}
_NAMES = frozenset({"name", "company", "investor", "person", "organization", "record", "title", "subject"})
_LONG = frozenset({"summary", "body", "description", "thesis", "snippet", "investors", "aliases", "next_step"})
_PLAIN = re.compile(r"^(id|year|vintage|level|month|quarter|week)$|_(id|year)$")
_PERCENT = re.compile(r"(^|_)(share|percent|pct|probability|growth)($|_)")
_OF_HUNDRED = re.compile(r"(^|_)(percent|pct|probability)($|_)")
_MONEY = re.compile(r"(^|_)(amount|valuation|raised|aum|size|money|check)($|_)")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_MONTH = re.compile(r"(\d{4})-(\d{2})\Z")
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])\Z")
_ZH_UNITS = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_EN_UNITS = ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K"))
_ZH_CURRENCY = {"cny": "元", "usd": "美元", "money": ""}
_EN_CURRENCY = {"cny": "¥", "usd": "$", "money": ""}


@dataclass(frozen=True)
class Cell:
    """One value on the page: `text` is read, `title` is exact, `sort` is what the browser sorts by («» is unknown)."""

    text: str
    title: str
    sort: str
    css: str


@dataclass(frozen=True)
class Kind:
    """What a column holds; `codes` names the code list of a ``code`` column; `scale` brings a share to percent."""

    name: str
    codes: str = ""
    scale: int = 1

    @property
    def css(self) -> str:
        """The classes of the column's cells."""
        if self.name in NUMBER_KINDS - {"plain"}:
            return "number"
        return self.name if self.name in {"name", "long"} else "date" if self.name in _UPRIGHT else ""


def kind_of(name: str, values: Sequence[object]) -> Kind:
    """The kind of the column `name`, whose `values` may hold None."""
    known = [value for value in values if value is not None]
    if known and isinstance(known[0], bool):
        return Kind("flag")
    if known and all(isinstance(value, int | float | Decimal) for value in known):
        return _number_kind(name, [number(value) for value in known])
    if name in {"month", "quarter"} and known and all(period_start(value) for value in known):
        return Kind(name)
    if known and all(as_date(value) for value in known):
        return Kind(_date_kind(name, known))
    return _number_kind(name, []) if not known and name.endswith(("_cny", "_usd")) else _text_kind(name, known)


def _number_kind(name: str, values: Sequence[Decimal]) -> Kind:
    whole = all(value == value.to_integral_value() for value in values)
    for currency in ("cny", "usd"):
        if currency in name.split("_"):
            return Kind(currency)
    if _PLAIN.search(name) and whole:
        return Kind("plain")
    if _PERCENT.search(name):
        of_one = not _OF_HUNDRED.search(name) and all(abs(value) <= 1 for value in values)
        return Kind("percent", scale=100 if of_one else 1)
    if _MONEY.search(name):
        return Kind("money")
    return Kind("count" if whole else "decimal")


def _date_kind(name: str, values: Sequence[object]) -> str:
    days = [day for value in values if (day := as_date(value))]
    for period in PERIOD_KINDS:
        if period in name.split("_") and all(day.day == 1 for day in days):
            return period
    return "date"


def _text_kind(name: str, values: Sequence[object]) -> Kind:
    for candidate in _CODE_LISTS.get(name, ()):
        if values and {str(value) for value in values} <= {entry.code for entry in codes.code_list(candidate)}:
            return Kind("code", codes=candidate)
    if name in _LONG:
        return Kind("long")
    return Kind("name" if name in _NAMES else "text")


def cell(value: object, kind: Kind, language: str) -> Cell:
    """`value` as it stands in the table, in `language` ("zh" or "en")."""
    if value is None or value == "":
        return Cell(UNKNOWN, "", "", f"{kind.css} unknown".strip())
    if kind.name in NUMBER_KINDS:
        amount = number(value) * kind.scale
        return Cell(number_text(amount, kind, language), _exact(amount, kind), str(amount), kind.css)
    if kind.name == "code":
        order = [entry.code for entry in codes.code_list(kind.codes)]
        return Cell(codes.label(kind.codes, str(value), language), "", str(order.index(str(value))), "short")
    if day := as_date(value) or (period_start(value) if kind.name in PERIOD_KINDS else None):
        return Cell(date_text(day, kind.name, language), "", day.isoformat(), kind.css)
    if isinstance(value, bool):
        text = ("是" if value else "否") if language == "zh" else ("Yes" if value else "No")
        return Cell(text, "", str(int(value)), kind.css)
    text = str(value)
    return Cell(text, "", text, f"{kind.css} short".strip() if width(text) <= SHORT else kind.css)


def width(text: str) -> int:
    """Columns of the screen: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def number(value: object) -> Decimal:
    """A JSON number or a Decimal, without the noise of binary fractions."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def number_text(amount: Decimal, kind: Kind, language: str) -> str:
    """`amount` in short form: 1.5亿元, $150M, 12.5%, 1,204."""
    if kind.name == "plain":
        return f"{amount:f}"
    if kind.name == "percent":
        return f"{_trim(amount, 1)}%"
    if kind.name in {"count", "decimal"}:
        return _trim(amount, 2)
    if language == "zh":
        return _short(amount, _ZH_UNITS) + _ZH_CURRENCY[kind.name]
    sign = "-" if amount < 0 else ""
    return sign + _EN_CURRENCY[kind.name] + _short(abs(amount), _EN_UNITS)


def _short(amount: Decimal, units: Sequence[tuple[Decimal, str]]) -> str:
    for size, word in units:
        if abs(amount) >= size:
            return _trim(amount / size, 2) + word
    return _trim(amount, 2)


def _trim(amount: Decimal, places: int) -> str:
    text = f"{amount:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _exact(amount: Decimal, kind: Kind) -> str:
    """The whole number behind a short one; empty where the short form leaves nothing out."""
    if kind.name in {"cny", "usd", "money"} and abs(amount) >= 1000:
        code = {"cny": "CNY", "usd": "USD"}.get(kind.name, "")
        return f"{_trim(amount, 2)} {code}".strip()
    return ""


def date_text(day: date, kind: str, language: str) -> str:
    """A day or the period that begins on it."""
    quarter = (day.month + 2) // 3
    chinese = language == "zh"
    if kind == "year":
        return f"{day.year}年" if chinese else str(day.year)
    if kind == "quarter":
        return f"{day.year}年第{quarter}季度" if chinese else f"Q{quarter} {day.year}"
    if kind == "month":
        return f"{day.year}年{day.month}月" if chinese else f"{day:%b} {day.year}"
    return day.isoformat() if chinese else f"{day.day} {day:%b} {day.year}"


def as_date(value: object) -> date | None:
    """`value` as a day if it is one: a date, a datetime, or a text like 2024-03-01."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _ISO_DATE.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def period_start(value: object) -> date | None:
    """The first day of a month or a quarter, which may be written 2024-03 or 2024Q1."""
    text = str(value)
    if found := _MONTH.match(text):
        month = int(found[2])
        return date(int(found[1]), month, 1) if 1 <= month <= 12 else None
    if found := _QUARTER.match(text):
        return date(int(found[1]), int(found[2]) * 3 - 2, 1)
    return as_date(value)
