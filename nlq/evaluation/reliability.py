"""Whether confidence keeps its word: answers of like confidence together, what was believed of them, and what held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

BINS: Final = 5


@dataclass(frozen=True)
class Bin:
    """Answers of like confidence: how many, what was believed of them on average, and what held, 0 to 1."""

    count: int
    believed: float
    right: float


def reliability_table(answers: Iterable[tuple[float, bool]], bins: int = BINS) -> list[Bin]:
    """(confidence, right) of each answer -> bins of equal count, least confident first (DeGroot & Fienberg 1983)."""
    ranked = sorted(answers)
    edges = [round(len(ranked) * at / bins) for at in range(bins + 1)]
    parts = [ranked[first:last] for first, last in pairwise(edges) if last > first]
    return [Bin(len(p), sum(c for c, _ in p) / len(p), sum(r for _, r in p) / len(p)) for p in parts]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error, 0 to 1: how far belief lies from truth, by the answers of each bin."""
    answers = sum(one.count for one in bins)
    return sum(one.count * abs(one.believed - one.right) for one in bins) / answers if answers else 0.0
