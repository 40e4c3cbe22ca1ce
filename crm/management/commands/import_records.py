"""`manage.py import_records FILE…`: files of records into the database, with a report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.importing.engine import FORMATS, MODELS, Options, import_files
from crm.importing.problems import ImportFailure
from crm.importing.progress import Bar
from crm.importing.report import Report, write_failed_rows, write_json

_SHOWN = 20


class Command(BaseCommand):
    """Import IT桔子, Crunchbase or plain tables; says what happened and writes the rows to fix."""

    help = "Import records from .csv, .csv.gz or .xlsx files. Importing a file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command-line contract."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_("files, or a folder of them"))
        parser.add_argument("--format", choices=FORMATS, default="", help=_("guessed from the header when left out"))
        parser.add_argument("--model", choices=MODELS, default="", help=_("what the rows of a plain file are"))
        parser.add_argument("--dry-run", action="store_true", help=_("say what would happen and store nothing"))
        parser.add_argument("--report", type=Path, metavar="FILE.json", help=_("write the report as JSON"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, tell, and end with an error code where nothing could be imported at all."""
        bar = Bar(sys.stderr)
        try:
            asked = Options(options["format"], options["model"], options["dry_run"])
            reports = import_files(options["files"], asked, bar)
        except ImportFailure as failure:
            raise CommandError(str(failure)) from failure
        finally:
            bar.close()
        for report in reports:
            if not options["dry_run"]:
                self._write_failed(report, options["report"])
            self._tell(report)
        if options["report"]:
            write_json(reports, options["report"])

    def _write_failed(self, report: Report, beside: Path | None) -> None:
        """Next to the report, else in the folder where the command was given."""
        stem = Path(report.file).name.split(".")[0]
        folder = beside.parent if beside else Path.cwd()
        try:
            write_failed_rows(report, folder / f"{stem}.failed.csv")
        except OSError as failure:
            self.stderr.write(_("The rows to fix could not be written: %(why)s") % {"why": failure})

    def _tell(self, report: Report) -> None:
        kind = f"{report.format} {report.model}".strip()
        self.stdout.write(f"{report.file} ({kind}, {report.encoding})")
        if report.dry_run:
            self.stdout.write("  " + _("Dry run: nothing was stored."))
        counts = (
            (_("created"), report.created),
            (_("updated"), report.updated),
            (_("unchanged"), report.unchanged),
            (_("kept"), report.kept),
        )
        for word, counter in counts:
            told = ", ".join(f"{name} {count}" for name, count in sorted(counter.items()) if count)
            self.stdout.write(f"  {word}: {told or 0}")
        self._tell_problems(report)

    def _tell_problems(self, report: Report) -> None:
        for note in report.notes:
            self.stdout.write("  " + note.said())
        for problem in report.problems[:_SHOWN]:
            where = _("line %(line)s") % {"line": problem.line}
            word = _("error") if problem.is_error else _("warning")
            column = f", {problem.column}" if problem.column else ""
            self.stdout.write(f"  {word}, {where}{column}: {problem.reason.said()}")
        more = len(report.problems) - _SHOWN
        if more > 0:
            self.stdout.write("  " + ngettext("… and %(more)s more", "… and %(more)s more", more) % {"more": more})
        if report.failed_file:
            self.stdout.write("  " + _("Rows to fix and import again: %(file)s") % {"file": report.failed_file})
