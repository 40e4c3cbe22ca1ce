"""The bank's files: one JSON object a line, `{"q": QUESTION, "plan": PLAN}` or `{"q": QUESTION, "refuse": REASON}`.

Plans hold literal values («上海», {"amount": 100000000, "currency": "CNY"}, {"from": "2025-01-01", "to": "2025-12-31"},
{"group": NAME}); `today` is the asked day where it is not the file's default. The asker is the user demo.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from nlq.text2sql.plan import Plan, PlanError, parse

FOLDER = Path(__file__).parent / "questions"
TODAY = date(2026, 11, 22)
ASKER = "demo"
REASONS = ("write", "no_data", "chat", "unsafe", "vague")


@dataclass(frozen=True)
class Line:
    """One question of the bank: either `plan` or `refuse` is set."""

    file: str
    number: int
    question: str
    today: date
    plan: Plan | None
    refuse: str


class BankError(ValueError):
    """A line that cannot be read; the text names file, line and cause."""


def read(path: Path) -> Iterator[Line]:
    """The lines of one file. Raises BankError at the first that is not of the form."""
    with path.open(encoding="utf-8") as lines:
        for number, text in enumerate(lines, 1):
            if text.strip():
                yield line(text, path.name, number)


def line(text: str, file: str, number: int) -> Line:
    """One line. Raises BankError."""
    try:
        data = json.loads(text)
        plan = parse(data["plan"]) if data.get("plan") else None
        reason = data.get("refuse", "")
        if (plan is None) == (not reason) or (reason and reason not in REASONS):
            raise PlanError(f"either a plan or one of {', '.join(REASONS)}")
        today = date.fromisoformat(data["today"]) if data.get("today") else TODAY
        return Line(file, number, str(data["q"]), today, plan, reason)
    except (ValueError, KeyError, TypeError) as error:
        raise BankError(f"{file}:{number}: {error}") from error


def questions() -> Iterator[str]:
    """Every question of the bank; the plans are not read, which is what takes time."""
    for path in files():
        with path.open(encoding="utf-8") as texts:
            yield from (str(json.loads(text)["q"]) for text in texts if text.strip())


def files() -> list[Path]:
    """The bank's files, sorted by name."""
    return sorted(FOLDER.glob("*.jsonl"))
