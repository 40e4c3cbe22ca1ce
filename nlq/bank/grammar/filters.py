"""Filters of each view: how Chinese and English say them, and the conditions they mean.

A line of the files in `filters/` is `view | zh forms | en forms | condition`, forms separated by `;`. A Chinese form stands before the noun, an English one
behind it, with `<` before it in front. `{kind}` is a slot, `{kind2}` a second one of that kind; the condition is JSON in which
`$kind` stands for the slot's literal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("filters")


@dataclass(frozen=True)
class Filter:
    """One filter. `conditions` are JSON-ready, with `$kind` where a slot's literal goes."""

    view: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    conditions: tuple[Any, ...]

    @property
    def subject(self) -> str:
        """What the filter is about, so that one question does not say it twice."""
        return json.dumps([item[0] if item[0] not in ("has", "lacks", "or") else item[:2] for item in self.conditions])


@cache
def filters() -> dict[str, tuple[Filter, ...]]:
    """All filters by view."""
    result: dict[str, list[Filter]] = {}
    for text in lines_of(FOLDER):
        view, zh, en, condition = (part.strip() for part in text.split("|", 3))
        result.setdefault(view, []).append(Filter(view, forms_of(zh), forms_of(en), tuple(json.loads(f"[{condition}]"))))
    return {view: tuple(items) for view, items in result.items()}


def lines_of(folder: Path) -> Iterator[str]:
    """The lines of all text files of a folder."""
    for path in sorted(folder.glob("*.txt")):
        yield from lines_of_file(path)


def lines_of_file(path: Path) -> Iterator[str]:
    """The lines of a file, comments and empty ones left out."""
    with path.open(encoding="utf-8") as lines:
        yield from (line.rstrip("\n") for line in lines if line.strip() and not line.startswith("#"))


def forms_of(text: str) -> tuple[str, ...]:
    """Forms separated by `;`."""
    return tuple(form.strip() for form in text.split(";") if form.strip())
