"""Headers of plain files -> columns of the data contract, and rows -> typed values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm import catalog
from crm.importing.cells import is_blank
from crm.importing.problems import BadCell, Problem, Reason, error
from crm.importing.report import Report
from crm.importing.tables import Row, Table
from crm.values.folding import fold


@dataclass(frozen=True)
class Column:
    """One column that an import reads. `read` turns its text into the value or raises BadCell; `words` are further
    headings beside the name and the catalogue's labels."""

    name: str
    read: Callable[[str], Any]
    words: tuple[str, ...] = ()
    is_required: bool = False


@dataclass(frozen=True)
class Spec:
    """The columns of one model and the view whose labels name them."""

    model: str
    view: str
    columns: tuple[Column, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """The columns without which there is no record."""
        return tuple(column.name for column in self.columns if column.is_required)


@dataclass
class Parsed:
    """A row that was read: typed values by column name, blank cells left out."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def line(self) -> int:
        """Its line in the file."""
        return self.row.line

    def get(self, column: str) -> Any:
        """The value; None where the cell is blank or the column missing."""
        return self.values.get(column)

    def text(self, column: str) -> str:
        """The value of a column of text, empty where it is blank."""
        return self.values.get(column) or ""

    def error(self, column: str, text: Any, **values: Any) -> Problem:
        """A problem that keeps this row out."""
        return error(self.line, column, self.row.get(column), text, raw=self.row.raw, **values)


def _heading(text: str) -> str:
    return fold(text).replace(" ", "").replace("_", "")


def headings(spec: Spec) -> dict[str, str]:
    """Folded heading -> column name, the names themselves first, then the labels of the catalogue, then other words."""
    labels = _labels(spec)
    found: dict[str, str] = {}
    for column in spec.columns:
        found.setdefault(_heading(column.name), column.name)
    for column in spec.columns:
        for word in (*labels.get(column.name, ()), *column.words):
            found.setdefault(_heading(word), column.name)
    return found


def _labels(spec: Spec) -> dict[str, tuple[str, ...]]:
    if spec.view not in catalog.views():
        return {}
    return {name: (column.zh, column.en) for name, column in catalog.view(spec.view).columns.items()}


def mapped(header: Sequence[str], spec: Spec) -> dict[str, str]:
    """Heading of the file -> column name. A column that two headings name is read from the first."""
    known = headings(spec)
    found: dict[str, str] = {}
    for heading in header:
        name = known.get(_heading(heading))
        if name and name not in found.values():
            found[heading] = name
    return found


def recognised(header: Sequence[str], spec: Spec) -> int:
    """How many of this model's columns the header names, those that its view computes included."""
    known = headings(spec)
    for name, labels in _labels(spec).items():
        for word in (name, *labels):
            known.setdefault(_heading(word), name)
    return len({known[_heading(heading)] for heading in header if _heading(heading) in known})


def parse(table: Table, spec: Spec, report: Report) -> list[Parsed]:
    """The rows that can be read; what is wrong with the others goes into the report."""
    columns = mapped(table.header, spec)
    _note_ignored(table.header, columns, report)
    readers = {column.name: column for column in spec.columns}
    plan = [(heading, readers[name]) for heading, name in columns.items()]
    report.progress.start(table.name, len(table.rows))
    parsed = []
    for row in table.rows:
        item, problems = _parse_row(row, plan)
        problems = problems or _missing(row, item, columns, spec)
        report.add(problems)
        if not problems:
            parsed.append(item)
        report.progress.tick(1)
    return parsed


def _note_ignored(header: Sequence[str], columns: Mapping[str, str], report: Report) -> None:
    ignored = [heading for heading in header if heading and heading not in columns]
    if ignored:
        report.notes.append(Reason(_("Columns that were not read: %(columns)s."), {"columns": ", ".join(ignored)}))


def _parse_row(row: Row, plan: Sequence[tuple[str, Column]]) -> tuple[Parsed, list[Problem]]:
    item, problems = Parsed(row), []
    for heading, column in plan:
        text = row.get(heading)
        if is_blank(text):
            continue
        try:
            item.values[column.name] = column.read(text)
        except BadCell as bad:
            problems.append(Problem(row.line, heading, text, bad.reason, True, row.raw))
    return item, problems


def _missing(row: Row, item: Parsed, columns: Mapping[str, str], spec: Spec) -> list[Problem]:
    heading = {name: heading for heading, name in columns.items()}
    return [
        error(row.line, heading.get(name, name), "", _("This cell must not be empty."), raw=row.raw)
        for name in spec.required
        if name not in item.values
    ]
