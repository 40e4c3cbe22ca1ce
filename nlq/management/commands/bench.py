"""`manage.py bench`: how fast the product is, beside what it promises, in one run on invented records."""

from __future__ import annotations

import os
import subprocess
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from crm.errors import CrmError
from crm.models import User
from llm.errors import LlmError
from nlq.bench import answers, engine, importing, linking, running, sample, starting, table
from nlq.bench.figure import BenchError, Figure
from nlq.evaluation.questions import Asked, QuestionsError, load

NATURAL = settings.BASE_DIR / "tests" / "fixtures" / "evaluation" / "natural.jsonl"
PARTS = ["answers", "linking", "engine", "import", "start"]
FAILURES = (BenchError, LlmError, CrmError, DatabaseError, OSError, subprocess.SubprocessError)


class Command(BaseCommand):
    help = "Measures speed and memory and prints a table; a missed target is said and is no failure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=NATURAL, help="questions, as nlq_eval takes them")
        parser.add_argument("--without", nargs="*", default=[], choices=PARTS, help="parts to leave out")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            questions = load(file)
        except QuestionsError as error:
            raise CommandError(_("The questions cannot be read: %(why)s") % {"why": error}) from error
        today = max((asked.today for asked in questions if asked.today), default=date(2026, 1, 5))
        self.stdout.write(_("on %(count)d processors; loading the demo records") % {"count": processors()})
        self.missed, self.without = 0, frozenset(options["without"])
        self.stdout.write(table.heading())
        with sample.sample_database(today) as user:
            self._asking(questions, user, today)
            self._show("import", _("import"), importing.figures)
        self._show("start", _("second start of make run"), starting.figures)
        self.stdout.write(_("targets missed: %(count)d") % {"count": self.missed})

    def _asking(self, questions: tuple[Asked, ...], user: User, today: date) -> None:
        def of_answers() -> Iterable[Figure]:
            found = answers.answered(questions, user, today)
            yield from answers.figures(found, len(questions))
            yield from running.figures(found, user)

        def of_engine() -> Iterable[Figure]:
            return engine.figures(questions[0], user.username, today, sample.url())

        self._show("answers", _("question to rows"), of_answers)
        self._show("linking", _("linking"), lambda: linking.figures(questions, user, today))
        self._show("engine", _("start of the engine"), of_engine)

    def _show(self, part: str, name: str, measure: Callable[[], Iterable[Figure]]) -> None:
        """Print each figure as soon as it is known; what cannot be measured is said, and the rest goes on."""
        if part in self.without:
            return
        try:
            for figure in measure():
                self.missed += figure.is_missed
                self.stdout.write(table.line(figure))
                self.stdout.flush()
        except FAILURES as error:
            self.stdout.write(table.not_measured(name, error))


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
