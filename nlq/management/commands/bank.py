"""`manage.py bank check FILE…`: every plan of the bank compiles, passes the guard and runs on this database.

`manage.py bank pairs --out FILE [--compose N --seed S] [FILE…]`: training pairs of the given files, or of N composed questions.
`manage.py bank topics`: the weights of the tagger of searched-for words.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.models import User
from nlq.bank import lines, topics
from nlq.bank.grammar.compose import Grammar
from nlq.bank.pairs import Miss, pair
from nlq.errors import AskingError
from nlq.text2sql.compile import compile_plan
from nlq.text2sql.guard import Refused, check
from nlq.text2sql.link.sought import WEIGHTS
from nlq.text2sql.plan import PlanError
from nlq.text2sql.run import run

HELD_OUT = 20


class Command(BaseCommand):
    help = "Checks question bank files against this database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check", "pairs", "topics"])
        parser.add_argument("files", nargs="*", type=Path)
        parser.add_argument("--out", type=Path, help="where the pairs are written, JSON lines")
        parser.add_argument("--dev", type=Path, help="where every twentieth pair is written instead, to measure on")
        parser.add_argument("--compose", type=int, default=0, help="so many questions of the grammar")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--weight", type=float, default=1.0, help="how much each pair counts in training")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        files = options["files"] or lines.files()
        if action == "check":
            self._check(files)
        elif action == "topics":
            asker = User.objects.get(username=lines.ASKER)
            found = [example for path in files for example in topics.examples(lines.read(path), asker)]
            topics.save(topics.train(found, options["seed"]), WEIGHTS)
        elif options["out"] is None:
            raise CommandError("--out names the file to write")
        else:
            self._pairs([] if options["compose"] else files, options)

    def _check(self, files: list[Path]) -> None:
        bad = sum(not self._line(path.name, number, text) for path in files for number, text in _texts(path))
        if bad:
            raise CommandError(f"{bad} lines are wrong")
        self.stdout.write("all lines run")

    def _pairs(self, files: list[Path], options: dict[str, Any]) -> None:
        """Writes the pairs and says what linking missed."""
        written = missed = 0
        asker = User.objects.get(username=lines.ASKER)
        with ExitStack() as files_out:
            out = files_out.enter_context(options["out"].open("w", encoding="utf-8"))
            dev = files_out.enter_context(options["dev"].open("w", encoding="utf-8")) if options["dev"] else out
            for item in _read(files, options["compose"], options["seed"]):
                found = pair(item, asker)
                if isinstance(found, Miss):
                    missed += 1
                    if files:
                        self.stdout.write(f"{item.file}:{item.number}: {item.question} · {', '.join(found.missing)}")
                    continue
                written += 1
                target = dev if written % HELD_OUT == 0 else out
                target.write(json.dumps(asdict(found) | {"weight": options["weight"]}, ensure_ascii=False) + "\n")
        self.stdout.write(f"{written} pairs, {missed} lines without")

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


def _read(files: list[Path], compose: int, seed: int) -> Iterator[lines.Line]:
    """The lines of the files, then those that the grammar composes."""
    for path in files:
        yield from lines.read(path)
    for number, data in enumerate(Grammar(seed, lines.TODAY).questions(compose) if compose else (), 1):
        yield lines.line(json.dumps(data, ensure_ascii=False), f"grammar-{seed}", number)


def _texts(path: Path) -> list[tuple[int, str]]:
    numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return [(number, text) for number, text in numbered if text.strip()]
