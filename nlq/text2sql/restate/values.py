"""Values as the asker reads them: codes by their labels, money in 万 and 亿 or k, m and bn, dates in ISO form."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from crm import catalog
from nlq.text2sql.restate.phrases import Words, kept

MOST_CHARACTERS: Final = 60
_BEYOND: Final = Decimal(10) ** 18
_ZH_UNITS: Final = ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_EN_UNITS: Final = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k"))


def said(value: object, column: catalog.Column | None, words: Words) -> str:
    """A value of `column` (None: of a column that is not in the catalogue) in the reader's language."""
    if value is None:
        return words("nothing")
    if isinstance(value, bool):
        return words("true" if value else "false")
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return words.one_of([said(one, column, words) for one in value])
    if isinstance(value, int | float | Decimal):
        return number(Decimal(str(value)), column, words)
    text = str(value)
    if column is not None and column.codes:
        text = column.value_label(text, "zh" if words.zh else "en")
    return shown(text)


def shown(text: str) -> str:
    """A stored text on one line and not too long."""
    flat = re.sub(r"\s+", " ", text).strip()
    return kept(flat if len(flat) <= MOST_CHARACTERS else f"{flat[:MOST_CHARACTERS]}…")


def number(value: Decimal, column: catalog.Column | None, words: Words) -> str:
    """A number; money with its currency where the column's name says which."""
    currency = currency_of(column)
    if currency:
        text = words(currency, n=rounded(value, words))
        return f" {text}" if words.zh else text
    if column is not None and column.name == "probability":
        return f"{plain(value)}%"
    if column is not None and column.type == "numeric":
        return rounded(value, words)
    return plain(value)


def rounded(value: Decimal, words: Words) -> str:
    """«1.5 亿», «2,000 万»; «150m», «2bn»; the exact number where a unit would hide digits."""
    if abs(value) >= _BEYOND:
        return f"{value}"
    for unit, name in _ZH_UNITS if words.zh else _EN_UNITS:
        if abs(value) >= unit and (value / unit) == (value / unit).quantize(Decimal("0.0001")):
            text = grouped(value / unit)
            return f"{text} {name}" if words.zh else f"{text}{name}"
    return f"{grouped(value)} " if words.zh else grouped(value)


def grouped(value: Decimal) -> str:
    """Digits in groups of three, no idle zeros."""
    text = f"{value:,.4f}"
    return text.rstrip("0").rstrip(".")


def plain(value: Decimal) -> str:
    """Digits as they are: years and counts."""
    try:
        return f"{value.quantize(Decimal(1))}" if value == value.to_integral_value() else f"{value.normalize():f}"
    except InvalidOperation:
        return str(value)


def currency_of(column: catalog.Column | None) -> str:
    """CNY or USD for a money column, "" for any other."""
    if column is None or not column.name.endswith(("_cny", "_usd")):
        return ""
    return column.name[-3:].upper()
