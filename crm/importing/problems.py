"""What can be wrong with a file, a row or a cell, said in both languages.

ImportFailure
├── Unreadable     the file as a whole: nothing was imported
└── BadCell        one cell: its row is reported, the others go on
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import override

LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True)
class Reason:
    """A translatable sentence and its values."""

    text: str | Promise
    values: dict[str, Any] = field(default_factory=dict)

    def said(self, language: str | None = None) -> str:
        """The sentence in `language`, in the active one where that is None."""
        if language is None:
            return self._filled()
        with override(language):
            return self._filled()

    def _filled(self) -> str:
        return str(self.text) % self.values if self.values else str(self.text)


class ImportFailure(Exception):
    """Something that an import cannot take; str() is its sentence in the active language."""

    def __init__(self, text: str | Promise, **values: Any) -> None:
        super().__init__()
        self.reason = Reason(text, values)

    def __str__(self) -> str:
        return self.reason.said()


class Unreadable(ImportFailure):
    """The file cannot be imported at all."""


class BadCell(ImportFailure):
    """One cell cannot be understood; the caller knows where it stands."""


@dataclass(frozen=True)
class Problem:
    """One finding about a row. An error means that the row (or that part of it) was not imported, a warning that it was."""

    line: int
    column: str
    value: str
    reason: Reason
    is_error: bool
    raw: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The problem with its reason in both languages."""
        return {
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "severity": "error" if self.is_error else "warning",
            "reason": {language: self.reason.said(language) for language in LANGUAGES},
        }


def error(
    line: int, column: str, value: str, text: str | Promise, *, raw: tuple[str, ...] = (), **values: Any
) -> Problem:
    """A row that was left out."""
    return Problem(line, column, value, Reason(text, values), True, raw)


def warning(line: int, column: str, value: str, text: str | Promise, **values: Any) -> Problem:
    """A row that was imported without something."""
    return Problem(line, column, value, Reason(text, values), False)
