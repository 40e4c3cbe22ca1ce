"""Files -> records: read, recognise, load, all or nothing for each file."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from crm.importing import crunchbase, itjuzi, plain
from crm.importing.problems import Unreadable
from crm.importing.progress import Progress, Silent
from crm.importing.report import Report
from crm.importing.session import Session
from crm.importing.tables import Table, read_table
from crm.services.statistics import analyse

FORMATS = ("itjuzi", "crunchbase", "csv")
MODELS = tuple(plain.SPECS)
_ENDINGS = (".csv", ".csv.gz", ".xlsx", ".tsv", ".txt")


@dataclass(frozen=True)
class Options:
    """What was asked for. `format` and `model` are guessed from the header where they are empty."""

    format: str = ""
    model: str = ""
    dry_run: bool = False


def import_files(paths: Sequence[Path], options: Options, progress: Progress | None = None) -> list[Report]:
    """Import each file in a transaction of its own, in the order that their contents need; one report a file.

    A folder stands for its tables. A dry run does everything and rolls all of it back. Raises Unreadable before
    anything is stored where a file cannot be read or recognised.
    """
    tables = [(path, table := read_table(path), _recognise(table, options)) for path in _files(paths)]
    tables.sort(key=lambda item: _order(item[2], item[1]))
    reports = []
    with ExitStack() as stack:
        if options.dry_run:
            stack.enter_context(transaction.atomic())
        for path, table, (form, model) in tables:
            report = Report(str(path), form, model, dry_run=options.dry_run, progress=progress or Silent())
            _import_one(table, report)
            reports.append(report)
        if options.dry_run:
            transaction.set_rollback(True)
        elif reports:
            analyse()
    return reports


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = sorted(child for child in path.iterdir() if child.name.endswith(_ENDINGS)) if path.is_dir() else [path]
        found.extend(inside)
    if not found:
        raise Unreadable(_("There is no .csv, .csv.gz or .xlsx file in %(folder)s."), folder=str(paths[0]))
    return found


def _recognise(table: Table, options: Options) -> tuple[str, str]:
    """(format, model) as asked for, else as the header tells."""
    form = options.format
    if not form and not options.model:
        form = (
            "itjuzi" if itjuzi.recognises(table.header) else "crunchbase" if crunchbase.recognises(table.header) else ""
        )
    form = form or "csv"
    if form == "itjuzi" and not itjuzi.recognises(table.header):
        missing = ", ".join(column for column in itjuzi.REQUIRED if column not in table.header)
        raise Unreadable(_("%(file)s lacks the columns %(columns)s."), file=table.name, columns=missing)
    if form == "crunchbase" and not crunchbase.recognises(table.header):
        raise Unreadable(_("%(file)s is none of the Crunchbase files."), file=table.name)
    return form, (options.model or plain.guess(table)) if form == "csv" else ""


def _order(recognised: tuple[str, str], table: Table) -> int:
    form, model = recognised
    if form == "crunchbase":
        return crunchbase.order(table.header)
    return plain.ORDER.index(model) if model else 0


def _one_at_a_time() -> None:
    """Two imports at once would each create the names that they share; the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('crm import'))")


def _import_one(table: Table, report: Report) -> None:
    begun = time.monotonic()
    report.take(table)
    with transaction.atomic():
        _one_at_a_time()
        if report.format == "itjuzi":
            itjuzi.load(table, Session(report, itjuzi.SOURCE))
        elif report.format == "crunchbase":
            crunchbase.load(table, Session(report, crunchbase.SOURCE))
        else:
            plain.load(table, report.model, Session(report))
    report.seconds = time.monotonic() - begun
