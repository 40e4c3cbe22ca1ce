"""`manage.py bank check FILE…`: every plan of the bank compiles, passes the guard and runs on this database."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import User
from nlq.bank import lines
from nlq.errors import AskingError
from nlq.text2sql.compile import compile_plan
from nlq.text2sql.guard import Refused, check
from nlq.text2sql.plan import PlanError
from nlq.text2sql.run import run


class Command(BaseCommand):
    help = "Checks question bank files against this database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check"])
        parser.add_argument("files", nargs="+", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        bad = sum(not self._line(path.name, number, text) for path in files for number, text in _texts(path))
        if bad:
            raise CommandError(f"{bad} lines are wrong")
        self.stdout.write("all lines run")

    def _line(self, file: str, number: int, text: str) -> bool:
        try:
            self._run(lines.line(text, file, number))
        except (lines.BankError, PlanError, AskingError, KeyError) as error:
            self.stdout.write(f"{file}:{number}: {type(error).__name__} {error}\n    {text.strip()[:300]}")
            return False
        return True

    def _run(self, item: lines.Line) -> None:
        if item.plan is None:
            return
        compiled = compile_plan(item.plan, {}, today=item.today, currency="CNY")
        query = check(compiled.sql, parameters=compiled.params)
        if isinstance(query, Refused):
            raise PlanError(f"the guard refuses: {query.rule} {query.detail}")
        asker = User.objects.get(username=lines.ASKER)
        rows = run(query, compiled.params, user=asker)
        self.stdout.write(f"{item.file}:{item.number}: {len(rows.rows)} rows  {item.question[:60]}")


def _texts(path: Path) -> list[tuple[int, str]]:
    numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return [(number, text) for number, text in numbered if text.strip()]
