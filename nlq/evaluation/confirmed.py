"""The questions that people confirmed, asked again as their own askers, without memory, on the day that they were asked for.

The gold rows are those that the confirmed SQL gives today, so that new records are no mistake. What people called wrong is
asked again as well: whether it is still answered by the same wrong rows.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nlq.errors import AskingError
from nlq.evaluation.judge import NO_GOLD, RIGHT, Verdict, judge
from nlq.evaluation.match import Table
from nlq.evaluation.questions import LANGUAGES, Asked
from nlq.evaluation.score import Scored, ask_once
from nlq.memory.judging import BY_HAND
from nlq.models import Feedback, Question
from nlq.text2sql.answer import Answer
from nlq.text2sql.ask import FOLLOW
from nlq.text2sql.guard import Refused, check
from nlq.text2sql.keeping import kept_params
from nlq.text2sql.planners import Planner
from nlq.text2sql.run import run

log = logging.getLogger(__name__)

MOST: Final = 1000  # questions of one run, the latest judged first
GOLD_ROWS: Final = 20_000
REPEATED: Final = "repeated"
CHANGED: Final = "changed"


@dataclass(frozen=True)
class Judged:
    """A question that its asker judged. `follows` is the id of the question that its words follow up."""

    question: Question
    is_confirmed: bool
    follows: int | None = None

    @property
    def asked(self) -> Asked:
        """The question as it is compared: every column of the confirmed SQL counts."""
        row = self.question
        language = row.language if row.language in LANGUAGES else "zh"
        return Asked(str(row.pk), language, row.question, row.asked_for, "", 0, (row.sql,), ())


@dataclass(frozen=True)
class Chosen:
    """What can be asked again; `left_out` counts the judged questions that cannot, or not in one run."""

    judged: tuple[Judged, ...]
    left_out: int


def judged_questions() -> Chosen:
    """The questions that people judged, each wording of a person once, by the latest word on it."""
    rows = Feedback.objects.select_related("question__asker", "question__parent").order_by("-changed_at", "-pk")
    found: dict[tuple[object, ...], Judged] = {}
    left_out = 0
    for feedback in rows.filter(question__status=Question.Status.ANSWERED).exclude(question__sql=""):
        judged = _judged(feedback)
        if judged is None or len(found) >= MOST:
            left_out += 1
        else:
            row = judged.question
            found.setdefault((row.asker_id, row.question.casefold(), row.language, judged.follows), judged)
    return Chosen(tuple(found.values()), left_out)


def _judged(feedback: Feedback) -> Judged | None:
    """None where the words alone do not say what was answered (a changed chip) or the asker has left."""
    spoken = _spoken(feedback.question)
    if spoken is None or not feedback.question.asker.is_active:
        return None
    return Judged(feedback.question, feedback.verdict == Feedback.Verdict.RIGHT, spoken.parent_id)


def _spoken(question: Question) -> Question | None:
    """The question whose words were read: SQL edited by hand has those of the question before it."""
    spoken: Question | None = question
    while spoken is not None and spoken.engine == BY_HAND:
        spoken = spoken.parent
    if spoken is None or not spoken.linked_text:
        return None
    return None if spoken.parent_id is None and spoken.engine == FOLLOW else spoken


def asked_again(judged: Sequence[Judged], planner: Planner | None = None) -> Iterator[Scored]:
    """Each question with its verdict: that of rows for what was confirmed, REPEATED or CHANGED for what was called wrong."""
    for item in judged:
        gold = _gold(item)
        answer, linked, plan = ask_once(
            item.asked, item.question.asker, item.question.asked_for, planner, follows=item.follows, recall=False
        )
        yield Scored(item.asked, answer, _verdict(item, answer, gold), gold, linked, plan)


def _verdict(item: Judged, answer: Answer, gold: Table | None) -> Verdict:
    """Rows that equal the wrong ones are wrong again; where the kept rows cannot be read, nothing is known."""
    if gold is None:
        return Verdict(NO_GOLD)
    found = judge(item.asked, answer, [gold], [])
    if item.is_confirmed:
        return found
    return Verdict(REPEATED if found.outcome == RIGHT else CHANGED)


def _gold(item: Judged) -> Table | None:
    """The rows that the kept SQL gives its asker today; None where the records no longer run it."""
    params = kept_params(item.question)
    query = check(item.question.sql, parameters=tuple(params))
    if isinstance(query, Refused):
        return None
    try:
        rows = run(query, params, user=item.question.asker, row_limit=GOLD_ROWS)
    except AskingError as error:
        log.info("question %s cannot be compared: %s", item.question.pk, type(error).__name__)
        return None
    return Table(tuple(column.name for column in rows.columns), rows.rows)
