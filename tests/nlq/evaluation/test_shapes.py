"""Plans without their values: what makes two questions of one shape."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from nlq.evaluation.shapes import answered_shape, bank_shapes, gold_shape, shape_of
from nlq.text2sql.plan import parse

LITERAL = {
    "from": "companies",
    "where": [
        ["industry", "=", "医疗健康"],
        [
            "has",
            "investments",
            [["investor", "=", {"group": "星澜集团"}], ["announced_on", "in", {"from": "2026-01-01"}]],
        ],
    ],
}
LINKED = {
    "from": "companies",
    "where": [
        ["has", "investments", [["announced_on", "in", ":v3"], ["investor", "=", ":v1"]]],
        ["industry", "=", ":v2"],
    ],
}
TEXT = ":v1 <org> 今年投的 :v2 <industry> 公司 :v3 <length>"
DEALS = {"from": "deals", "where": [["amount", ">", {"amount": 100, "currency": "USD"}]]}


def test_the_banks_literals_and_linked_values_give_one_shape() -> None:
    assert answered_shape(LINKED, TEXT) == shape_of(parse(LITERAL))


@pytest.mark.parametrize(
    ("plan", "same"),
    [
        ({"from": "deals", "where": [["amount", ">", 7]]}, True),
        ({"from": "deals", "where": [["amount", ">=", 7]]}, False),
        ({"from": "deals", "where": [["pre_money", ">", 7]]}, False),
        ({"from": "deals", "where": [["amount", ">", ".pre_money"]]}, False),
        (DEALS | {"limit": 3}, False),
    ],
)
def test_columns_and_operators_belong_to_the_shape_and_values_do_not(plan: Any, same: bool) -> None:
    assert (shape_of(parse(plan)) == shape_of(parse(DEALS))) is same


def test_the_largest_is_another_shape_than_the_largest_ten() -> None:
    shapes = [shape_of(parse(DEALS | {"limit": limit})) for limit in (1, 3, 10, ":v1")]
    assert shapes[0] != shapes[1] == shapes[2] == shapes[3]


def test_values_inside_figures_leave_too() -> None:
    def plan(stage: str) -> Any:
        counted = ["count", "*", [["stage", "=", stage]]]
        of = ["of", "deals", "count", [["stage", "=", stage]]]
        having = [[counted, ">", 2]]
        return parse({"from": "companies", "show": [counted], "having": having, "order": [[of, "desc"]]})

    assert shape_of(plan("a")) == shape_of(plan("b"))


def test_alternatives_count_once_however_many() -> None:
    def plan(*names: str) -> Any:
        return parse({"from": "deals", "where": [["or", *(["industry", "=", name] for name in names)]]})

    assert shape_of(plan("a", "b")) == shape_of(plan("a", "b", "c"))


def test_gold_sql_has_the_shape_of_the_plan_that_says_it() -> None:
    sql = "SELECT count(*) AS n FROM companies WHERE city='上海'"
    bank = {"from": "companies", "where": [["place", "=", "北京"]], "show": ["count"]}
    assert gold_shape(("DROP TABLE x", sql), date(2026, 3, 31)) == shape_of(parse(bank))
    assert gold_shape(("SELECT random()",), date(2026, 3, 31)) is None


def test_no_plan_has_no_shape() -> None:
    assert answered_shape(None, "") is None


def test_the_bank_has_many_shapes() -> None:
    assert len(bank_shapes()) > 1000
    assert not any("2026-" in shape or "上海" in shape for shape in bank_shapes())
