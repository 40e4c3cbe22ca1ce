"""Confidence: fitted on what was right, so that it falls where signs speak against a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlq.evaluation.calibrate import reliability
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import from_words, parse
from nlq.text2sql.planners.confidence import NAMES, Evidence, confidence, fit
from nlq.text2sql.planners.shipped import _matters, _Scored, _told_apart

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


def plan_of(words: str) -> _Scored:
    return _Scored(-1.0, plan=parse(from_words(words.split())))


def test_one_plan_in_two_orders_is_no_rival_of_itself() -> None:
    told = _told_apart(
        [
            plan_of("{ from deals where [ [ amount > :v1 ] [ announced_on in :v2 ] ] }"),
            plan_of("{ from deals where [ [ announced_on in :v2 ] [ amount > :v1 ] ] }"),
            plan_of("{ from deals where [ [ announced_on in :v2 ] ] }"),
        ]
    )
    assert len(told) == 2
    assert told[0].score == pytest.approx(-1 + 0.6931, abs=1e-3) and told[1].score == -1


@pytest.mark.parametrize(
    ("question", "matters"),
    [
        ("近三年投过农业的人民币基金有哪些", True),
        ("各行业的融资总额，按人民币", False),
        ("RMB funds in Beijing", True),
        ("totals in RMB", False),
    ],
)
def test_the_currency_of_a_fund_is_meant_and_that_of_amounts_may_be_left_out(question: str, matters: bool) -> None:
    words = "人民币" if "人民币" in question else "RMB"
    start = question.index(words)
    value = Value("v1", "currency", "CNY", words, start, start + len(words))
    assert _matters(value, question) == matters
