"""`manage.py backup`: a copy of the database, restored with pg_restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from crm.launch import backup


class Command(BaseCommand):
    help = "Copies the database into a file (pg_dump's custom format) and keeps the last few."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", help="where to put it (default: CRM_HOME/backups)")
        parser.add_argument(
            "--keep", type=int, default=backup.KEEP, help="how many copies to keep (default: %(default)s)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the file's path."""
        folder = Path(options["folder"]) if options["folder"] else settings.CRM_HOME / "backups"
        self.stdout.write(str(backup.back_up(folder, settings.DATABASES["default"], keep=max(1, options["keep"]))))
