"""What an import did: counts, problems, and the rows to fix and import again."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm.importing.problems import LANGUAGES, Problem, Reason
from crm.importing.progress import Progress, Silent
from crm.importing.tables import Row, Table


@dataclass
class Report:
    """The account of one file. `created`, `updated`, `unchanged`, `kept` count records by model (company, deal, …).

    `kept` are records of another source that an export names and leaves as they are; `notes` are remarks on the file
    as a whole (columns that were ignored, say). `rows` counts data rows, blank ones left out.
    """

    file: str
    format: str
    model: str = ""
    encoding: str = ""
    dry_run: bool = False
    rows: int = 0
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Reason] = field(default_factory=list)
    header: Sequence[str] = ()
    failed_file: str = ""
    seconds: float = 0.0
    progress: Progress = field(default_factory=Silent, repr=False)

    @property
    def errors(self) -> list[Problem]:
        """The problems that kept something out."""
        return [problem for problem in self.problems if problem.is_error]

    @property
    def warnings(self) -> list[Problem]:
        """The problems with which a row was imported all the same."""
        return [problem for problem in self.problems if not problem.is_error]

    def take(self, table: Table) -> None:
        """Begin with what reading the file found."""
        self.encoding = table.encoding
        self.header = table.header
        self.rows += len(table.rows) + sum(problem.is_error for problem in table.problems)
        self.problems.extend(table.problems)

    def add(self, problems: Iterable[Problem]) -> None:
        """More findings."""
        self.problems.extend(problems)

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values; problems by line."""
        problems = sorted(self.problems, key=lambda problem: (problem.line, problem.column))
        return {
            "file": self.file,
            "format": self.format,
            "model": self.model or None,
            "encoding": self.encoding,
            "dry_run": self.dry_run,
            "rows": self.rows,
            "created": dict(+self.created),
            "updated": dict(+self.updated),
            "unchanged": dict(+self.unchanged),
            "kept": dict(+self.kept),
            "error_count": len(self.errors),
            "warning_count": len(self.warnings),
            "errors": [problem.as_json() for problem in problems if problem.is_error],
            "warnings": [problem.as_json() for problem in problems if not problem.is_error],
            "notes": [{language: note.said(language) for language in LANGUAGES} for note in self.notes],
            "failed_rows": self.failed_file or None,
            "seconds": round(self.seconds, 3),
        }


def write_json(reports: Sequence[Report], path: Path) -> None:
    """One report as an object, several as {"files": [...]}."""
    content = [report.as_json() for report in reports]
    text = json.dumps(content[0] if len(content) == 1 else {"files": content}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def failed_rows(report: Report) -> list[tuple[str, ...]]:
    """The rows with an error as the file holds them, each once, in their order."""
    rows = {
        problem.line: problem.raw for problem in sorted(report.errors, key=lambda problem: problem.line) if problem.raw
    }
    return list(rows.values())


def write_failed_rows(report: Report, path: Path) -> None:
    """A file with the same header and the rows to fix, in UTF-8 with BOM so that Excel opens it; none where all went well."""
    rows = failed_rows(report)
    if not rows:
        return
    with path.open("w", encoding="utf-8-sig", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(report.header)
        writer.writerows(rows)
    report.failed_file = str(path)


def raw_of(row: Row, header: Sequence[str], filled: dict[str, str] | None = None) -> tuple[str, ...]:
    """The row as it is written into the file to fix; `filled` gives cells that it had left blank."""
    if not filled:
        return row.raw
    return tuple(value or filled.get(column, "") for column, value in zip(header, row.raw, strict=False))
