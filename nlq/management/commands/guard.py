"""`manage.py guard`: what the guard makes of a statement, without running it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from nlq.text2sql.guard import Refused, check


def verdict(statement: str | None) -> dict[str, str | None]:
    """{"verdict": "allowed" | "refused", "rule", "sql"}: `sql` is what would run, None where nothing would."""
    outcome = check(statement or "")
    if isinstance(outcome, Refused):
        return {"verdict": "refused", "rule": outcome.rule, "sql": None, "message": str(outcome.message)}
    return {"verdict": "allowed", "rule": None, "sql": outcome.sql}


class Command(BaseCommand):
    help = "Say what the guard makes of SQL: allowed, with the SQL that would run, or refused, with the rule."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sql", nargs="?", help="one statement")
        parser.add_argument("--batch", metavar="FILE.jsonl", help='a file with {"id", "sql"} a line')
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"]:
            self._batch(Path(options["batch"]))
        elif options["sql"] is None:
            raise CommandError("Give one statement, or --batch FILE.jsonl.")
        else:
            self._one(options["sql"], as_json=options["json"])

    def _one(self, sql: str, *, as_json: bool) -> None:
        outcome = verdict(sql)
        if as_json:
            self.stdout.write(json.dumps({"id": None, **outcome}, ensure_ascii=False))
        else:
            self.stdout.write(outcome["sql"] or f"{outcome['verdict']} ({outcome['rule']}): {outcome['message']}")

    def _batch(self, file: Path) -> None:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                self.stdout.write(json.dumps(self._line(number, line), ensure_ascii=False))

    def _line(self, number: int, line: str) -> dict[str, Any]:
        try:
            case = json.loads(line)
            return {"id": case.get("id"), **verdict(case.get("sql"))}
        except (ValueError, AttributeError, TypeError) as error:
            raise CommandError(f"Line {number} is not a JSON object with a text «sql»: {error}") from error
