"""What an answer's columns are called."""

from __future__ import annotations

import pytest

from nlq.headings import heading, views_in


@pytest.mark.parametrize(
    ("name", "views", "zh", "en"),
    [
        ("name", ("companies",), "公司", "Company"),
        ("name", ("investors",), "机构", "Investor"),
        ("stage", ("companies",), "最新轮次", "Latest stage"),
        ("amount_cny", ("deals",), "融资金额(人民币)", "Amount (CNY)"),
        ("count", ("deals",), "交易数", "Deals"),
        ("count", (), "数量", "Count"),
        ("avg_amount_cny", ("deals",), "平均融资金额(人民币)", "Average amount (CNY)"),
        ("running_count", ("deals",), "累计交易数", "Running deals"),
        ("city_count", ("deals",), "城市数", "Number: city"),
        ("count_2", ("deals",), "交易数 2", "Deals 2"),
        ("share_pct", ("deals",), "占比", "Share"),
        ("days_open", ("opportunities",), "已开天数", "Days open"),
        ("avg_days_late", ("tasks",), "平均逾期天数", "Average days late"),
        ("half", ("deals",), "半年", "Half-year"),
        ("my_own_word", ("deals",), "My own word", "My own word"),
    ],
)
def test_a_column_is_called_as_analysts_call_it(name: str, views: tuple[str, ...], zh: str, en: str) -> None:
    assert (heading(name, views, "zh"), heading(name, views, "en")) == (zh, en)


def test_the_views_of_a_statement_are_found_in_their_order() -> None:
    sql = "SELECT 1 FROM analyst.deals AS d JOIN analyst.companies AS c ON true JOIN analyst.deals AS e ON true, other.people"
    assert views_in(sql) == ("deals", "companies")
