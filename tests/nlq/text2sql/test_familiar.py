"""Questions in other words than the records' own are known as such."""

from __future__ import annotations

import pytest

from nlq.text2sql.planners.familiar import unfamiliar


@pytest.mark.parametrize("question", ["fjdkslfjdskl", "qwerty asdfgh", "<svg onload=confirm(1)>", "蹴鞠饕餮"])
def test_gibberish_is_strange(question: str) -> None:
    assert unfamiliar(question) > 0.8


@pytest.mark.parametrize("question", ["上海的公司有哪些", "which investors have we never contacted", "open pipeline by stage", "逾期任务"])
def test_questions_of_the_trade_are_not(question: str) -> None:
    assert unfamiliar(question) < 0.3
