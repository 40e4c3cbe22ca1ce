"""When one cell of an answer says the same as one cell of the gold rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

EXACT: Final = 1e-6
ROUGH: Final = 0.005  # of the gold value: amounts are converted and averages rounded
POINTS: Final = 0.06  # a percentage shown with one decimal
MONEY_SCALES: Final = (1e4, 1e6, 1e8, 1e9)

_MONEY = re.compile(r"amount|cny|usd|raised|total|sum|size|aum|valuation|check|weighted|money|running")
_AVERAGE = re.compile(r"^(?:avg|average|mean|median|score)")
_PERCENT = re.compile(r"pct|percent|^(?:share|ratio|rate|growth|change)")
_PERIODS = frozenset({"year", "quarter", "month"})
_YES_NO = {"true": True, "t": True, "yes": True, "是": True, "false": False, "f": False, "no": False, "否": False}
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?(?:[T ].*)?")
_QUARTER = re.compile(r"(?:(\d{4})\D{0,3})?(?:Q|q|第)?\s*([1-4一二三四])\s*(?:季度|季|Q|q)?")
_MONTH = re.compile(r"(?:(\d{4})\D{1,3})?(\d{1,2})\s*月?(?:份)?")
_YEAR = re.compile(r"(\d{4})\s*年?")
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4}


def plain(value: Any) -> Any:
    """A database value as None, bool, float or text; dates are ISO, an empty text is no value."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ", ".join(str(plain(item)) for item in value)
    return " ".join(str(value).split()) or None


@dataclass(frozen=True)
class Comparison:
    """How the cells of one gold column are compared: by its name, and whether all its periods lie in one year."""

    column: str
    one_year: bool = False
    scale: float = 1.0

    @property
    def is_period(self) -> bool:
        """Whether the column holds years, quarters or months."""
        return self.column in _PERIODS

    @property
    def is_money(self) -> bool:
        """Whether the column holds amounts."""
        return bool(_MONEY.search(self.column)) and not self.is_percent

    @property
    def is_percent(self) -> bool:
        """Whether the column holds percentages."""
        return bool(_PERCENT.search(self.column))

    def same(self, gold: Any, shown: Any) -> bool:
        """Whether `shown` says what `gold` says; both as `plain` gives them."""
        if gold is None or shown is None:
            return gold is shown
        if isinstance(gold, bool) or isinstance(shown, bool):
            return _yes(gold) is not None and _yes(gold) == _yes(shown)
        if self.is_period:
            return self._same_period(gold, shown)
        if isinstance(gold, float):
            number = _number(shown)
            return number is not None and self._near(gold, number * self.scale)
        if isinstance(shown, float):
            return _number(gold) == shown
        return bool(gold == shown)

    def _near(self, gold: float, shown: float) -> bool:
        if self.is_percent:
            return abs(gold - shown) <= max(ROUGH * abs(gold), POINTS)
        rough = self.is_money or _AVERAGE.search(self.column)
        return abs(gold - shown) <= (ROUGH if rough else EXACT) * max(1.0, abs(gold))

    def _same_period(self, gold: Any, shown: Any) -> bool:
        one, other = period(self.column, gold), period(self.column, shown)
        if one is None or other is None:
            return bool(gold == shown)
        years_agree = one[0] == other[0] or (self.one_year and None in (one[0], other[0]))
        return one[1] == other[1] and years_agree


def scales_of(column: str, *, money_scales: bool) -> tuple[float, ...]:
    """What a shown number may be multiplied by to be compared: fractions as percentages, 亿 and m where allowed."""
    comparison = Comparison(column)
    if comparison.is_percent:
        return (1.0, 100.0)
    return (1.0, *MONEY_SCALES) if money_scales and comparison.is_money else (1.0,)


def in_one_year(column: str, values: Sequence[Any]) -> bool:
    """Whether the periods of a column name at most one year, so that a bare month or quarter is enough."""
    found = (period(column, value) for value in values if value is not None)
    return column in {"quarter", "month"} and len({item[0] for item in found if item and item[0]}) <= 1


def period(column: str, value: Any) -> tuple[int | None, int] | None:
    """(year or None, number of the year, quarter or month) of a label in any usual form; None for no such label."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if (day := _DAY.fullmatch(text)) is not None:
        year, month = int(day[1]), int(day[2])
        return {"year": (year, year), "quarter": (year, (month + 2) // 3), "month": (year, month)}[column]
    if column == "year":
        return (int(found[1]), int(found[1])) if (found := _YEAR.fullmatch(text)) else None
    found = (_QUARTER if column == "quarter" else _MONTH).fullmatch(text)
    if found is None:
        return None
    return int(found[1]) if found[1] else None, _CHINESE.get(found[2]) or int(found[2])


def _number(value: Any) -> float | None:
    if isinstance(value, float):
        return value
    try:
        return float(str(value).replace(",", "").rstrip("%"))
    except ValueError:
        return None


def _yes(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return _YES_NO.get(value.lower()) if isinstance(value, str) else {1.0: True, 0.0: False}.get(value)
