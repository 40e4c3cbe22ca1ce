"""Seeded chance and the name files: the same seed gives the same draws in every process."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar

T = TypeVar("T")


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `<name>.tsv` beside this module."""
    with Path(__file__).with_name(f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def listed(cell: str) -> tuple[str, ...]:
    """The values of a cell that holds several, joined with `|`."""
    return tuple(value for value in cell.split("|") if value)


class Draw:
    """Chance of one topic. A text seed is hashed with SHA-512 by `random`, so PYTHONHASHSEED plays no part."""

    def __init__(self, seed: int, topic: str) -> None:
        self._random = Random(f"{seed}:{topic}")  # noqa: S311 - invented data, no secret

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self._random.random() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number between both, inclusive."""
        return low + int(self._random.random() * (high - low + 1))

    def spread(self, middle: float, sigma: float = 0.5) -> float:
        """A log-normal number around `middle`."""
        return middle * math.exp(sigma * self._random.gauss(0.0, 1.0))

    def waiting(self, mean: float) -> float:
        """An exponential number with the given mean."""
        return -mean * math.log(1.0 - self._random.random())

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`, all alike."""
        return options[int(self._random.random() * len(options))]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Up to `count` different ones of `options`."""
        left = list(options)
        return [left.pop(int(self._random.random() * len(left))) for _ in range(min(count, len(left)))]

    def weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """One of `options` by weight."""
        mark = self._random.random() * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            mark -= weight
            if mark < 0:
                return option
        return options[-1]

    def of(self, table_: dict[T, float]) -> T:
        """One key of `table_`, by its weight."""
        return self.weighted(list(table_), list(table_.values()))

    def day(self, first: date, last: date) -> date:
        """A day between both, inclusive."""
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))


def nice(amount: float) -> int:
    """`amount` rounded to the figures in which rounds are announced (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times ten to n)."""
    power = 10.0 ** math.floor(math.log10(max(amount, 1.0)))
    step = min((1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10), key=lambda factor: abs(factor * power - amount))
    return round(step * power)
