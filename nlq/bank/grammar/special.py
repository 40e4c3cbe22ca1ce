"""Whole questions that are more than a noun with filters: who is most active, co-investors, shares, comparisons, look-ups.

A line is `zh forms | en forms | plan`; slots as in atoms.txt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("special.txt")


@dataclass(frozen=True)
class Special:
    """One shape: its forms in both languages and its plan, or a refusal's reason."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    plan: dict[str, Any] | None
    refuse: str


@cache
def specials() -> tuple[Special, ...]:
    """All shapes of the file."""
    result = []
    for text in FILE.read_text(encoding="utf-8").splitlines():
        if text.strip() and not text.startswith("#"):
            zh, en, plan = (part.strip() for part in text.split("|", 2))
            data = json.loads(plan) if plan.startswith("{") else None
            result.append(Special(_forms(zh), _forms(en), data, "" if data else plan))
    return tuple(result)


def _forms(text: str) -> tuple[str, ...]:
    return tuple(form.strip() for form in text.split(";") if form.strip())
