"""From a question to its rows: every question of a file once, after one that loads the model and the names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from crm.models import User
from nlq.bench.figure import BenchError, Figure, percentile
from nlq.evaluation.questions import Asked
from nlq.evaluation.score import ask_once
from nlq.text2sql.answer import Answer
from nlq.text2sql.planners import Planner

P50_MS: Final = 400
P95_MS: Final = 900
GUARD_MS: Final = 10


def answered(questions: Sequence[Asked], user: User, today: date, planner: Planner | None = None) -> list[Answer]:
    """The answers that have rows. BenchError where not a single question gets any."""
    ask_once(questions[0], user, today, planner)
    answers = [ask_once(asked, user, today, planner)[0] for asked in questions]
    with_rows = [answer for answer in answers if answer.status == "answered"]
    if not with_rows:
        raise BenchError(answers[0].reason)
    return with_rows


def figures(answers: Sequence[Answer], asked: int) -> Iterator[Figure]:
    """Whole questions and their steps; `asked`: how many questions there were."""
    totals = [answer.timings_ms["total"] for answer in answers]
    note = _("%(answered)d of %(asked)d questions answered") % {"answered": len(answers), "asked": asked}
    yield Figure(_("question to rows, half within"), percentile(totals, 50), "ms", P50_MS, note)
    yield Figure(_("question to rows, 95 % within"), percentile(totals, 95), "ms", P95_MS)
    yield Figure(_("guard, 95 % within"), percentile(_step(answers, "validate"), 95), "ms", GUARD_MS)
    yield Figure(_("model, half within"), percentile(_step(answers, "generate"), 50), "ms")


def _step(answers: Sequence[Answer], name: str) -> list[float]:
    return [answer.timings_ms[name] for answer in answers if name in answer.timings_ms]
