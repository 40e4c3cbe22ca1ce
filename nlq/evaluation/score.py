"""The product asked every question of a file, as one user; nothing of it is kept among the user's own questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from crm.models import User
from nlq.evaluation.gold import GoldError, gold_table
from nlq.evaluation.judge import RIGHT, WRONG, Verdict, judge
from nlq.evaluation.match import Table
from nlq.evaluation.questions import Asked
from nlq.evaluation.shapes import familiarity
from nlq.models import Question
from nlq.text2sql.answer import Answer
from nlq.text2sql.ask import ask
from nlq.text2sql.planners import Planner


@dataclass(frozen=True)
class Scored:
    """One question with its answer, its verdict, and the steps in between: `linked` text and typed `plan`.

    `shape` says whether the bank holds the plan's shape (nlq.evaluation.shapes), "" where it was not looked at.
    """

    asked: Asked
    answer: Answer
    verdict: Verdict
    gold: Table | None = None
    linked: str = ""
    plan: Any = None
    shape: str = ""

    @property
    def is_right(self) -> bool:
        """Whether the answer is as right as the gold."""
        return self.verdict.outcome == RIGHT

    @property
    def is_wrong(self) -> bool:
        """Whether rows were shown that are not the answer."""
        return self.verdict.outcome == WRONG

    @property
    def is_empty(self) -> bool:
        """Right, but only because there is nothing to show."""
        return self.is_right and self.verdict.why == "empty"

    @property
    def total_ms(self) -> float:
        """From the question to its rows, in milliseconds."""
        return self.answer.timings_ms.get("total", 0.0)


def score(
    questions: Iterable[Asked], *, user: User, today: date, planner: Planner | None = None, recall: bool = True
) -> Iterator[Scored]:
    """Each question with its verdict, asked on its own day, else on `today`; without `recall` memory is not asked.

    The first question is asked twice: loading the model and the names is no part of a question's time.
    """
    warm = False
    for asked in questions:
        if not warm:
            warm = bool(ask_once(asked, user, today, planner, recall=recall))
        answer, linked, plan = ask_once(asked, user, today, planner, recall=recall)
        tables, failures = _golds(asked, user)
        verdict = judge(asked, answer, tables, failures)
        is_right = verdict.outcome == RIGHT
        shape = familiarity(asked, answer, plan, linked, is_right=is_right, today=asked.today or today)
        yield Scored(asked, answer, verdict, tables[0] if tables else None, linked, plan, shape)


def ask_once(
    asked: Asked,
    user: User,
    today: date,
    planner: Planner | None = None,
    *,
    follows: int | None = None,
    recall: bool = True,
) -> tuple[Answer, str, Any]:
    """The answer, the linked text and the plan as JSON; nothing of it is kept. `follows` and `recall` as in `ask`."""
    with transaction.atomic():
        answer = ask(
            asked.question,
            user=user,
            language=asked.language,
            today=asked.today or today,
            planner=planner,
            follows=follows,
            recall=recall,
        )
        kept = Question.objects.filter(pk=answer.id or 0).values_list("linked_text", "plan").first()
        transaction.set_rollback(True)
    return answer, *(kept or ("", None))


def _golds(asked: Asked, user: User) -> tuple[list[Table], list[str]]:
    tables, failures = [], []
    for sql in asked.golds:
        try:
            tables.append(gold_table(sql, asked, user))
        except GoldError as error:
            failures.append(str(error))
    return tables, failures
