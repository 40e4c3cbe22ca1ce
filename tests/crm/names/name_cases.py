"""Reads the tables of names: one case a line, tabs between the columns, lines that begin with "# " are remarks."""

from functools import cache
from pathlib import Path

from crm.names.entries import Entry, Mention
from crm.names.resolver import NameIndex

FIXTURES = Path(__file__).parents[2] / "fixtures" / "names"


def rows(name: str, columns: int = 2) -> list[tuple[str, ...]]:
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    found = [tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("# ")]
    assert all(len(row) == columns for row in found), [row for row in found if len(row) != columns]
    return found


def entries() -> list[Entry]:
    return [
        Entry(kind, int(number), name, tuple(filter(None, aliases.split("|"))), group or None, float(weight))
        for kind, number, name, aliases, group, weight in rows("stored.tsv", 6)
    ]


@cache
def index() -> NameIndex:
    return NameIndex(entries())


def told(mentions: list[Mention]) -> str:
    """Each mention as words=best candidate, with how it was found where that is a guess."""
    parts = []
    for mention in mentions:
        best = mention.candidates[0]
        parts.append(
            f"{mention.words}={best.name}" + ("" if best.how in ("exact", "alias", "short") else f"~{best.how}")
        )
    return " | ".join(parts)
