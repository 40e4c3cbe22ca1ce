"""`manage.py load_demo`: fill an empty database with the demo records."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.demo.load import is_empty, load


class Command(BaseCommand):
    help = "Load the invented demo records into an empty database; a database with records is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=date.fromisoformat, help="the day around which the records are dated")

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_empty():
            self._say(_("There are records already; the demo data was not loaded again."), options)
            return
        counts = load(options["today"] or timezone.localdate())
        self._say(
            _("Demo data loaded: %(companies)d companies, %(investors)d investors, %(deals)d rounds.") % counts, options
        )

    def _say(self, line: str, options: dict[str, Any]) -> None:
        if options["verbosity"] > 0:
            self.stdout.write(line)
