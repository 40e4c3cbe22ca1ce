import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.values.numbers import NumberMention, find_numbers, parse_number
from crm.values.numerals import parse_chinese
from tests.crm.values.cases import rows

DIGITS = "零一二三四五六七八九"


def told(number: NumberMention) -> str:
    value = f"{number.value}..{number.high}" if number.high is not None else f"{number.value}"
    return " ".join(filter(None, (value, number.kind, number.unit, "~" if number.is_approximate else "")))


def chinese(value: int) -> str:
    """The plain Chinese numeral of 1 to 99,999,999."""
    if value >= 10_000:
        rest = value % 10_000
        return chinese(value // 10_000) + "万" + ("零" if 0 < rest < 1000 else "") + (chinese(rest) if rest else "")
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            words += ("零" if gap and words else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return words


@pytest.mark.parametrize(("text", "expected"), rows("numbers.tsv"))
def test_it_finds_numbers_in_a_sentence(text: str, expected: str) -> None:
    assert " | ".join(told(number) for number in find_numbers(text)) == expected


@pytest.mark.parametrize(("cell", "expected"), rows("numbers_cells.tsv"))
def test_it_reads_a_cell(cell: str, expected: str) -> None:
    value = parse_number(cell)
    assert value == (Decimal(expected) if expected else None)


def test_spans_hold_the_rank_word_but_not_the_measure_word() -> None:
    assert [(m.words, m.unit) for m in find_numbers("前十家里至少３笔的，占３０％")] == [
        ("前十", "家"),
        ("３", "笔"),
        ("３０％", ""),
    ]


@given(st.integers(1, 99_999_999))
def test_a_chinese_numeral_is_read_back(value: int) -> None:
    assert parse_chinese(chinese(value)) == value


@given(st.integers(0, 10**9))
def test_digits_with_separators_are_read_back(value: int) -> None:
    assert parse_number(f"{value:,}") == parse_number(str(value)) == value


@given(st.text(max_size=80) | st.text("0123456789.,%万亿千百十一两三成第前几个家笔倍 toptenxrd-到", max_size=30))
def test_any_text_gives_ordered_spans(text: str) -> None:
    found = find_numbers(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(text[m.start : m.end] == m.words for m in found)
    parse_number(text)
