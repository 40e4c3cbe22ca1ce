"""Files as tables: a header and numbered rows of text, from .csv, .csv.gz and .xlsx."""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from django.utils.translation import gettext_lazy as _
from openpyxl.utils.exceptions import InvalidFileException

from crm.importing.encoding import REPLACEMENT, decode
from crm.importing.problems import Problem, Unreadable, error, warning

NUL = "\x00"
WORKBOOK = "xlsx"
_DELIMITERS = ",;\t|"

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


MOST_BYTES = 200_000_000  # what a packed file may unpack to


@dataclass(frozen=True)
class Row:
    """One row: `line` is its first line in the file (the header is 1), `cells` its trimmed texts by column name."""

    line: int
    cells: dict[str, str]
    raw: tuple[str, ...] = ()

    def get(self, column: str) -> str:
        """The cell, empty where the file has no such column."""
        return self.cells.get(column, "")


@dataclass
class Table:
    """A file read into memory. `problems` are of rows that could not be read; those are not in `rows`."""

    name: str
    header: list[str]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    encoding: str = ""


def read_table(path: Path) -> Table:
    """The table in the file. Raises Unreadable where it is missing, empty, of another kind, or has no header."""
    try:
        data = path.read_bytes()
    except OSError as failure:
        raise Unreadable(_("%(file)s cannot be read: %(why)s"), file=str(path), why=failure.strerror or "") from failure
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return _table(path.name, _workbook(path.name, data), WORKBOOK)
    if data[:2] == b"\x1f\x8b":
        data = _unzipped(path.name, data)
    decoded = decode(data)
    return _table(path.name, _records(decoded.text), decoded.encoding)


def _unzipped(name: str, data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            text = stream.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as failure:
        raise Unreadable(_("%(file)s is a damaged gzip file."), file=name) from failure
    if len(text) > MOST_BYTES:
        raise Unreadable(_("%(file)s is too large when unpacked. Split it."), file=name)
    return text


@dataclass(frozen=True)
class _Record:
    line: int
    values: list[str]
    is_broken: bool = False


def _records(text: str) -> Iterator[_Record]:
    """The CSV records with their line numbers. A quotation mark that is never closed costs its own line, not the rest."""
    lines = io.StringIO(text, newline="").readlines()
    delimiter = _delimiter(lines[0]) if lines else ","
    at = 0
    while at < len(lines):
        reader = csv.reader(map(lines.__getitem__, range(at, len(lines))), delimiter=delimiter, strict=True)
        start = at
        try:
            for values in reader:
                yield _Record(start + 1, values)
                start = at + reader.line_num
            return
        except csv.Error:
            yield _leniently(lines[start], delimiter, start + 1)
            at = start + 1


def _leniently(line: str, delimiter: str, number: int) -> _Record:
    """One line by itself: text behind a closing quotation mark is accepted, an open quotation mark is not."""
    values = next(csv.reader([line], delimiter=delimiter), [])
    return _Record(number, values, is_broken=line.count('"') % 2 == 1)


def _delimiter(header: str) -> str:
    return max(_DELIMITERS, key=header.count) if any(d in header for d in _DELIMITERS) else ","


def _workbook(name: str, data: bytes) -> Iterator[_Record]:
    try:
        rows = _first_sheet(name, data)
    except (InvalidFileException, zipfile.BadZipFile, ParseError, zlib.error, KeyError, ValueError, OSError) as failure:
        raise Unreadable(_("%(file)s is not an Excel workbook (.xlsx)."), file=name) from failure
    yield from (_Record(number, row) for number, row in enumerate(rows, 1))


def _first_sheet(name: str, data: bytes) -> list[list[str]]:
    """The rows of the first sheet that has any. Raises Unreadable for one that unpacks to more than MOST_BYTES."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        if sum(entry.file_size for entry in packed.infolist()) > MOST_BYTES:
            raise Unreadable(_("%(file)s is too large when unpacked. Split it."), file=name)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = [[_text(value) for value in values] for values in sheet.iter_rows(values_only=True)]
        if any(any(row) for row in rows):
            return rows
    return []


def _text(value: object) -> str:
    """A worksheet's cell as a CSV would hold it: ISO dates, numbers without exponent."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value)


def _table(name: str, records: Iterable[_Record], encoding: str) -> Table:
    table = Table(name, [], encoding=encoding)
    for record in records:
        if not any(value.strip(f" \t\r\n{NUL}") for value in record.values):
            continue
        if table.header:
            _add(table, record)
        else:
            table.header = [value.replace(NUL, "").strip().lstrip("\ufeff") for value in record.values]
    if not table.header:
        raise Unreadable(_("%(file)s is empty."), file=name)
    return table


def _add(table: Table, record: _Record) -> None:
    values = [value.replace(NUL, "").strip() for value in record.values]
    fault = _fault(table, record, values)
    if fault:
        table.problems.append(fault)
        return
    if any(NUL in value for value in record.values):
        table.problems.append(warning(record.line, "", "", _("NUL characters were removed.")))
    values += [""] * (len(table.header) - len(values))
    named = {column: value for column, value in zip(table.header, values, strict=False) if column}
    table.rows.append(Row(record.line, named, tuple(values)))


def _fault(table: Table, record: _Record, values: Sequence[str]) -> Problem | None:
    raw = tuple(values)
    if record.is_broken:
        return error(record.line, "", values[-1][:80], _("A quotation mark is never closed."), raw=raw)
    is_short = len(values) < len(table.header) and table.encoding != WORKBOOK
    if is_short or any(values[len(table.header) :]):
        reason = _("The row has %(cells)s cells, the header %(columns)s.")
        return error(record.line, "", "", reason, raw=raw, cells=len(values), columns=len(table.header))
    for column, value in zip(table.header, values, strict=False):
        if REPLACEMENT in value:
            return error(record.line, column, value[:80], _("Bytes that are no text in this encoding."), raw=raw)
    return None
