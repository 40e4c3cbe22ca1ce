"""An answer as CSV or XLSX, safe to open: no cell of ours becomes a formula in a spreadsheet.

Method: OWASP, «CSV Injection». Texts that begin like a formula get an apostrophe in front, unless they are numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from nlq.cells import as_date
from nlq.cells import width as screen_width

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?(\d+(,\d{3})*|\d*)(\.\d+)?%?\Z")
_MOST_CHARACTERS = 32_000
_WIDEST = 60
Rows = Sequence[Sequence[object]]


def to_csv(headings: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a byte-order mark, so that a spreadsheet reads Chinese right."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([safe_text(heading) for heading in headings])
    writer.writerows([[_csv_value(value) for value in row] for row in rows])
    return stream.getvalue().encode("utf-8-sig")


def to_xlsx(headings: Sequence[str], rows: Rows, about: Sequence[tuple[str, str]]) -> bytes:
    """A workbook of two sheets: the rows, and `about` (label and text): what was asked, understood and run."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Rows"
    sheet.append([safe_text(heading) for heading in headings])
    for row in rows:
        sheet.append([_xlsx_value(value) for value in row])
    _dress(sheet, len(headings))
    notes = book.create_sheet("About")
    for label, text in about:
        notes.append([safe_text(label), _xlsx_value(text)])
    notes.column_dimensions["B"].width = _WIDEST
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def safe_text(text: str) -> str:
    """`text`, disarmed: what begins like a formula and is no number gets an apostrophe in front."""
    if text.lstrip(" ").startswith(_FORMULA_STARTS) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    return bool(_NUMBER.match(text)) and any(character.isdigit() for character in text)


def _csv_value(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, float | Decimal):
        return f"{Decimal(str(value)):f}"
    return value if isinstance(value, int) else safe_text(str(value))


def _xlsx_value(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    day = as_date(value)
    return day if day else safe_text(ILLEGAL_CHARACTERS_RE.sub("", str(value))[:_MOST_CHARACTERS])


def _dress(sheet: Any, columns: int) -> None:
    """Bold headings that stay in sight, a filter on them, dates as dates, and columns wide enough to read."""
    sheet.freeze_panes = "A2"
    if columns:
        sheet.auto_filter.ref = sheet.dimensions
    for index, column in enumerate(sheet.iter_cols(), start=1):
        column[0].font = Font(bold=True)
        width = max(screen_width(str(one.value or "")) for one in column)
        sheet.column_dimensions[get_column_letter(index)].width = min(width + 3, _WIDEST)
        for one in column[1:]:
            if isinstance(one.value, date):
                one.number_format = "yyyy-mm-dd"
