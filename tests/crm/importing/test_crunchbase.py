"""The Crunchbase export of 2013, in invented rows."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm.importing.benchmark import write_invented
from crm.importing.engine import Options, import_files
from crm.models import Company, Deal, Industry, Investment, Investor, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(fixtures: Path) -> Path:
    return fixtures / "crunchbase"


@pytest.fixture
def reports(folder: Path) -> list[object]:
    return list(import_files([folder], Options()))


def test_files_are_taken_in_the_order_that_they_need(folder: Path) -> None:
    reports = import_files([folder], Options())
    names = [Path(report.file).name for report in reports]
    assert names == ["companies.csv", "rounds.csv", "acquisitions.csv", "investments.csv"]
    assert {report.format for report in reports} == {"crunchbase"}


def test_companies_of_the_export_stay_apart_however_alike_their_names(reports: list[object]) -> None:
    names = Company.objects.filter(source="Crunchbase 2013").values_list("organisation__name", flat=True)
    assert sorted(names) == ["AMBER WORKS", "Amber Works", "AmberWorks", "Birch Bio", "Cedar Grid"]


def test_a_row_with_a_bad_cell_is_left_out_and_told(folder: Path) -> None:
    reports = import_files([folder], Options())
    assert [(problem.line, problem.column) for problem in reports[0].errors] == [(5, "founded_at")]
    assert not Organisation.objects.filter(name="#NAME?").exists()


def test_codes_and_places_become_the_contracts(reports: list[object]) -> None:
    company = Company.objects.get(organisation__name="Amber Works")
    place = company.organisation
    assert (place.country, place.province, place.city) == ("USA", "California", "San Francisco")
    assert (company.status, company.founded_on) == ("operating", date(2009, 1, 1))
    assert Company.objects.get(organisation__name="AmberWorks").status == "listed"
    assert all(node.name_en for node in Industry.objects.filter(companies__organisation__name="AmberWorks"))


def test_two_rows_alike_are_two_rounds(reports: list[object]) -> None:
    rounds = Deal.objects.filter(company__organisation__name="Amber Works").order_by("announced_on", "pk")
    assert [(deal.stage_id, deal.stage_text, deal.amount, deal.currency) for deal in rounds] == [
        ("a", "series-a", Decimal(1_000_000), "USD"),
        ("a", "series-a", Decimal(1_000_000), "USD"),
        ("c", "series-c+", None, ""),
    ]
    assert Deal.objects.get(stage_text="venture").amount == Decimal(2_500_000)


def test_an_acquisition_is_a_deal_with_its_buyer(reports: list[object]) -> None:
    deal = Deal.objects.get(stage_id="ma")
    assert (deal.amount, deal.currency, str(deal.investments.get().investor)) == (
        Decimal(7_000_000),
        "GBP",
        "Larch Group",
    )
    assert Organisation.objects.get(name="Larch Group").country == "GBR"


def test_an_investments_amount_is_the_rounds_and_nobodys_own_part(reports: list[object]) -> None:
    assert not Investment.objects.exclude(amount=None).exists()
    late = Deal.objects.get(company__organisation__name="Amber Works", announced_on=date(2013, 1, 1))
    assert sorted(str(stake.investor) for stake in late.investments.all()) == ["Larch Group", "Pine Partners"]
    new = Deal.objects.get(company__organisation__name="Cedar Grid")
    assert (new.stage_id, new.amount, new.investments.count()) == ("unknown", Decimal(300_000), 1)
    assert Investor.objects.count() == 2


def test_importing_the_folder_twice_changes_nothing(reports: list[object], folder: Path) -> None:
    again = import_files([folder], Options())
    assert [(+report.created, +report.updated) for report in again] == [({}, {})] * 4


def test_a_dry_run_of_a_folder_sees_its_own_companies_and_stores_nothing(folder: Path) -> None:
    dry = import_files([folder], Options(dry_run=True))
    assert not Company.objects.exists()
    real = import_files([folder], Options())
    assert [report.created for report in dry] == [report.created for report in real]


def test_the_benchmarks_invented_files_are_of_this_format(tmp_path: Path) -> None:
    write_invented(tmp_path, companies=40, rounds=90)
    reports = import_files([tmp_path], Options())
    assert [report.problems for report in reports] == [[], []]
    assert (Company.objects.count(), Deal.objects.count()) == (40, 90)
