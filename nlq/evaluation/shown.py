"""Accuracy as its page shows it: the latest figures, a line over the last runs, shares, and the reader's own failures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm.models import User
from nlq.charts import chart
from nlq.evaluation.accuracy import Failure, own_failures
from nlq.evaluation.confirmed import REPEATED
from nlq.models import AccuracyRun, Feedback, Question
from nlq.text2sql.run import Column

RUNS: Final = 30
_COLUMNS: Final = (Column("ran_on", "date"), Column("language", "text"), Column("share", "numeric"))


@dataclass(frozen=True)
class Share:
    """How many of so many are right; `percent` is text, «—» for none of none."""

    label: str
    right: int
    of: int

    @property
    def percent(self) -> str:
        """«92.3%»."""
        return percent(self.right, self.of)


@dataclass(frozen=True)
class Told:
    """One of the reader's own questions that went wrong, and in words what came of it."""

    question: Question
    outcome: str
    difference: str


@dataclass(frozen=True)
class Shown:
    """Everything that the page needs; `run` is None before the first measurement. Texts are in the reader's language."""

    run: AccuracyRun | None
    judged: int
    percent: str = ""
    bare_percent: str = ""
    chart: dict[str, Any] | None = None
    runs: int = 0
    languages: tuple[Share, ...] = ()
    grades: tuple[Share, ...] = ()
    own: tuple[Told, ...] = ()
    others: int = 0


def shown(reader: User, language: str) -> Shown:
    """The page for `reader` in `language` («zh» or «en»)."""
    runs = list(AccuracyRun.objects.all()[:RUNS])
    judged = Feedback.objects.count()
    if not runs:
        return Shown(None, judged)
    latest = runs[0]
    failed = [data["question"] for data in latest.failures]
    return Shown(
        latest,
        judged,
        percent(latest.right, latest.asked),
        percent(latest.wrong_bare, latest.asked),
        drawn(runs[::-1], language),
        len(runs),
        tuple(Share(_languages().get(name, name), *share) for name, share in latest.by_language.items()),
        tuple(Share(_grades().get(name, name), *share) for name, share in latest.by_grade.items()),
        tuple(_told(failure) for failure in own_failures(latest, reader)),
        Question.objects.filter(pk__in=failed).exclude(asker=reader).count(),
    )


def percent(part: int, of: int) -> str:
    """A share as people read it; «—» of none."""
    return f"{100 * part / of:.1f}%" if of else "—"


def _languages() -> Mapping[str, str]:
    return {"zh": "中文", "en": "English"}


def _grades() -> Mapping[str, str]:
    return {"confirmed": _("Confirmed"), "composed": _("Composed"), "draft": _("Draft"), "": _("No answer given")}


def _told(failure: Failure) -> Told:
    outcomes = {"wrong": _("wrong"), "refused": _("refused"), "clarify": _("asked back"), REPEATED: _("wrong again")}
    return Told(failure.question, outcomes.get(failure.outcome, _("error")), _difference(failure))


def _difference(failure: Failure) -> str:
    if failure.outcome == REPEATED:
        return _("The same rows that you called wrong.")
    if failure.outcome != "wrong":
        return _("It was answered before.")
    if failure.given == failure.expected:
        return ngettext(
            "%(count)d row, but not the confirmed one.", "%(count)d rows, but not the confirmed ones.", failure.given
        ) % {"count": failure.given}
    return _("Rows: %(given)d instead of %(expected)d.") % {"given": failure.given, "expected": failure.expected}


def drawn(runs: Sequence[AccuracyRun], language: str) -> dict[str, Any] | None:
    """Lines over the days, oldest first, of all questions and of each language; None where there is no line to draw."""
    spec = chart([row for run in runs for row in _points(run)], _COLUMNS, language)
    if spec is None or len(runs) < 2:
        return None
    month_and_day = "slice(datum.label, 5)"
    axis = {"labelAngle": 0, "labelOverlap": "greedy", "labelSeparation": 8, "grid": False, "labelExpr": month_and_day}
    encoding = spec["encoding"]
    # Days side by side, as they were measured: two runs on a scale of time would repeat one day at every tick.
    encoding["x"] = {"field": "label", "type": "ordinal", "title": None, "axis": axis}
    encoding["y"]["scale"] = {"domain": [0, 100]}
    if "color" in encoding:
        encoding["color"]["sort"] = list(dict.fromkeys(name for run in runs for day, name, share in _points(run)))
    return spec


def _points(run: AccuracyRun) -> list[tuple[date, str, float]]:
    """Of one language alone the line is the whole."""
    shares = {_("All"): [run.right, run.asked]}
    if len(run.by_language) > 1:
        shares |= {_languages().get(name, name): share for name, share in run.by_language.items()}
    return [(run.ran_on, name, right / of) for name, (right, of) in shares.items() if of]
