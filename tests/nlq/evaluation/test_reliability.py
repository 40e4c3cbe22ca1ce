"""Confidence against truth."""

from __future__ import annotations

from nlq.evaluation.reliability import Bin, calibration_error, reliability_table


def test_bins_hold_equal_counts_least_confident_first() -> None:
    answers = [(n / 10, n >= 5) for n in range(9, -1, -1)]
    bins = reliability_table(answers)
    assert [one.count for one in bins] == [2] * 5
    assert [round(one.believed, 2) for one in bins] == [0.05, 0.25, 0.45, 0.65, 0.85]
    assert [one.right for one in bins] == [0, 0, 0.5, 1, 1]


def test_few_answers_make_few_bins() -> None:
    assert reliability_table([(0.9, True), (0.8, False)]) == [Bin(1, 0.8, 0.0), Bin(1, 0.9, 1.0)]
    assert reliability_table([]) == []


def test_the_error_weighs_bins_by_their_answers() -> None:
    assert calibration_error([Bin(3, 0.9, 0.9), Bin(1, 0.8, 0.0)]) == 0.2
    assert calibration_error([]) == 0
