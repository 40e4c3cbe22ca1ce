"""One measured value, and what it may be."""

from __future__ import annotations

from dataclasses import dataclass

from nlq.evaluation.summary import percentile

__all__ = ["BenchError", "Figure", "percentile"]


class BenchError(Exception):
    """Something cannot be measured here; the message says why."""


@dataclass(frozen=True)
class Figure:
    """`value` in `unit`; it should be below `target`, where there is one. `note`: out of what it was taken."""

    name: str
    value: float
    unit: str
    target: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The value in times of its target."""
        return self.value / self.target if self.target else None

    @property
    def is_missed(self) -> bool:
        """Whether the value is beyond its target."""
        return self.target is not None and self.value > self.target
