"""Confidence: fitted on what was right, so that it falls where signs speak against a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlq.evaluation.calibrate import reliability
from nlq.text2sql.planners.confidence import NAMES, Evidence, confidence, fit

PLAIN = Evidence(doubt=0.2, rivalry=0.1, unused=0, unheard=0, strange=0, guessed=0, size=0.3, second=0)


@pytest.mark.parametrize("name", ["doubt", "rivalry", "unused", "unheard", "strange"])
def test_each_sign_against_a_plan_lowers_its_confidence(name: str) -> None:
    assert confidence(replace(PLAIN, **{name: getattr(PLAIN, name) + 1})) < confidence(PLAIN)


def test_a_fit_believes_as_much_as_held() -> None:
    seen = [(replace(PLAIN, doubt=at / 50), at < 30 and at % 5 != 0) for at in range(100)]
    weights = fit(seen)
    assert set(weights) == {"bias", *NAMES} and weights["doubt"] < 0
    table = reliability(seen, weights)
    assert [row.count for row in table] == [20] * 5
    assert table[0].believed < table[-1].believed
    assert abs(sum(row.believed - row.right for row in table)) < 0.1


def test_the_shipped_confidence_is_a_probability() -> None:
    assert 0 < confidence(replace(PLAIN, doubt=50, unused=9)) < confidence(PLAIN) < 1
