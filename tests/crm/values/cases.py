"""Reads the tables of cases: one case a line, tabs between the columns, lines that begin with # are remarks."""

from pathlib import Path

FIXTURES = Path(__file__).parents[2] / "fixtures" / "values"


def rows(name: str, columns: int = 2) -> list[tuple[str, ...]]:
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    found = [tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("# ")]
    assert all(len(row) == columns for row in found), [row for row in found if len(row) != columns]
    return found
