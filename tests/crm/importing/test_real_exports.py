"""The real exports: figures counted here from the raw files by plain code of its own, then in the database."""

import csv
import gzip
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from crm.importing.engine import Options, import_files
from crm.models import Company, Deal, FxRate, Investment, Investor, Note, Person, User

pytestmark = pytest.mark.django_db
UNITS = {"万": 10**4, "亿": 10**8}
CURRENCIES = {"人民币": "CNY", "美元": "USD", "欧元": "EUR"}


def _itjuzi(folder: Path) -> list[dict[str, str]]:
    with (folder / "itjuzi" / "companies_820.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _gz(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _sums(rounds: list[dict[str, str]]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for row in rounds:
        match = re.fullmatch(r"([\d.]+)([万亿])(人民币|美元|欧元)", row["融资金额"])
        if match:
            number, unit, currency = match.groups()
            code = CURRENCIES[currency]
            totals[code] = totals.get(code, Decimal(0)) + Decimal(number) * UNITS[unit]
    return totals


def _cell_names(cell: str) -> set[str]:
    """Commas outside brackets part names; in this export only commas of ASCII do."""
    return {name.strip() for name in re.split(r",(?![^(（]*[)）])", cell)} - {"-", ""}


def test_the_itjuzi_export_arrives_whole(sample_data: Path) -> None:
    rows = _itjuzi(sample_data)
    rounds = [row for row in rows if row["轮次"] != "-"]
    names = [_cell_names(row["投资方"]) for row in rounds]
    (report,) = import_files([sample_data / "itjuzi" / "companies_820.csv"], Options())

    assert report.problems == []
    assert Company.objects.count() == len([row for row in rows if row["公司名称"]]) == 820
    assert Deal.objects.count() == len(rounds) == 1153
    assert Investor.objects.count() == len(set().union(*names)) == 774
    assert Investment.objects.count() == sum(map(len, names)) == 1870
    stored = Deal.objects.exclude(amount=None).values_list("currency", "amount")
    totals = {code: sum((a for c, a in stored if c == code), Decimal(0)) for code in {c for c, _ in stored}}
    assert totals == _sums(rounds)
    labels = Counter(row["轮次"] for row in rounds)
    assert labels == Counter(Deal.objects.values_list("stage_text", flat=True))
    assert not Deal.objects.filter(stage_id="unknown").exists()
    valued = [row for row in rows if re.fullmatch(r"[\d.]+[万亿]元", row["估值"])]
    assert Company.objects.exclude(valuation=None).count() == len(valued)
    assert Company.objects.filter(organisation__country="").count() == 0
    months = sorted(row["成立时间"] for row in rows if row["成立时间"])
    assert months == sorted(f"{day:%Y-%m}" for day in Company.objects.values_list("founded_on", flat=True))


def test_the_itjuzi_export_changes_nothing_the_second_time(sample_data: Path) -> None:
    path = sample_data / "itjuzi" / "companies_820.csv"
    import_files([path], Options())
    (again,) = import_files([path], Options(format="itjuzi"))
    assert (+again.created, +again.updated) == ({}, {})


def test_the_firms_records_arrive_whole_and_once(sample_data: Path) -> None:
    for name in ("demo", "lin", "wang", "chen", "alice", "bob"):
        User.objects.create_user(name)
    import_files([sample_data / "itjuzi" / "companies_820.csv"], Options())
    investors = Investor.objects.count()
    reports = import_files([sample_data / "firm"], Options())
    assert [report.problems for report in reports] == [[]] * 8
    for report in reports:
        with Path(report.file).open(encoding="utf-8-sig", newline="") as lines:
            assert report.rows == len(list(csv.DictReader(lines)))
    assert (Investor.objects.count(), FxRate.objects.count()) == (investors, 217)
    assert (Person.objects.count(), Note.objects.count()) == (78, 154)
    assert not Note.objects.filter(owner=None).exists()
    again = import_files([sample_data / "firm"], Options())
    assert [(+report.created, +report.updated) for report in again] == [({}, {})] * 8


def test_the_crunchbase_export_arrives_whole(sample_data: Path) -> None:
    folder = sample_data / "crunchbase"
    companies, rounds = _gz(folder / "companies.csv.gz"), _gz(folder / "rounds.csv.gz")
    reports = import_files([folder / "rounds.csv.gz", folder / "companies.csv.gz"], Options())

    assert [report.errors for report in reports] == [[], []]
    assert Company.objects.count() == len(companies) == 17_727
    assert Deal.objects.count() == len(rounds) == 31_679
    raised = sum(Decimal(row["raised_amount_usd"]) for row in rounds if row["raised_amount_usd"])
    assert sum(Deal.objects.exclude(amount=None).values_list("amount", flat=True)) == raised
    assert _per_company() == Counter(" ".join(row["company_name"].split()) for row in rounds)
    again = import_files([folder / "rounds.csv.gz", folder / "companies.csv.gz"], Options())
    assert [(+report.created, +report.updated) for report in again] == [({}, {})] * 2


def _per_company() -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.name, count(*) FROM crm_deal d JOIN crm_company c ON c.id = d.company_id"
            " JOIN crm_organisation o ON o.id = c.organisation_id GROUP BY o.id"
        )
        counts: Counter[str] = Counter()
        for name, count in cursor.fetchall():
            counts[name] += count
        return counts


def test_the_command_reports_in_json(sample_data: Path, tmp_path: Path, capsys: Any) -> None:
    report = tmp_path / "report.json"
    call_command("import_records", sample_data / "itjuzi" / "companies_820.csv", "--dry-run", f"--report={report}")
    assert '"company": 820' in report.read_text(encoding="utf-8")
    assert not Company.objects.exists()
