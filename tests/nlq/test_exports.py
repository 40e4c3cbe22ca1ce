"""Exports open safely in a spreadsheet and lose nothing."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from nlq.exports import safe_text, to_csv, to_xlsx

STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content)).worksheets[0]


@pytest.mark.parametrize(
    "hostile",
    [
        "=HYPERLINK(\"http://example.invalid\")", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1",
        " =1+1", "＝1+1", "-", "=", "+86 138 0000 0000", "--1", "+", "-1-1",
    ],
)  # fmt: skip
def test_a_text_that_begins_like_a_formula_is_disarmed(hostile: str) -> None:
    assert safe_text(hostile) == "'" + hostile
    assert csv_rows(to_csv(["name"], [[hostile]]))[1] == ["'" + hostile]
    assert sheet(to_xlsx(["name"], [[hostile]], []))["A2"].data_type == "s"


@pytest.mark.parametrize("honest", ["-12.5", "+3", "-1,204", "-0.5%", "12", "Update Capital", "A=B", "青禾 (=)", ""])
def test_numbers_and_honest_texts_stay_as_they_are(honest: str) -> None:
    assert safe_text(honest) == honest


@given(st.text(max_size=30))
def test_no_text_leaves_as_a_formula(text: str) -> None:
    safe = safe_text(text)
    harmless = safe.lstrip("+-").replace(",", "").replace(".", "").replace("%", "").isdigit()
    assert not safe.startswith(STARTS) or harmless


def test_headings_are_disarmed_too() -> None:
    assert csv_rows(to_csv(["=1+1"], []))[0] == ["'=1+1"]
    assert sheet(to_xlsx(["=1+1"], [], []))["A1"].value == "'=1+1"


def test_csv_keeps_every_value_exactly() -> None:
    row = [Decimal("123456789.50"), 0.1, -7, None, date(2024, 3, 5), True, '逗号,引号"换行\n', 1e22]
    assert csv_rows(to_csv(list("abcdefgh"), [row]))[1] == [
        "123456789.50", "0.1", "-7", "", "2024-03-05", "True", '逗号,引号"换行\n', "10000000000000000000000",
    ]  # fmt: skip


def test_csv_opens_as_chinese() -> None:
    assert to_csv(["公司"], []).startswith(b"\xef\xbb\xbf")


def test_a_workbook_keeps_numbers_as_numbers_and_days_as_days() -> None:
    rows = sheet(to_xlsx(["n", "d"], [[Decimal("1.5"), "2024-03-05"]], []))
    assert rows["A2"].value == 1.5
    assert rows["B2"].value.date() == date(2024, 3, 5)
    assert rows["B2"].number_format == "yyyy-mm-dd"


def test_a_workbook_says_what_was_asked_and_run() -> None:
    book = load_workbook(io.BytesIO(to_xlsx(["n"], [[1]], [("Question", "how many?"), ("SQL", "=SELECT 1")])))
    assert [cell.value for cell in book.worksheets[1]["B"]] == ["how many?", "'=SELECT 1"]


def test_control_characters_do_not_break_a_workbook() -> None:
    assert sheet(to_xlsx(["n"], [["a\x0bb\x00c"]], []))["A2"].value == "abc"
