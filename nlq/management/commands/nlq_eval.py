"""`manage.py nlq_eval`: how many questions of a file with gold SQL the product answers right, compared by rows."""

from __future__ import annotations

import json as jsons
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from crm.models import User
from nlq.evaluation import printed, report
from nlq.evaluation.accuracy import measure
from nlq.evaluation.questions import QuestionsError, load
from nlq.evaluation.score import Scored, score
from nlq.evaluation.summary import summary

NATURAL = settings.BASE_DIR / "tests" / "fixtures" / "evaluation" / "natural.jsonl"


class Command(BaseCommand):
    help = "Asks the questions of a file and compares the answers with the rows of its gold SQL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=NATURAL, help="JSON lines; see the README beside the default")
        parser.add_argument("--user", default="demo", help="the asking user, whose rights hold for the gold SQL too")
        parser.add_argument("--today", type=date.fromisoformat, help="the asked day where a question names none")
        parser.add_argument("--no-memory", action="store_true", help="do not answer from confirmed questions")
        parser.add_argument(
            "--confirmed",
            action="store_true",
            help="instead of a file, the questions that people confirmed here, each as its asker and without memory; "
            "the figures are kept for the page Accuracy",
        )
        parser.add_argument("--json", action="store_true", help="figures and verdicts as JSON")
        parser.add_argument("--report", type=Path, help="write a page for people to this file: figures and failures")

    def handle(self, *args: Any, json: bool, confirmed: bool, today: date | None, **options: Any) -> None:
        today = today or timezone.localdate()
        scored = self._confirmed(today) if confirmed else self._of_file(today, **options)
        self._write(scored, json)
        if options["report"]:
            options["report"].write_text(report.page(scored), encoding="utf-8")

    def _of_file(self, today: date, *, file: Path, user: str, no_memory: bool, **options: Any) -> list[Scored]:
        try:
            questions = load(file)
        except QuestionsError as error:
            raise CommandError(_("The questions cannot be read: %(why)s") % {"why": error}) from error
        asker = User.objects.filter(username=user, is_active=True).first()
        if asker is None:
            raise CommandError(_("There is no user «%(name)s».") % {"name": user})
        running = score(questions, user=asker, today=today, recall=not no_memory)
        return list(tqdm(running, total=len(questions), disable=None, leave=False))

    def _confirmed(self, today: date) -> list[Scored]:
        measured = measure(today)
        if measured is None:
            raise CommandError(_("Nobody has called an answer right or wrong yet: there is nothing to measure."))
        run = measured.run
        self.stderr.write(
            _("called wrong and answered by the same rows again: %(repeated)d of %(objected)d; left out: %(left)d")
            % {"repeated": run.repeated, "objected": run.objected, "left": run.left_out}
        )
        return list(measured.confirmed)

    def _write(self, scored: list[Scored], as_json: bool) -> None:
        found = summary(scored)
        if not as_json:
            self.stdout.write("\n".join(printed.lines(found)))
            return
        data = {**asdict(found), "verdicts": list(_verdicts(scored))}
        self.stdout.write(jsons.dumps(data, ensure_ascii=False, indent=1))


def _verdicts(scored: list[Scored]) -> Iterator[dict[str, Any]]:
    for item in scored:
        yield {
            "id": item.asked.id,
            "outcome": item.verdict.outcome,
            "why": item.verdict.why,
            "shape": item.shape,
            "status": item.answer.status,
            "caution": item.answer.caution,
            "confidence": item.answer.confidence,
            "total_ms": round(item.total_ms, 1),
        }
