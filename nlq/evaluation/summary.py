"""Figures over scored questions: how many are right, by what; how many are wrong unawares; how long they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nlq.evaluation.reliability import Bin, calibration_error, reliability_table
from nlq.evaluation.score import Scored

GROUPS: Final[dict[str, Callable[[Scored], Any]]] = {
    "language": lambda item: item.asked.language,
    "class": lambda item: item.asked.topic,
    "difficulty": lambda item: item.asked.difficulty,
    "shape": lambda item: item.shape,
}


@dataclass(frozen=True)
class Group:
    """The questions that share one language, class, difficulty or familiarity of shape."""

    name: str
    value: str
    right: int
    of: int
    outcomes: dict[str, int]


@dataclass(frozen=True)
class Summary:
    """`wrong_bare`: wrong rows shown without a caution. `refused_well` of `refusable` questions were refused.

    `reliability`: confidence against truth, of what was answered with a confidence; `calibration_error` sums it up.
    `p50_ms` and `p95_ms` are of whole questions; `steps_p50_ms` of each step.
    """

    questions: int
    right: int
    wrong: int
    wrong_bare: int
    refused_well: int
    refusable: int
    refused_badly: int
    asked_badly: int
    errors: int
    no_gold: int
    empty: int
    p50_ms: float
    p95_ms: float
    steps_p50_ms: dict[str, float]
    reliability: tuple[Bin, ...]
    calibration_error: float
    groups: tuple[Group, ...]

    @property
    def bare_share(self) -> float:
        """Wrong rows shown without a caution, in percent of all questions."""
        return 100 * self.wrong_bare / self.questions if self.questions else 0.0

    @property
    def bare_of_wrong(self) -> float:
        """Wrong rows shown without a caution, in percent of the wrong answers."""
        return 100 * self.wrong_bare / self.wrong if self.wrong else 0.0


def summary(scored: Sequence[Scored]) -> Summary:
    """The figures of a run."""
    outcomes = Counter(item.verdict.outcome for item in scored)
    refusable = [item for item in scored if item.asked.expect == "refused"]
    times = [item.total_ms for item in scored]
    reliability = reliability_table(_believed(scored))
    return Summary(
        questions=len(scored),
        right=outcomes["right"],
        wrong=outcomes["wrong"],
        wrong_bare=sum(item.is_wrong and not item.answer.caution for item in scored),
        refused_well=sum(item.is_right for item in refusable),
        refusable=len(refusable),
        refused_badly=outcomes["refused"],
        asked_badly=outcomes["clarify"],
        errors=outcomes["error"],
        no_gold=outcomes["no_gold"],
        empty=sum(item.is_empty for item in scored),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
        steps_p50_ms=_steps(scored),
        reliability=tuple(reliability),
        calibration_error=calibration_error(reliability),
        groups=tuple(group for name in GROUPS for group in _groups(name, scored)),
    )


def _believed(scored: Sequence[Scored]) -> list[tuple[float, bool]]:
    """(confidence, right) of the answers that were compared; a plan of a person or of memory has no confidence."""
    return [
        (item.answer.confidence, item.is_right)
        for item in scored
        if item.answer.confidence is not None and (item.is_right or item.is_wrong)
    ]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed; 0 for no values."""
    if not values:
        return 0.0
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(int(rank), 1) - 1]


def _steps(scored: Sequence[Scored]) -> dict[str, float]:
    names = dict.fromkeys(name for item in scored for name in item.answer.timings_ms)
    return {
        name: percentile([item.answer.timings_ms[name] for item in scored if name in item.answer.timings_ms], 50)
        for name in names
    }


def _groups(name: str, scored: Sequence[Scored]) -> list[Group]:
    groups: dict[Any, list[Scored]] = {}
    for item in scored:
        if (value := GROUPS[name](item)) != "" or name != "shape":
            groups.setdefault(value, []).append(item)
    return [
        Group(
            name,
            str(value),
            sum(item.is_right for item in items),
            len(items),
            dict(Counter(item.verdict.outcome for item in items if not item.is_right)),
        )
        for value, items in sorted(groups.items())
    ]
