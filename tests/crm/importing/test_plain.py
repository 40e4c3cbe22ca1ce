"""Plain tables of each model: headings, values, natural keys, owners."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from crm.importing.columns import headings
from crm.importing.engine import Options, import_files
from crm.importing.plain import SPECS
from crm.importing.problems import Unreadable
from crm.importing.report import Report
from crm.models import (
    Affiliation,
    Alias,
    Company,
    Deal,
    Fund,
    FxRate,
    Interaction,
    Investment,
    Investor,
    Note,
    Opportunity,
    Organisation,
    Person,
    Task,
    Team,
    User,
)

pytestmark = pytest.mark.django_db
Importing = Callable[..., Report]
Writing = Callable[..., Path]

# One small file a model: (text, model to find).
FILES = {
    "fx_rate": "date,currency,rate_to_cny,rate_to_usd\n2024-01-01,USD,7.1,1\n2024-01-01,CNY,1,0.14084507\n",
    "company": "name,industry,sub_industry,country,city,status,valuation,currency\n青梧视觉,硬件,机器人,中国,杭州,运营中,10亿元,\n",
    "investor": "name,kind,country,province,city,aum,currency,check_min,check_max,thesis,relationship,owner\n"
    "云杉创投,vc,CHN,上海,上海,5000000000,CNY,1000万,5000万,早期硬科技,met,lin\n"
    "Larch Ventures,VC,USA,,New York,US$300m,USD,500000,5000000,Seed,none,lin\n",
    "fund": "name,investor,vintage,amount,currency,status\n云杉一期基金,云杉创投,2019,800000000,CNY,投资期\n",
    "deal": "company,stage,announced_on,amount,currency,lead_investor,investors\n"
    "青梧视觉,B轮,2021-03-05,2亿人民币,,云杉创投,\"云杉创投, Larch Ventures\"\n",
    "investment": "company,investor,stage,announced_on,is_lead,deal_amount_cny\n青梧视觉,云杉创投,a,2020-01-02,true,50000000\n",
    "person": "name,title,organization,organization_kind,investor,company,city,email,phone,owner,created_on\n"
    "沈远舟,合伙人,云杉创投,investor,云杉创投,,上海,shen@example.com,,lin,2025-01-01\n",
    "interaction": "kind,happened_on,investor,company,person,owner,subject,summary,next_step,next_step_due_on,created_on\n"
    "会议,2025-02-03,云杉创投,,沈远舟,lin,季度沟通,谈了两期基金。,发材料,2025-02-10,2025-02-03\n",
    "opportunity": "name,investor,company,stage,status,amount,currency,probability,expected_close_on,owner,created_on,updated_on\n"
    "云杉认购二期,云杉创投,,尽调,open,5000万,CNY,60%,2025-12-31,lin,2025-02-04,2025-03-01\n",
    "task": "title,due_on,is_done,done_on,owner,investor,company,created_on\n发季度报告,2025-03-01,false,,lin,云杉创投,,2025-02-01\n",
    "note": "title,body,record_kind,record,author,created_on\n访谈摘要,对方看好机器人。,机构,云杉创投,lin,2025-02-05\n",
}  # fmt: skip


@pytest.fixture(autouse=True)
def lin() -> User:
    return User.objects.create_user("lin")


def test_there_is_a_file_here_for_every_model() -> None:
    assert set(FILES) == set(SPECS)


@pytest.mark.parametrize("model", FILES)
def test_the_header_tells_the_model_and_a_second_import_changes_nothing(
    model: str, imported: Importing, written: Writing
) -> None:
    path = written(f"{model}.csv", FILES[model])
    first = imported(path)
    assert (first.format, first.model, first.problems) == ("csv", model, [])
    assert first.created
    again = imported(path)
    assert (+again.created, +again.updated) == ({}, {})


def test_a_folder_is_imported_in_the_order_that_its_records_need(tmp_path: Path) -> None:
    for model, text in FILES.items():
        (tmp_path / f"{model}.csv").write_text(text, encoding="utf-8")
    reports = import_files([tmp_path], Options())
    assert [report.model for report in reports] == list(SPECS)
    assert (Person.objects.count(), Investor.objects.count(), Company.objects.count()) == (1, 2, 1)
    meeting = Interaction.objects.get()
    assert (meeting.kind, str(meeting.person), meeting.owner and meeting.owner.username) == ("meeting", "沈远舟", "lin")
    assert str(Note.objects.get().investor) == "云杉创投"
    assert Task.objects.get().due_on == date(2025, 3, 1)
    deal = Opportunity.objects.get()
    assert (deal.stage, deal.amount, deal.probability) == ("diligence", Decimal("50000000"), 60)


def test_values_take_their_stored_forms(imported: Importing, written: Writing) -> None:
    imported(written("investors.csv", FILES["investor"]))
    larch = Investor.objects.get(organisation__name="Larch Ventures")
    assert (larch.kind, larch.aum, larch.currency, larch.relationship) == ("vc", Decimal("300000000"), "USD", "none")
    assert (larch.organisation.country, larch.organisation.city) == ("USA", "New York")
    spruce = Investor.objects.get(organisation__name="云杉创投")
    assert (spruce.check_min, spruce.check_max) == (Decimal("10000000"), Decimal("50000000"))


def test_a_deal_keeps_its_leads(imported: Importing, written: Writing) -> None:
    imported(written("deals.csv", FILES["deal"]))
    deal = Deal.objects.get()
    assert (deal.stage_id, deal.amount, deal.currency, deal.amount_text) == (
        "b",
        Decimal(200000000),
        "CNY",
        "2亿人民币",
    )
    stakes = deal.investments.order_by("position")
    assert [(str(stake.investor), stake.is_lead) for stake in stakes] == [("云杉创投", True), ("Larch Ventures", None)]


def test_an_investment_finds_its_deal(imported: Importing, written: Writing) -> None:
    imported(written("deals.csv", FILES["deal"]))
    text = "company,investor,announced_on,amount_usd\n青梧视觉,Larch Ventures,2021-03-05,1000000\n"
    imported(written("parts.csv", text), model="investment")
    part = Investment.objects.get(investor__organisation__name="Larch Ventures")
    assert (Deal.objects.count(), part.amount, part.currency) == (1, Decimal("1000000"), "USD")


def test_every_column_has_a_heading_in_both_languages() -> None:
    for spec in SPECS.values():
        known = headings(spec)
        for column in spec.columns:
            words = [heading for heading, name in known.items() if name == column.name]
            converted = column.name.endswith(("_cny", "_usd"))
            assert converted or any(not word.isascii() for word in words), (spec.model, column.name)
            assert any(word.isascii() for word in words), (spec.model, column.name)


def test_chinese_headings_are_understood(imported: Importing, written: Writing) -> None:
    text = "机构,机构类型,国家,城市,管理规模,币种,关系状态,负责人\n云杉创投,风投,中国,深圳,50亿,人民币,已见面,lin\n"
    report = imported(written("机构.csv", text))
    assert (report.model, report.notes) == ("investor", [])
    investor = Investor.objects.get()
    assert (investor.kind, investor.aum, investor.currency) == ("vc", Decimal("5000000000"), "CNY")
    assert (investor.organisation.province, investor.organisation.city) == ("广东", "深圳")


def test_columns_that_are_not_read_are_named(imported: Importing, written: Writing) -> None:
    report = imported(written("a.csv", "name,kind,thesis,deal_count,星座\n云杉创投,vc,早期,7,狮子座\n"))
    assert [note.said("en") for note in report.notes] == ["Columns that were not read: deal_count, 星座."]


def test_an_unknown_owner_is_a_warning_and_the_row_is_kept(imported: Importing, written: Writing) -> None:
    report = imported(written("t.csv", FILES["task"].replace("lin", "nobody")))
    assert [(problem.line, problem.column, problem.value) for problem in report.warnings] == [(2, "owner", "nobody")]
    assert Task.objects.get().owner is None


def test_team_and_visibility_are_read(imported: Importing, written: Writing) -> None:
    team = Team.objects.create(name="硬科技组")
    imported(written("t.csv", "title,due_on,owner,team,visibility\n内部讨论,2025-03-01,lin,硬科技组,team\n"))
    assert (Task.objects.get().team, Task.objects.get().visibility) == (team, "team")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "风水先生"),
        ("aum", "很多"),
        ("currency", "贝壳"),
        ("country", "Atlantis"),
        ("relationship", "恋爱中"),
        ("name", ""),
        ("name", "长" * 301),
    ],
)
def test_a_bad_cell_keeps_only_its_own_row_out(column: str, value: str, imported: Importing, written: Writing) -> None:
    good = {"name": "云杉创投", "kind": "vc", "country": "CHN", "aum": "1亿", "currency": "CNY", "relationship": "met"}
    bad = good | {"name": "坏行资本"} | {column: value}
    lines = [",".join(good), ",".join(bad.values()), ",".join(good.values())]
    report = imported(written("i.csv", "\n".join(lines)), model="investor")
    assert [(problem.line, problem.column, problem.value) for problem in report.errors] == [(2, column, value)]
    assert [str(record) for record in Investor.objects.all()] == ["云杉创投"]


@pytest.mark.parametrize("model", ["interaction", "note"])
def test_dates_that_do_not_exist_are_reported(model: str, imported: Importing, written: Writing) -> None:
    text = FILES[model].replace("2025-02-03", "2025-02-30").replace("2025-02-05", "2025-02-30")
    report = imported(written("x.csv", text))
    assert {problem.value for problem in report.errors} == {"2025-02-30"}


def test_a_note_on_nothing_that_is_stored_is_an_error(imported: Importing, written: Writing) -> None:
    text = "title,body,record_kind,record,author\n甲,一,fund,无名基金,lin\n乙,二,investor,云杉创投,lin\n"
    report = imported(written("n.csv", text), model="note")
    assert [(problem.line, problem.column) for problem in report.errors] == [(2, "record")]
    assert [note.title for note in Note.objects.all()] == ["乙"]


def test_names_are_resolved_by_normalised_name_and_alias_and_never_by_likeness(
    imported: Importing, written: Writing
) -> None:
    stored = Organisation.objects.create(name="云杉资本Spruce", legal_name="云杉（上海）投资管理有限公司")
    Alias.objects.create(organisation=stored, name="云杉创投")
    Investor.objects.create(organisation=stored)
    names = ["云杉创投", "雲杉資本 SPRUCE", "云杉（上海）投资管理有限公司", "云杉资本Sprucy"]
    imported(
        written("f.csv", "name,investor\n" + "\n".join(f"基金{n},{name}" for n, name in enumerate(names))), model="fund"
    )
    owners = [str(fund.investor) for fund in Fund.objects.order_by("name")]
    assert owners == ["云杉资本Spruce"] * 3 + ["云杉资本Sprucy"]


def test_a_name_that_several_bear_alike_is_said(imported: Importing, written: Writing) -> None:
    for name in ("云杉北方", "云杉南方"):
        Alias.objects.create(organisation=Organisation.objects.create(name=name), name="云杉")
    report = imported(written("f.csv", "name,investor\n一期,云杉\n"), model="fund")
    assert ["云杉" in note.said("zh-hans") for note in report.notes] == [True]
    assert str(Fund.objects.get().investor) == "云杉"


def test_blank_cells_never_erase_and_changed_ones_update(imported: Importing, written: Writing) -> None:
    imported(written("a.csv", FILES["investor"]))
    changed = "name,kind,country,aum,currency,relationship\n云杉创投,,,60亿,CNY,尽调中\n"
    report = imported(written("b.csv", changed), model="investor")
    investor = Investor.objects.get(organisation__name="云杉创投")
    assert (+report.created, +report.updated) == ({}, {"investor": 1})
    assert (investor.kind, investor.aum, investor.relationship) == ("vc", Decimal("6000000000"), "diligence")


def test_two_people_of_one_name_stay_two(imported: Importing, written: Writing) -> None:
    text = (
        "name,title,organization,organization_kind,email\n李明,合伙人,云杉创投,investor,\n李明,总监,青梧视觉,company,\n"
    )
    imported(written("p.csv", text))
    posts = Affiliation.objects.order_by("title").values_list("person__name", "organisation__name", "title")
    assert (list(posts), Person.objects.count()) == (
        [("李明", "云杉创投", "合伙人"), ("李明", "青梧视觉", "总监")],
        2,
    )
    again = imported(written("p.csv", text))
    assert (+again.created, +again.updated) == ({}, {})


def test_a_person_of_one_address_may_change_jobs(imported: Importing, written: Writing) -> None:
    imported(written("p.csv", FILES["person"]))
    moved = FILES["person"].replace("云杉创投,investor,云杉创投", "Larch Ventures,investor,Larch Ventures")
    imported(written("p2.csv", moved))
    assert (Person.objects.count(), Affiliation.objects.count()) == (1, 2)


def test_tasks_of_the_same_words_are_told_apart_by_their_day(imported: Importing, written: Writing) -> None:
    text = "title,due_on,owner\n周会,2025-03-01,lin\n周会,2025-03-08,lin\n"
    imported(written("t.csv", text), model="task")
    again = imported(written("t.csv", text), model="task")
    assert (Task.objects.count(), +again.created, +again.updated) == (2, {}, {})


def test_rates_are_exact_and_once_a_day(imported: Importing, written: Writing) -> None:
    imported(written("fx.csv", FILES["fx_rate"]))
    imported(written("fx.csv", FILES["fx_rate"].replace("7.1,1", "7.12345678,1")))
    assert FxRate.objects.get(currency="USD").rate_to_cny == Decimal("7.12345678")
    assert FxRate.objects.count() == 2


def test_a_workbook_reads_like_a_csv(imported: Importing, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "空"
    sheet = book.create_sheet("任务")
    sheet.append(["标题", "截止日期", "是否完成", "负责人", "机构"])
    sheet.append(["发季度报告", date(2025, 3, 1), True, "lin", "云杉创投"])
    sheet.append(["无期限", None, None, None, None])
    book.save(tmp_path / "t.xlsx")
    report = imported(tmp_path / "t.xlsx")
    assert (report.model, report.encoding, report.problems) == ("task", "xlsx", [])
    task = Task.objects.get(title="发季度报告")
    assert (task.due_on, task.is_done, str(task.investor)) == (date(2025, 3, 1), True, "云杉创投")


def test_a_header_that_tells_nothing_is_refused_with_what_to_do(imported: Importing, written: Writing) -> None:
    with pytest.raises(Unreadable, match="--model"):
        imported(written("x.csv", "甲,乙\n1,2\n"))
    with pytest.raises(Unreadable, match="title"):
        imported(written("x.csv", "甲,乙\n1,2\n"), model="note")


def test_two_rows_of_one_organisation_end_alike_however_often_they_come(imported: Importing, written: Writing) -> None:
    text = "name,kind,city,thesis\nLarch Ventures,vc,London,\nLARCH VENTURES,vc,Paris,Seed\n"
    imported(written("i.csv", text), model="investor")
    again = imported(written("i.csv", text), model="investor")
    assert (+again.created, +again.updated) == ({}, {})
    assert Investor.objects.get().organisation.city == "Paris"
