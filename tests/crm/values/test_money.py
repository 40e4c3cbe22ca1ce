import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.values.money import Money, currency_code, find_money, parse_money
from tests.crm.values.cases import rows


def told(money: Money) -> str:
    currency = money.currency or "?"
    if money.is_vague:
        return f"vague {currency}"
    amount = f"{money.amount}..{money.high}" if money.high is not None else f"{money.amount}"
    return f"{amount} {currency}" + (" ~" if money.is_approximate else "")


@pytest.mark.parametrize(("text", "expected"), rows("money.tsv"))
def test_it_finds_money_in_a_sentence(text: str, expected: str) -> None:
    assert " | ".join(told(money) for money in find_money(text)) == expected


@pytest.mark.parametrize(("cell", "expected"), rows("money_cells.tsv"))
def test_it_reads_a_cell(cell: str, expected: str) -> None:
    money = parse_money(cell)
    assert (told(money) if money else "") == expected


def test_an_empty_cell_is_no_money() -> None:
    assert parse_money(None) is parse_money("") is parse_money("  ") is None


def test_spans_point_at_the_words_as_they_were_typed() -> None:
    text = "单笔 ＵＳ＄１０ｍ 以上、５００万到２０００万"
    assert [money.words for money in find_money(text)] == ["ＵＳ＄１０ｍ", "５００万到２０００万"]


@pytest.mark.parametrize(
    ("words", "code"),
    [("美金", "USD"), ("RMB", "CNY"), ("￥", "CNY"), ("HK$", "HKD"), ("euros", "EUR"), ("瑞郎", "CHF"), ("轮", None)],
)
def test_it_knows_the_currencies(words: str, code: str | None) -> None:
    assert currency_code(words) == code


@given(
    st.integers(1, 99_999),
    st.sampled_from([("万", 10**4), ("亿", 10**8), ("千万", 10**7)]),
    st.sampled_from([("人民币", "CNY"), ("美元", "USD"), ("港元", "HKD")]),
)
def test_a_written_chinese_amount_is_read_back(number: int, scale: tuple[str, int], currency: tuple[str, str]) -> None:
    money = parse_money(f"{number}{scale[0]}{currency[0]}")
    assert money is not None
    assert (money.amount, money.currency) == (Decimal(number) * scale[1], currency[1])


@given(
    st.decimals("0.1", "999", places=1),
    st.sampled_from([("m", 10**6), ("bn", 10**9), ("k", 10**3), (" million", 10**6)]),
)
def test_a_written_english_amount_is_read_back(number: Decimal, scale: tuple[str, int]) -> None:
    money = parse_money(f"${number}{scale[0]}")
    assert money is not None
    assert (money.amount, money.currency) == (number * scale[1], "USD")


@given(st.text(max_size=80) | st.text("0123456789.,$¥万亿千百一两三个多数几到-至 mbk美元人民币", max_size=30))
def test_any_text_gives_ordered_spans(text: str) -> None:
    found = find_money(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(text[m.start : m.end] == m.words for m in found)
    parse_money(text)
