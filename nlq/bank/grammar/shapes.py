"""Whole questions that are more than a noun with filters: who is most active, co-investors, shares, comparisons, look-ups.

A line of the files in `shapes/` is `zh forms | en forms | plan`, or a refusal's reason in the plan's place; slots as in filters.
`{deals}` (any view) is a noun with up to two filters; `"$deals"` among the plan's conditions stands for these.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from nlq.bank.grammar.filters import forms_of, lines_of

FOLDER = Path(__file__).with_name("shapes")


@dataclass(frozen=True)
class Shape:
    """One shape: its forms in both languages and its plan, or a refusal's reason."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    plan: dict[str, Any] | None
    refuse: str


@cache
def shapes() -> tuple[Shape, ...]:
    """All shapes of the files."""
    result = []
    for text in lines_of(FOLDER):
        zh, en, plan = (part.strip() for part in text.split("|", 2))
        data = json.loads(plan) if plan.startswith("{") else None
        result.append(Shape(forms_of(zh), forms_of(en), data, "" if data else plan))
    return tuple(result)
