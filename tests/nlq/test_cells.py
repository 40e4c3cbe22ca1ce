"""Values as people read them, by the kind of their column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from nlq.cells import cell, kind_of


def text(name: str, value: object, language: str) -> str:
    return cell(value, kind_of(name, [value]), language).text


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("amount_cny", Decimal("150000000"), "1.5亿元", "¥150M"),
        ("amount_cny", 12_345_678.9, "1,234.57万元", "¥12.35M"),
        ("amount_usd", 2_000_000_000, "20亿美元", "$2B"),
        ("amount_usd", Decimal(-45_000), "-4.5万美元", "-$45K"),
        ("total_amount_cny", 999, "999元", "¥999"),
        ("amount", 63_000_000, "6,300万", "63M"),
        ("deal_count", 1204, "1,204", "1,204"),
        ("vintage", 2021, "2021", "2021"),
        ("id", 12045, "12045", "12045"),
        ("share", 0.1234, "12.3%", "12.3%"),
        ("share_pct", 0.5, "0.5%", "0.5%"),
        ("growth_pct", Decimal("-12.34"), "-12.3%", "-12.3%"),
        ("quarter", "2024Q2", "2024年第2季度", "Q2 2024"),
        ("month", "2024-04", "2024年4月", "Apr 2024"),
        ("month", "2024-13", "2024-13", "2024-13"),
        ("probability", 60, "60%", "60%"),
        ("avg_deals", 3.456, "3.46", "3.46"),
        ("announced_on", date(2024, 3, 5), "2024-03-05", "5 Mar 2024"),
        ("announced_on", "2024-03-05", "2024-03-05", "5 Mar 2024"),
        ("year", "2024-01-01", "2024年", "2024"),
        ("quarter", "2024-04-01", "2024年第2季度", "Q2 2024"),
        ("month", "2024-04-01", "2024年4月", "Apr 2024"),
        ("stage", "a_plus", "A+轮", "Series A+"),
        ("is_lead", True, "是", "Yes"),
        ("company", "青禾机器人", "青禾机器人", "青禾机器人"),
        ("company", None, "—", "—"),
    ],
)
def test_a_value_reads_as_people_write_it(name: str, value: object, zh: str, en: str) -> None:
    assert (text(name, value, "zh"), text(name, value, "en")) == (zh, en)


def test_short_money_keeps_its_exact_amount_at_hand() -> None:
    shown = cell(Decimal("123456789.5"), kind_of("amount_cny", [1]), "en")
    assert shown.text == "¥123.46M"
    assert shown.title == "123,456,789.5 CNY"
    assert shown.sort == "123456789.5"


def test_a_stage_sorts_by_its_rank_and_not_by_its_letters() -> None:
    kind = kind_of("stage", ["seed", "a", "ipo"])
    places = [float(cell(code, kind, "en").sort) for code in ("seed", "a", "ipo")]
    assert places == sorted(places)


def test_a_text_that_is_no_code_stays_a_text() -> None:
    assert kind_of("stage", ["a", "Runde A"]).name == "text"


def test_a_date_that_does_not_exist_stays_a_text() -> None:
    assert kind_of("announced_on", ["2024-02-31"]).name == "text"


def test_unknown_sorts_apart_from_zero() -> None:
    kind = kind_of("deal_count", [0, None])
    assert (cell(None, kind, "en").sort, cell(0, kind, "en").sort) == ("", "0")


def test_years_stand_on_the_left_and_amounts_on_the_right() -> None:
    assert (kind_of("year", [2024]).css, kind_of("amount_cny", [5]).css) == ("date", "number")
