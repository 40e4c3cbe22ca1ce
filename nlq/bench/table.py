"""Figures as lines of a table, in the reader's language."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from nlq.bench.figure import Figure

NAME_WIDTH = 34


def heading() -> str:
    """The names of the columns."""
    return _row(_("what"), _("measured"), _("target"), _("of the target"), "")


def line(figure: Figure) -> str:
    """One figure: value, target, how much of the target it takes, and «missed» where it takes more."""
    target = "" if figure.target is None else f"≤ {_amount(figure.target, figure.unit)}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    verdict = _("missed") if figure.is_missed else ""
    end = "  ".join(part for part in (verdict, figure.note) if part)
    return _row(figure.name, _amount(figure.value, figure.unit), target, ratio, end)


def not_measured(name: str, why: object) -> str:
    """A figure that there is none of, and why."""
    return _("%(name)s: not measured: %(why)s") % {"name": name, "why": why}


def _row(name: str, value: str, target: str, ratio: str, end: str) -> str:
    cells = (_padded(name, NAME_WIDTH), _aligned(value, 12), _aligned(target, 12), _aligned(ratio, 14))
    return f"{''.join(cells)}  {end}".rstrip()


def _amount(value: float, unit: str) -> str:
    number = f"{value:.0f}" if float(value).is_integer() or abs(value) >= 1000 else f"{value:.2f}"
    return f"{number} {unit}".rstrip()


def _padded(text: str, width: int) -> str:
    return text + " " * max(width - _width(text), 1)


def _aligned(text: str, width: int) -> str:
    return " " * max(width - _width(text), 1) + text


def _width(text: str) -> int:
    """Cells of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
