"""Examples as a text file, one JSON object a line, sorted, to be read, reviewed and merged by people.

    {"pattern": …, "plan": …, "state": "proposed" | "approved" | "rejected", "confirmations": 2, "objections": 0}

What is here and reviewed stays as it was reviewed here; a file decides what is new or still proposed. Reading a file
twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from nlq.memory.patterns import Pattern, key_of, language_of, pattern_of, remembered_plan
from nlq.memory.review import Counted, counted
from nlq.memory.shown import compiled_sample
from nlq.models import Example
from nlq.text2sql.plan import Plan, PlanError, parse, to_json

LONGEST_LINE = 20_000
MOST_PEOPLE = 1_000_000


@dataclass(frozen=True)
class Line:
    """One checked line of a file."""

    pattern: Pattern
    plan: Plan
    state: str
    right: int
    wrong: int


@dataclass
class Report:
    """What became of a file's lines; `bad` holds line numbers with the reason, in English."""

    new: int = 0
    changed: int = 0
    same: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)


def exported() -> Iterator[str]:
    """Every example as one line of JSON, sorted by pattern and plan."""
    for item in sorted(counted(), key=lambda item: (item.pattern, item.key)):
        data = {
            "pattern": item.pattern,
            "plan": _readable(item.plan),
            "state": item.state,
            "confirmations": item.right,
            "objections": item.wrong,
        }
        yield json.dumps(data, ensure_ascii=False)


def _readable(plan: Any) -> Any:
    """The plan with its fields in their usual order; one of another version as it is kept."""
    try:
        return to_json(parse(plan))
    except PlanError:
        return plan


@transaction.atomic
def imported(texts: Iterable[str]) -> Report:
    """Brings the lines of a file in. A line that is no example is reported and left out; the others are kept."""
    report = Report()
    for number, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            line = checked(text)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            report.bad.append((number, _reason(error)))
        else:
            _bring(line, report)
    return report


def checked(text: str) -> Line:
    """One line, its pattern and plan in the form that memory keeps. Raises ValueError or KeyError with the reason."""
    if len(text) > LONGEST_LINE:
        raise ValueError("the line is too long")
    if "\\u0000" in text:
        raise ValueError("the line holds control characters")
    data = json.loads(text)
    if not isinstance(data, Mapping) or not isinstance(data.get("pattern"), str):
        raise ValueError("«pattern» is missing")
    state = data.get("state", Example.State.PROPOSED)
    if state not in Example.State.values:
        raise ValueError(f"no state: {state!r}")
    pattern = pattern_of(data["pattern"])
    pattern.text.encode()
    plan = remembered_plan(pattern, parse(data.get("plan")))
    compiled_sample(pattern.text, to_json(plan), timezone.localdate())
    return Line(pattern, plan, state, _people(data, "confirmations"), _people(data, "objections"))


def _people(data: Mapping[str, Any], name: str) -> int:
    count = data.get(name, 0)
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_PEOPLE:
        raise ValueError(f"«{name}» is no number of people")
    return count


def _reason(error: Exception) -> str:
    return "no JSON" if isinstance(error, json.JSONDecodeError) else str(error) or type(error).__name__


def _bring(line: Line, report: Report) -> None:
    key = key_of(line.pattern, line.plan)
    found = counted().filter(key=key).first()
    if found is None:
        Example.objects.create(
            key=key,
            pattern=line.pattern.text,
            plan=to_json(line.plan),
            language=language_of(line.pattern.text),
            state=line.state,
            brought_right=line.right,
            brought_wrong=line.wrong,
        )
        report.new += 1
        return
    changes = _changes(found, line)
    Example.objects.filter(pk=found.pk).update(**changes)
    report.changed += bool(changes)
    report.same += not changes


def _changes(found: Counted, line: Line) -> dict[str, Any]:
    """What the file adds to an example: people beyond those known here, and a decision where there is none yet."""
    changes: dict[str, Any] = {}
    if line.right > found.right:
        changes["brought_right"] = found.brought_right + line.right - found.right
    if line.wrong > found.wrong:
        changes["brought_wrong"] = found.brought_wrong + line.wrong - found.wrong
    if found.state == Example.State.PROPOSED and line.state != found.state:
        changes["state"] = line.state
    return changes
