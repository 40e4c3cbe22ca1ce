"""How likely a plan is right: a logistic model over what the planner saw, fitted on questions that trained nothing.

`calibration.json` holds the weights; `manage.py calibrate FILE` fits them anew. Platt scaling over several features
(Platt 1999; Guo et al. 2017): the model's probability alone says little on questions of a new shape.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("calibration.json")
ROUNDS, RATE, RIDGE = 8000, 0.2, 0.002


@dataclass(frozen=True)
class Evidence:
    """What speaks for and against a plan, each about 0 to 1 or a little more.

    `doubt` the negative log-probability of ten words, `rivalry` the share of the other candidates, `unused` and `unheard`
    counts of what the plan leaves out, `strange` the share of unknown words, `guessed` 1 for a name read through a typo,
    `size` the plan's words / 50, `second` 1 for a second reading of the question, `unlikely` the negative log-probability, per
    token, of the question where it is said of the plan.
    """

    doubt: float
    rivalry: float
    unused: float
    unheard: float
    strange: float
    guessed: float
    size: float
    second: float
    unlikely: float = 0.0


NAMES = tuple(field.name for field in fields(Evidence))


def confidence(evidence: Evidence, weights: Mapping[str, float] | None = None) -> float:
    """The probability, 0 to 1, that the plan gives the right rows."""
    weights = weights if weights is not None else _shipped()
    total = weights["bias"] + sum(weights[name] * value for name, value in zip(NAMES, astuple(evidence), strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def _shipped() -> Mapping[str, float]:
    data: Mapping[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return data


def fit(seen: Sequence[tuple[Evidence, bool]]) -> dict[str, float]:
    """Weights by gradient descent on the log-loss with a small ridge; the same data give the same weights."""
    weights = dict.fromkeys(("bias", *NAMES), 0.0)
    for _ in range(ROUNDS):
        slope = {name: RIDGE * value for name, value in weights.items() if name != "bias"} | {"bias": 0.0}
        for evidence, right in seen:
            error = (confidence(evidence, weights) - right) / len(seen)
            slope["bias"] += error
            for name, value in zip(NAMES, astuple(evidence), strict=True):
                slope[name] += error * value
        weights = {name: value - RATE * slope[name] for name, value in weights.items()}
    return {name: round(value, 4) for name, value in weights.items()}
