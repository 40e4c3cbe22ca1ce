"""What is kept of a linked value gives the same value back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from nlq.text2sql.keeping import kept_value, value_json
from nlq.text2sql.linked import Value


@pytest.mark.parametrize(
    "value",
    [
        Value("v1", "span", (date(2023, 11, 23), date(2026, 11, 22)), "近三年", 0, 3, years=3),
        Value("v2", "span", (date(2026, 8, 23), date(2026, 11, 22)), "三个月", 4, 7, is_length=True),
        Value("v3", "investor", "白榆创投", "白榆创头", 0, 4, is_guess=True),
        Value("v4", "money", (Decimal("150000000"), None), "1.5亿", 0, 4),
        Value("v5", "title", ("CEO", "首席执行官"), "CEO", 0, 3),
        Value("v6", "phase", ("二期", "Fund II "), "二期", 0, 2),
    ],
    ids=lambda value: value.kind,
)
def test_a_kept_value_comes_back_whole(value: Value) -> None:
    assert kept_value(value_json(value)) == value
