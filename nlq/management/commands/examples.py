"""`manage.py examples export FILE` and `import FILE`: what people confirmed of answers, as a text file to review."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from nlq.memory.exchange import exported, imported


class Command(BaseCommand):
    help = "Writes the confirmed questions to a text file, or reads one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["export", "import"])
        parser.add_argument("file", type=Path, help="JSON lines with pattern, plan, state, confirmations, objections")

    def handle(self, *args: Any, action: str, file: Path, **options: Any) -> None:
        if action == "export":
            self._export(file)
        else:
            self._import(file)

    def _export(self, file: Path) -> None:
        """The file is replaced as a whole, or stays as it was."""
        lines = list(exported())
        fresh = file.with_name(f"{file.name}.part")
        try:
            fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
            fresh.replace(file)
        except OSError as error:
            raise CommandError(
                _("The file «%(file)s» cannot be written: %(why)s") % {"file": file, "why": error}
            ) from error
        self.stdout.write(_("%(count)d examples written") % {"count": len(lines)})

    def _import(self, file: Path) -> None:
        try:
            texts = file.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(
                _("The file «%(file)s» cannot be read: %(why)s") % {"file": file, "why": error}
            ) from error
        report = imported(texts)
        counts = {"new": report.new, "changed": report.changed, "same": report.same}
        self.stdout.write(_("%(new)d examples new, %(changed)d changed, %(same)d known already") % counts)
        for number, reason in report.bad:
            self.stderr.write(_("Line %(number)d is no example: %(why)s") % {"number": number, "why": reason})
        if report.bad:
            raise CommandError(_("%(count)d lines were left out; the others are in.") % {"count": len(report.bad)})
