"""Filters of each view: how Chinese and English say them, and the conditions they mean.

A line is `view | zh forms | en forms | condition`, forms separated by `;`. A Chinese form stands before the noun, an English one
behind it, with `<` before it in front. `{kind}` is a slot, `{kind2}` a second one of that kind; the condition is JSON in which
`$kind` stands for the slot's literal.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("atoms.txt")


@dataclass(frozen=True)
class Atom:
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
def atoms() -> dict[str, tuple[Atom, ...]]:
    """All filters by view."""
    result: dict[str, list[Atom]] = {}
    for text in FILE.read_text(encoding="utf-8").splitlines():
        if text.strip() and not text.startswith("#"):
            view, zh, en, condition = (part.strip() for part in text.split("|", 3))
            item = Atom(view, _forms(zh), _forms(en), tuple(json.loads(f"[{condition}]")))
            result.setdefault(view, []).append(item)
    return {view: tuple(items) for view, items in result.items()}


def _forms(text: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in text.split(";") if form.strip())
