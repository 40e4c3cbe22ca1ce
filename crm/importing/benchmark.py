"""How long an import of Crunchbase's size takes, beside a bare COPY of the rows that it stored."""

from __future__ import annotations

import csv
import gzip
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import connection, transaction

from crm.importing.crunchbase import SOURCE, STAGES
from crm.importing.engine import Options, import_files

COMPANIES = 17_727
ROUNDS = 31_679

_STARTS = (
    "Amber",
    "Birch",
    "Cedar",
    "Delta",
    "Ember",
    "Falcon",
    "Garnet",
    "Harbor",
    "Indigo",
    "Juniper",
    "Larch",
    "Maple",
)
_ENDS = (
    "works",
    "labs",
    "bio",
    "soft",
    "grid",
    "data",
    "cloud",
    "media",
    "motion",
    "health",
    "metrics",
    "robotics",
    "pay",
)
_CATEGORIES = ("software", "biotech", "web", "mobile", "enterprise", "cleantech", "hardware", "medical", "games_video")
_CITIES = (("CA", "San Francisco"), ("NY", "New York"), ("MA", "Boston"), ("WA", "Seattle"), ("TX", "Austin"))
_STORED = {
    "crm_organisation": "id IN (SELECT organisation_id FROM crm_company WHERE source = %s)",
    "crm_company": "source = %s",
    "crm_deal": "source = %s",
}


@dataclass(frozen=True)
class Figures:
    """Seconds of the import (reading, names, checks, storing) and of the bare COPY, and how many rows each stored."""

    import_seconds: float
    copy_seconds: float
    companies: int
    deals: int

    @property
    def ratio(self) -> float:
        """The import's time in times of the COPY's."""
        return self.import_seconds / self.copy_seconds


class _Undone(Exception):
    """Leaves the transaction so that nothing of the measurement stays."""


def measure(folder: Path | None = None) -> Figures:
    """Import `companies.csv.gz` and `rounds.csv.gz` of the folder, or invented ones of the same size, and undo it.

    Both measurements run in one transaction of the same database, so that they compare.
    """
    with tempfile.TemporaryDirectory() as scratch:
        if folder is None:
            folder = Path(scratch)
            write_invented(folder)
        try:
            with transaction.atomic():
                figures = _measured([folder / "companies.csv.gz", folder / "rounds.csv.gz"])
                raise _Undone
        except _Undone:
            return figures


def _measured(paths: Sequence[Path]) -> Figures:
    begun = time.perf_counter()
    reports = import_files(paths, Options(format="crunchbase"))
    seconds = time.perf_counter() - begun
    created = {name: sum(report.created[name] for report in reports) for name in ("company", "deal")}
    return Figures(seconds, _copy_seconds(), created["company"], created["deal"])


def _copy_seconds() -> float:
    """COPY the stored rows out, then time copying them into empty tables with the same indexes and checks."""
    total = 0.0
    with connection.cursor() as cursor:
        for table, condition in _STORED.items():
            with cursor.copy(f"COPY (SELECT * FROM {table} WHERE {condition}) TO STDOUT", (SOURCE,)) as out:  # noqa: S608
                content = b"".join(out)
            cursor.execute(f"CREATE TEMPORARY TABLE bench_{table} (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
            begun = time.perf_counter()
            with cursor.copy(f"COPY bench_{table} FROM STDIN") as into:
                into.write(content)
            total += time.perf_counter() - begun
    return total


def write_invented(folder: Path, companies: int = COMPANIES, rounds: int = ROUNDS) -> None:
    """`companies.csv.gz` and `rounds.csv.gz` in the export's format, the same ones each time."""
    chance = random.Random(2013)  # noqa: S311 - invented data, not a secret
    names = [f"{chance.choice(_STARTS)}{chance.choice(_ENDS)} {number}" for number in range(companies)]
    places = [chance.choice(_CITIES) for _ in names]
    header = ["permalink", "name", "category_code", "status", "country_code", "state_code", "city", "founded_at"]
    rows = (
        [f"/company/{number}", name, chance.choice(_CATEGORIES), "operating", "USA", *places[number], _day(chance)]
        for number, name in enumerate(names)
    )
    _write(folder / "companies.csv.gz", header, rows)
    header = ["company_permalink", "company_name", "company_category_code", "company_country_code"]
    header += ["company_state_code", "company_city", "funding_round_type", "funded_at", "raised_amount_usd"]
    _write(folder / "rounds.csv.gz", header, (_round(chance, names, places) for _ in range(rounds)))


def _day(chance: random.Random) -> str:
    return (date(2000, 1, 1) + timedelta(days=chance.randrange(5_000))).isoformat()


def _round(chance: random.Random, names: Sequence[str], places: Sequence[tuple[str, str]]) -> list[str]:
    number = chance.randrange(len(names))
    where = ["", "USA", *places[number]]
    amount = str(chance.randrange(1, 400) * 50_000)
    return [f"/company/{number}", names[number], *where, chance.choice(list(STAGES)), _day(chance), amount]


def _write(path: Path, header: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(header)
        writer.writerows(rows)
