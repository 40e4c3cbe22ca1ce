"""`manage.py calibrate FILE…`: fits the confidence of plans on blind questions with gold SQL, and shows how well it holds."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.models import User
from nlq.evaluation.calibrate import observe, reliability
from nlq.evaluation.questions import QuestionsError, load
from nlq.text2sql.planners.confidence import WEIGHTS, fit
from nlq.text2sql.planners.shipped import shipped_planner

LEAST = 50


class Command(BaseCommand):
    help = "Fits the confidence of plans on questions with gold SQL that trained nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--user", default="demo")
        parser.add_argument("--today", type=date.fromisoformat, default=None)
        parser.add_argument("--out", type=Path, default=WEIGHTS)

    def handle(self, *args: Any, files: list[Path], user: str, out: Path, **options: Any) -> None:
        try:
            questions = [item for file in files for item in load(file)]
            asker = User.objects.get(username=user, is_active=True)
        except (QuestionsError, User.DoesNotExist) as error:
            raise CommandError(str(error)) from error
        seen = observe(
            questions, user=asker, today=options["today"] or timezone.localdate(), planner=shipped_planner()
        )
        if len(seen) < LEAST:
            raise CommandError(_("Too few answers to learn from: %(count)d.") % {"count": len(seen)})
        weights = fit(seen)
        out.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
        for row in reliability(seen, weights):
            self.stdout.write(f"{row.count:4d}  {row.believed:.2f}  {row.right:.2f}")
