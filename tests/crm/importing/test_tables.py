"""Reading files: encodings, line ends, broken rows, other kinds of file."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.importing.problems import Unreadable
from crm.importing.tables import read_table

Writing = Callable[..., Path]
TEXT = "name,kind\n云杉创投,vc\n阳坡资本,pe\n"


def _cells(path: Path) -> list[tuple[int, str, str]]:
    return [(row.line, row.get("name"), row.get("kind")) for row in read_table(path).rows]


EXPECTED = [(2, "云杉创投", "vc"), (3, "阳坡资本", "pe")]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (TEXT.replace("\n", "\r\n").encode(), "utf-8"),
        (TEXT.replace("\n", "\r").encode(), "utf-8"),
        (TEXT.replace(",", ";").encode(), "utf-8"),
        (TEXT.replace(",", "\t").encode(), "utf-8"),
    ],
)
def test_every_usual_encoding_and_line_end_reads_alike(content: bytes, encoding: str, written: Writing) -> None:
    path = written("a.csv", content)
    assert _cells(path) == EXPECTED
    assert read_table(path).encoding == encoding


def test_a_gzip_is_known_by_its_content(written: Writing) -> None:
    assert _cells(written("a.csv.gz", gzip.compress(TEXT.encode()))) == EXPECTED


def test_lines_are_counted_as_an_editor_counts_them(written: Writing) -> None:
    path = written("a.csv", 'name,kind\n\n"云杉\n创投",vc\n阳坡资本,pe\n')
    assert _cells(path) == [(3, "云杉\n创投", "vc"), (5, "阳坡资本", "pe")]


def test_one_broken_byte_costs_one_row(written: Writing) -> None:
    rows = "".join(f"机构{number},vc\n" for number in range(60)).encode()
    table = read_table(written("a.csv", b"name,kind\n\xff\xfe\xe4,vc\n" + rows))
    assert (table.encoding, len(table.rows)) == ("utf-8", 60)
    assert [(problem.line, problem.column) for problem in table.problems] == [(2, "name")]


def test_an_open_quotation_mark_costs_its_own_row(written: Writing) -> None:
    table = read_table(written("a.csv", 'name,kind\n"云杉创投,vc\n阳坡资本,pe\n'))
    assert [row.get("name") for row in table.rows] == ["阳坡资本"]
    assert [problem.line for problem in table.problems] == [2]


@pytest.mark.parametrize("row", ["云杉创投", "云杉创投,vc,多余"])
def test_a_row_of_another_width_is_reported(row: str, written: Writing) -> None:
    table = read_table(written("a.csv", f"name,kind\n{row}\n阳坡资本,pe\n"))
    assert [row.get("name") for row in table.rows] == ["阳坡资本"]
    assert [(problem.line, problem.is_error) for problem in table.problems] == [(2, True)]


def test_nul_bytes_are_removed_and_said(written: Writing) -> None:
    table = read_table(written("a.csv", "name,kind\n云杉\x00创投,vc\n"))
    assert [row.get("name") for row in table.rows] == ["云杉创投"]
    assert [(problem.line, problem.is_error) for problem in table.problems] == [(2, False)]


def test_empty_rows_are_no_rows(written: Writing) -> None:
    assert _cells(written("a.csv", "\nname,kind\n,\n云杉创投,vc\n,\n\n")) == [(4, "云杉创投", "vc")]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused_with_a_sentence(content: bytes, written: Writing) -> None:
    with pytest.raises(Unreadable, match=r"a\.csv"):
        read_table(written("a.csv", content))


def test_what_is_no_table_is_refused_with_a_sentence(written: Writing, tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"no workbook"), ("a.csv.gz", b"\x1f\x8bno gzip")):
        with pytest.raises(Unreadable):
            read_table(written(name, content))
    with pytest.raises(Unreadable):
        read_table(tmp_path / "missing.csv")
