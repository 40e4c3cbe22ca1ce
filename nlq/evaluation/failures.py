"""The questions that went wrong as Markdown that a person reads: what was understood, what came back, why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from nlq.evaluation.cells import plain
from nlq.evaluation.score import Scored

SHOWN_ROWS: Final = 5
SHOWN_CELL: Final = 40


def sections(scored: Sequence[Scored]) -> list[str]:
    """A section for each question that was not answered right, the unnoticed wrong answers first."""
    return [_section(item) for item in sorted((one for one in scored if not one.is_right), key=_urgency)]


def _urgency(item: Scored) -> tuple[bool, bool, str]:
    return not item.is_wrong, item.answer.caution, item.asked.id


def _section(item: Scored) -> str:
    return "\n\n".join(part for part in _parts(item) if part)


def _parts(item: Scored) -> Iterator[str]:
    asked, answer = item.asked, item.answer
    yield f"### {asked.id} {plain_text(asked.question)}"
    yield f"{_outcome(item)}: {plain_text(item.verdict.why or answer.reason or '-')}"
    yield "\n".join(_facts(item))
    yield _code("json", json.dumps(item.plan, ensure_ascii=False)) if item.plan is not None else ""
    yield _code("sql", answer.sql) if answer.sql else ""
    if answer.status == "answered":
        yield _rows(_("Answer"), [column.name for column in answer.columns], answer.rows)
    yield _code("sql", asked.golds[0]) if asked.golds else ""
    if item.gold is not None:
        yield _rows(_("Gold"), item.gold.columns, item.gold.rows)


def _outcome(item: Scored) -> str:
    """The outcome in bold; a wrong answer that nothing warns of stands out."""
    bare = item.is_wrong and not item.answer.caution
    return f"**{item.verdict.outcome}**" + (f" ({_('without a caution')})" if bare else "")


def _facts(item: Scored) -> Iterator[str]:
    asked, answer = item.asked, item.answer
    yield f"- {_('expected')}: {asked.expect} · {asked.language} · {asked.topic} · {asked.difficulty}"
    if asked.keys:
        yield f"- {_('key columns')}: {', '.join(asked.keys)}"
    if item.linked:
        yield f"- {_('linked')}: `{item.linked}`"
    if answer.params:
        yield f"- {_('values')}: `{json.dumps({k: str(v) for k, v in answer.params.items()}, ensure_ascii=False)}`"
    if answer.restatement:
        yield f"- {_('understood as')}: {plain_text(answer.restatement)}"
    if answer.confidence is not None:
        yield f"- {_('confidence')}: {answer.confidence:.2f}"


def _code(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def _rows(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    head = f"{title}: " + _("%(shown)d of %(all)d rows") % {"shown": min(len(rows), SHOWN_ROWS), "all": len(rows)}
    if not rows:
        return head
    return head + "\n\n" + table(columns, [[_cell(cell) for cell in row] for row in rows[:SHOWN_ROWS]])


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; its cells are Markdown already."""
    return "\n".join(f"| {' | '.join(line)} |" for line in [columns, ["---"] * len(columns), *rows])


def _cell(value: Any) -> str:
    value = plain(value)
    text = f"{value:.10g}" if isinstance(value, float) else "" if value is None else str(value)
    return plain_text(text if len(text) <= SHOWN_CELL else text[: SHOWN_CELL - 1] + "…")


def plain_text(text: object) -> str:
    """Stored words may hold Markdown: it stays text."""
    return "".join("\\" + char if char in "\\`*_|<>[]#!" else char for char in " ".join(str(text).split()))
