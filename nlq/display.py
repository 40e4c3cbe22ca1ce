"""An `Answer` made ready for the page: labelled, formatted, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nlq.cells import Cell, Kind, cell, kind_of
from nlq.charts import chart
from nlq.headings import capital, column_of, heading, views_in
from nlq.text2sql.answer import Answer, Chip

_GRADES: Mapping[str, tuple[Promise | str, Promise | str]] = {
    "confirmed": (gettext_lazy("Confirmed"), gettext_lazy("A person has confirmed this way of answering.")),
    "composed": (
        gettext_lazy("Composed"),
        gettext_lazy("Put together from known parts; every word of the question is accounted for."),
    ),
    "draft": (
        gettext_lazy("Draft"),
        gettext_lazy("A first attempt. Read the sentence above and check that it says what you meant."),
    ),
}
MOST_FIGURES = 4
_STEPS: Mapping[str, Promise | str] = {
    "link": gettext_lazy("Names and values"),
    "recall": gettext_lazy("Memory"),
    "generate": gettext_lazy("Understanding"),
    "validate": gettext_lazy("Checking"),
    "execute": gettext_lazy("Database"),
}


@dataclass(frozen=True)
class Heading:
    """A column's head: `name` is the SQL's."""

    name: str
    label: str
    css: str


@dataclass(frozen=True)
class ShownChip:
    """A value of the question that can be edited; `edit` is what the input holds."""

    name: str
    label: str
    text: str
    display: str
    edit: str
    input_type: str


@dataclass(frozen=True)
class Shown:
    """Everything that `_answer.html` needs; texts are in the reader's language."""

    id: int | None
    question: str
    status: str
    restatement: str
    provisos: str
    reason: str
    grade: str
    grade_label: str
    grade_meaning: str
    confidence_percent: int | None
    caution: bool
    default_caution: str
    chips: tuple[ShownChip, ...]
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    truncated: bool
    row_count_text: str
    more_text: str
    figures: tuple[tuple[Heading, Cell], ...]
    chart: dict[str, Any] | None
    sql: str
    sql_open: bool
    params: tuple[tuple[str, str], ...]
    time_taken: str
    timing_details: str
    headline: str
    explanation: str
    choices: tuple[str, ...]
    choices_label: str
    changes: tuple[str, ...]
    follows: int | None

    @property
    def chart_id(self) -> str:
        """The id of the element that carries the chart's spec."""
        return f"chart-{self.id}"


def show(answer: Answer, language: str, *, edited_sql: str = "") -> Shown:
    """`answer` as the page shows it in `language` ("zh" or "en"); SQL that a person edited stays, even where refused."""
    names = [column.name for column in answer.columns]
    views = views_in(answer.sql or "")
    kinds = [_kind(name, [row[i] for row in answer.rows], views) for i, name in enumerate(names)]
    rows = tuple(
        tuple(cell(value, kind, language) for value, kind in zip(row, kinds, strict=True)) for row in answer.rows
    )
    headings = tuple(Heading(n, heading(n, views, language), k.css) for n, k in zip(names, kinds, strict=True))
    grade = answer.grade or ""
    sentence, provisos = _sentences(answer.restatement)
    label, meaning = _GRADES.get(grade, ("", ""))
    headline, explanation, choices, choices_label = _reply(answer)
    return Shown(
        id=answer.id,
        question=answer.question,
        status=answer.status,
        restatement=sentence,
        provisos=provisos,
        reason=answer.reason,
        grade=grade,
        grade_label=str(label),
        grade_meaning=str(meaning),
        confidence_percent=None if answer.confidence is None else round(answer.confidence * 100),
        caution=answer.caution,
        default_caution=_(
            "Some words of the question may not have been understood. Compare the sentence above with what you meant."
        ),
        chips=tuple(_chip(one) for one in answer.chips),
        headings=headings,
        rows=rows,
        truncated=answer.truncated,
        row_count_text=ngettext("%(count)s row", "%(count)s rows", len(rows)) % {"count": f"{len(rows):,}"},
        more_text=_("The first %(count)s of more. Narrow the question to see the rest.") % {"count": f"{len(rows):,}"},
        figures=_figures(rows, headings),
        chart=answer.chart or chart(answer.rows, answer.columns, language),
        sql=answer.sql or edited_sql,
        sql_open=bool(edited_sql),
        params=tuple((name, str(value)) for name, value in (answer.params or {}).items()),
        time_taken=_seconds(answer.timings_ms.get("total")),
        timing_details=_timings(answer.timings_ms),
        headline=headline,
        explanation=explanation,
        choices=choices,
        choices_label=choices_label,
        changes=answer.changes,
        follows=answer.follows,
    )


def _sentences(restatement: str) -> tuple[str, str]:
    """What was understood, and what was left out or converted: the first sentence and the others."""
    found = re.match(r"(.+?(?:。|\.(?=\s+[A-Z])))\s*(.+)\Z", restatement, re.DOTALL)
    return (found[1], found[2]) if found else (restatement, "")


def _figures(rows: Sequence[tuple[Cell, ...]], headings: Sequence[Heading]) -> tuple[tuple[Heading, Cell], ...]:
    """A single row of a few numbers is shown as large figures, not as a table."""
    if len(rows) != 1 or len(headings) > MOST_FIGURES or any(one.css != "number" for one in headings):
        return ()
    return tuple(zip(headings, rows[0], strict=True))


def heading_labels(answer: Answer, language: str) -> list[str]:
    """The columns' labels, for exports."""
    views = views_in(answer.sql or "")
    return [heading(column.name, views, language) for column in answer.columns]


def _kind(name: str, values: Sequence[object], views: Sequence[str]) -> Kind:
    """The catalogue knows which of several code lists «status» means; the values say whether it is right."""
    found = kind_of(name, values)
    column = column_of(name, views) if found.name == "code" and views else None
    return Kind("code", codes=column.codes) if column and column.codes else found


def _chip(chip: Chip) -> ShownChip:
    """The input holds the question's words where there are any: they are what is read anew."""
    is_date = chip.kind == "date"
    edit = str(chip.value) if is_date else chip.text or str(chip.value)
    return ShownChip(chip.name, capital(chip.label), chip.text, str(chip.value), edit, "date" if is_date else "text")


def _reply(answer: Answer) -> tuple[str, str, tuple[str, ...], str]:
    """(headline, explanation, choices, what the choices are) of an outcome without rows."""
    if answer.status == "clarify":
        return answer.reason or _("Which one do you mean?"), "", tuple(answer.options), ""
    if answer.status == "refused":
        reason = answer.reason or _("Your records do not hold what this question asks for.")
        return _("This question has no answer here"), reason, tuple(answer.nearest), _("You could ask instead:")
    reason = answer.reason or _("Try again, or put it in other words.")
    return _("That did not work"), reason, tuple(answer.nearest), _("You could ask instead:")


def _seconds(milliseconds: float | None) -> str:
    return "" if milliseconds is None else _("%(seconds)s s") % {"seconds": f"{milliseconds / 1000:.2f}"}


def _timings(timings: Mapping[str, float]) -> str:
    return " · ".join(f"{label} {timings[step]:.0f} ms" for step, label in _STEPS.items() if step in timings)
