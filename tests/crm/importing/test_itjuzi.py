"""The IT桔子 export: what its lines mean, what is wrong with them, and that a second import changes nothing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from crm.importing.report import Report, failed_rows
from crm.models import Alias, Company, Deal, Investment, Investor, Organisation

pytestmark = pytest.mark.django_db
Importing = Callable[..., Report]


@pytest.fixture
def small(fixtures: Path, imported: Importing) -> Report:
    return imported(fixtures / "itjuzi_small.csv")


def test_it_recognises_the_export_by_its_header(small: Report) -> None:
    assert (small.format, small.encoding, small.errors, small.warnings) == ("itjuzi", "utf-8", [], [])


def test_blank_company_cells_continue_the_company_above(small: Report) -> None:
    rounds = Deal.objects.filter(company__organisation__name="青梧视觉QingwuVision").order_by("announced_on")
    assert [(deal.stage_id, deal.stage_text, str(deal.announced_on)) for deal in rounds] == [
        ("angel", "天使轮", "2015-02-01"),
        ("a", "A轮", "2016-01-18"),
        ("b", "B轮", "2018-05-11"),
    ]
    assert not Company.objects.get(organisation__name="栗子语音").deals.exists()


def test_a_company_keeps_what_the_export_says(small: Report) -> None:
    company = Company.objects.get(organisation__name="青梧视觉QingwuVision")
    place = company.organisation
    assert (place.country, place.province, place.city, place.district) == ("CHN", "浙江", "杭州", "")
    assert place.legal_name == "杭州青梧视觉科技有限公司"
    assert (company.status, company.founded_on, company.source) == ("operating", date(2014, 3, 1), "IT桔子")
    assert company.industry and (company.industry.name, company.industry.parent.name) == ("机器人", "硬件")  # type: ignore[union-attr]
    assert Company.objects.get(organisation__name="远桥物流").status == "closed"
    assert Company.objects.get(organisation__name="栗子语音").status == "stealth"
    assert Organisation.objects.get(name="栗子语音").country == "USA"


def test_a_valuation_is_the_companys_and_its_latest_rounds(small: Report) -> None:
    company = Company.objects.get(organisation__name="青梧视觉QingwuVision")
    assert (company.valuation, company.valuation_currency, company.valuation_on) == (
        Decimal("1000000000"),
        "CNY",
        date(2018, 5, 11),
    )
    valued = company.deals.exclude(post_money=None)
    assert [(deal.stage_id, deal.post_money, deal.valuation_currency) for deal in valued] == [
        ("b", Decimal("1000000000"), "CNY")
    ]


@pytest.mark.parametrize(
    ("stage", "amount", "currency", "words"),
    [
        ("b", Decimal("200000000"), "CNY", "2亿人民币"),
        ("a", None, "USD", "数千万美元"),
        ("angel", Decimal("3000000"), "CNY", "300万人民币"),
        ("pre_a", None, "CNY", "未透露人民币"),
        ("strategic", Decimal("3400000"), "EUR", "340万欧元"),
    ],
)
def test_amounts_keep_number_currency_and_words(
    small: Report, stage: str, amount: Decimal | None, currency: str, words: str
) -> None:
    deal = Deal.objects.get(stage_id=stage)
    assert (deal.amount, deal.currency, deal.amount_text) == (amount, currency, words)


def test_investors_of_one_cell_are_split_once_and_nobody_is_no_investor(small: Report) -> None:
    stakes = Investment.objects.order_by("deal__announced_on", "position")
    told = [(stake.deal.stage_id, stake.investor.organisation.name, stake.is_lead) for stake in stakes]
    assert told == [
        ("a", "云杉创投", None),
        ("a", "Larch Ventures", None),
        ("pre_a", "菜园网络(阿里巴巴)", None),
        ("b", "云杉创投", None),
        ("b", "阳坡资本(北岭控股)", None),
    ]


def test_brackets_give_an_alias_or_the_group(small: Report) -> None:
    assert list(Alias.objects.values_list("organisation__name", "name")) == [("阳坡资本(北岭控股)", "北岭控股")]
    grouped = Organisation.objects.exclude(group=None)
    assert [(record.name, record.group.name) for record in grouped if record.group] == [
        ("菜园网络(阿里巴巴)", "阿里巴巴")
    ]


def test_one_organisation_may_be_company_and_investor(small: Report) -> None:
    both = Organisation.objects.get(name="云杉创投")
    assert both.company and both.investor
    assert Investor.objects.get(organisation=both).source == "IT桔子"


def test_importing_twice_changes_nothing(small: Report, fixtures: Path, imported: Importing) -> None:
    before = [sorted(model.objects.values_list("pk", flat=True)) for model in (Organisation, Company, Deal, Investment)]
    again = imported(fixtures / "itjuzi_small.csv")
    assert (+again.created, +again.updated) == ({}, {})
    assert before == [
        sorted(model.objects.values_list("pk", flat=True)) for model in (Organisation, Company, Deal, Investment)
    ]


def test_an_export_saved_by_excel_reads_alike(
    small: Report, fixtures: Path, imported: Importing, written: Callable[..., Path]
) -> None:
    text = (fixtures / "itjuzi_small.csv").read_text(encoding="utf-8-sig")
    again = imported(written("excel.csv", text.replace("\n", "\r\n").encode("gb18030")))
    assert (again.encoding, again.problems) == ("gb18030", [])
    assert (+again.created, +again.updated) == ({}, {})


def test_a_newer_export_updates_what_changed_and_blank_cells_erase_nothing(
    small: Report, fixtures: Path, imported: Importing, written: Callable[..., Path]
) -> None:
    text = (fixtures / "itjuzi_small.csv").read_text(encoding="utf-8-sig")
    newer = text.replace("运营中,硬件,机器人,2018-05-11,B轮,2亿人民币", ",硬件,机器人,2018-05-11,B轮,3亿人民币")
    again = imported(written("newer.csv", newer.replace("已关闭", "已转型")))
    assert (+again.created, +again.updated) == ({}, {"company": 1, "deal": 1})
    assert Company.objects.get(organisation__name="远桥物流").status == "pivoted"
    assert Company.objects.get(organisation__name="青梧视觉QingwuVision").status == "operating"
    assert Deal.objects.get(stage_id="b").amount == Decimal("300000000")


def test_records_of_another_source_stay_as_they_are(fixtures: Path, imported: Importing) -> None:
    own = Company.objects.create(organisation=Organisation.objects.create(name="远桥物流"), status="operating")
    report = imported(fixtures / "itjuzi_small.csv")
    own.refresh_from_db()
    assert (own.status, report.kept["company"]) == ("operating", 1)


def test_a_dry_run_tells_the_same_and_stores_nothing(fixtures: Path, imported: Importing) -> None:
    dry = imported(fixtures / "itjuzi_small.csv", dry_run=True)
    assert not Organisation.objects.exists()
    assert imported(fixtures / "itjuzi_small.csv").created == dry.created


def test_bad_rows_do_not_stop_the_good_ones(fixtures: Path, imported: Importing) -> None:
    report = imported(fixtures / "itjuzi_bad.csv")
    assert [(problem.line, problem.column, problem.value) for problem in report.errors] == [
        (8, "", "10万美元"),
        (2, "公司名称", ""),
        (4, "融资时间", "2016-02-31"),
        (5, "融资金额", "三袋大米"),
        (7, "成立时间", "不记得了"),
    ]
    assert {(problem.line, problem.column) for problem in report.warnings} == {
        (6, "轮次"),
        (7, "地点"),
        (7, "运营状态"),
    }
    assert sorted(Deal.objects.values_list("stage_id", "stage_text")) == [
        ("b", "B轮"),
        ("pre_a", "Pre-A轮"),
        ("unknown", "甲乙轮"),
    ]
    assert Company.objects.get(organisation__name="远桥物流").founded_on is None


def test_every_reason_is_said_in_both_languages(fixtures: Path, imported: Importing) -> None:
    problems = imported(fixtures / "itjuzi_bad.csv").as_json()
    for problem in problems["errors"] + problems["warnings"]:
        reason = problem["reason"]
        assert reason["en"].isascii() or "“" in reason["en"]
        assert any("一" <= character <= "鿿" for character in reason["zh-hans"]), reason


def test_the_rows_to_fix_can_be_imported_again(
    fixtures: Path, imported: Importing, written: Callable[..., Path]
) -> None:
    report = imported(fixtures / "itjuzi_bad.csv")
    rows = failed_rows(report)
    assert [row[0] for row in rows] == ["", "青梧视觉", "青梧视觉", "远桥物流", "栗子语音"]
    fixed = "\n".join(",".join(row) for row in [report.header, *rows[1:3]]).replace("2016-02-31", "2016-02-29")
    again = imported(written("fixed.csv", fixed.replace("三袋大米", "30万人民币")))
    assert (+again.created)["deal"] == 2
    assert Deal.objects.filter(company__organisation__name="青梧视觉").count() == 4
