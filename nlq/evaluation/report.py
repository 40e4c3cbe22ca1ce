"""One run as a page (Markdown) that a person reads: the figures, their tables, then each question that went wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from nlq.evaluation import printed
from nlq.evaluation.failures import plain_text, sections, table
from nlq.evaluation.score import Scored
from nlq.evaluation.summary import Group, Summary, summary


def page(scored: Sequence[Scored]) -> str:
    """The whole page; the unnoticed wrong answers stand first among the failures."""
    found = summary(scored)
    failed = sections(scored)
    parts = [
        f"# {_('How right the answers are')}",
        "\n".join(f"- {line}" for line in printed.figures(found)),
        *_calibration(found),
        *_groups(found),
        f"## {_('Questions that went wrong')}: {len(failed)}",
        *(failed or [_("None.")]),
    ]
    return "\n\n".join(parts) + "\n"


def _calibration(found: Summary) -> Iterator[str]:
    if not found.reliability:
        return
    yield f"## {_('Confidence')}"
    yield printed.calibration(found)
    rows = [(str(one.count), _percent(one.believed), _percent(one.right)) for one in found.reliability]
    yield table([_("answers"), _("believed on average"), _("right")], rows)


def _groups(found: Summary) -> Iterator[str]:
    for name, title in printed.titles().items():
        groups = [group for group in found.groups if group.name == name]
        if groups:
            yield f"## {title}"
            yield table(["", _("right"), _("of"), "%", _("the others")], [_row(group) for group in groups])
            yield from printed.notes(name, groups)


def _row(group: Group) -> tuple[str, ...]:
    others = ", ".join(f"{name} {count}" for name, count in sorted(group.outcomes.items()))
    return plain_text(group.value), str(group.right), str(group.of), _percent(group.right / group.of), others


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
