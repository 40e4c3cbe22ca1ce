"""What one answer is worth: right, wrong, asked back, refused or failed, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nlq.evaluation.cells import plain
from nlq.evaluation.match import Match, Table, matches
from nlq.evaluation.questions import Asked
from nlq.text2sql.answer import Answer

RIGHT: Final = "right"
WRONG: Final = "wrong"
NO_GOLD: Final = "no_gold"
# Classes whose refusal may also be a question back, as long as it names something that can be answered.
UNANSWERABLE: Final = frozenset({"unanswerable"})


@dataclass(frozen=True)
class Verdict:
    """`outcome` is right, wrong, clarify, refused, error, or no_gold where every gold statement fails itself."""

    outcome: str
    why: str = ""


def judge(asked: Asked, answer: Answer, golds: list[Table], failures: list[str]) -> Verdict:
    """Compare an answer with what was expected. `golds` are the gold rows, alternatives after them."""
    if asked.expect == "refused":
        return _refusal(asked, answer)
    if answer.status == asked.expect == "clarify":
        return Verdict(RIGHT)
    if answer.status != "answered":
        return Verdict(answer.status, answer.reason)
    if not golds:
        return Verdict(NO_GOLD, "; ".join(failures)) if failures else Verdict(WRONG, "it should ask back")
    shown = Table(tuple(column.name for column in answer.columns), answer.rows, truncated=answer.truncated)
    reasons = []
    for found in _matched(asked, golds, shown):
        if found.is_right:
            return Verdict(RIGHT, found.why)
        reasons.append(found.why)
    return Verdict(WRONG, "; ".join(dict.fromkeys(reasons)))


def _refusal(asked: Asked, answer: Answer) -> Verdict:
    """Refused, or for what the records do not hold a question back with what they do hold."""
    helps = asked.topic in UNANSWERABLE and bool(answer.nearest or answer.options)
    if answer.status == "refused" or (answer.status == "clarify" and helps):
        return Verdict(RIGHT)
    return Verdict(WRONG if answer.status == "answered" else answer.status, "it should be refused")


def _matched(asked: Asked, golds: list[Table], shown: Table) -> Iterator[Match]:
    if asked.exists:
        yield _yes_or_no(_holds(golds[0]), shown)
        golds = [gold for gold in golds if gold.rows and not _is_flag(gold)]
    for gold in golds:
        yield matches(asked, gold, shown)


def _holds(gold: Table) -> bool:
    return bool(gold.rows[0][0]) if _is_flag(gold) else bool(gold.rows)


def _is_flag(gold: Table) -> bool:
    return len(gold.rows) == 1 and isinstance(gold.rows[0][0], bool)


def _yes_or_no(wanted: bool, shown: Table) -> Match:
    """No rows say no; so does a single flag or count. Rows that show a yes are compared like any others."""
    if not shown.rows:
        return Match(not wanted, "" if not wanted else "it says no")
    cells = [plain(cell) for cell in shown.rows[0]]
    flags = {cell for cell in cells if isinstance(cell, bool)}
    if len(shown.rows) == 1 and not flags and len(cells) == 1 and isinstance(cells[0], float):
        flags = {cells[0] > 0}
    if len(shown.rows) == 1 and flags:
        return Match(flags == {wanted}, "" if flags == {wanted} else "the opposite")
    return Match(False, "rows that do not show it")
