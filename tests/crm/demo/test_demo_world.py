"""The demo is the same every time, is about nobody real, and gives the usual questions something to find."""

from __future__ import annotations

import csv
import gzip
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest

from crm import codes
from crm.demo import names
from crm.demo.draw import nice, table
from crm.demo.organisations import by_key
from crm.demo.prose import topics
from crm.demo.rows import World
from crm.demo.world import anchor_of, build

TODAY = date(2026, 11, 24)
PRINT_HASH = (
    "import hashlib; from datetime import date; from crm.demo.world import build; "
    "print(hashlib.sha256(repr(build(date(2026, 11, 24))).encode()).hexdigest())"
)
NAME_COLUMNS = {
    "itjuzi/companies_820.csv": ("公司名称", "工商名称", "投资方"),
    "crunchbase/companies.csv.gz": ("name",),
    "crunchbase/investments.csv.gz": ("company_name", "investor_name"),
    "crunchbase/acquisitions.csv.gz": ("company_name", "acquirer_name"),
    "pevc/events.csv.gz": ("investee_shortname", "investee_fullname", "investor_names"),
    "pevc/investors_unique.csv.gz": ("investor_name", "investor_name_eng"),
    "firm/people.csv": ("name",),
    "firm/funds.csv": ("name",),
    "firm/investors.csv": ("name",),
}


@pytest.fixture(scope="module")
def world() -> World:
    return build(TODAY)


def test_the_same_day_gives_the_same_world(world: World) -> None:
    assert build(TODAY) == world


def test_any_day_of_a_week_gives_the_same_world(world: World) -> None:
    assert build(TODAY + timedelta(days=5)) == world
    assert build(TODAY + timedelta(days=7)) != world


@pytest.mark.slow
def test_another_process_with_another_hash_seed_gives_the_same_world() -> None:
    prints = {
        subprocess.run(
            [sys.executable, "-c", PRINT_HASH],
            env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True, timeout=60,
            cwd=Path(__file__).parents[3],
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(prints) == 1


def test_it_has_the_promised_size(world: World) -> None:
    sizes = {kind: len(rows) for kind, rows in vars(world).items()}
    assert sizes["companies"] >= 300 and sizes["investors"] == 150 and sizes["funds"] >= 120
    assert 780 <= sizes["deals"] <= 940
    assert sizes["people"] >= 220 and sizes["interactions"] >= 900 and sizes["opportunities"] >= 160
    assert sizes["tasks"] >= 220 and sizes["notes"] >= 260


def test_nothing_has_happened_after_the_anchor_day(world: World) -> None:
    anchor = anchor_of(TODAY)
    assert max(deal.announced_on for deal in world.deals) <= anchor
    assert max(contact.happened_on for contact in world.interactions) <= anchor
    assert max(task.done_on for task in world.tasks if task.done_on) <= anchor
    kept = [row for rows in (world.companies, world.deals, world.notes, world.tasks, world.funds) for row in rows]
    assert max(row.keeping.created_on for row in kept) <= anchor


def test_every_code_is_one_of_the_lists(world: World) -> None:
    def known(name: str) -> set[str]:
        return {entry.code for entry in codes.code_list(name)}

    assert {deal.stage for deal in world.deals} <= known("deal_stage")
    assert {investor.kind for investor in world.investors} <= known("investor_kind")
    assert {company.status for company in world.companies} <= known("company_status")
    assert {case.stage for case in world.opportunities} <= known("opportunity_stage")
    assert {deal.currency for deal in world.deals} <= known("currency") | {""}
    assert {code for row in table("rates") for code in row if code != "year"} | {"USD"} == known("currency")


def test_every_kind_and_relationship_of_investor_occurs(world: World) -> None:
    kinds = {entry.code for entry in codes.code_list("investor_kind")}
    assert {investor.kind for investor in world.investors} == kinds
    relationships = {entry.code for entry in codes.code_list("relationship")}
    assert {investor.relationship for investor in world.investors} == relationships


def test_names_stand_once_and_industries_are_known(world: World) -> None:
    assert len({place.name for place in world.organisations}) == len(world.organisations)
    assert {company.industry for company in world.companies} <= set(by_key())
    assert {focus for investor in world.investors for focus in investor.focus} <= set(by_key())
    assert len({(fund.investor, fund.name) for fund in world.funds}) == len(world.funds)
    assert len({case.name for case in world.opportunities}) == len(world.opportunities)


def test_a_vague_amount_has_a_text_and_no_number(world: World) -> None:
    vague = [deal for deal in world.deals if deal.amount is None and deal.amount_text]
    texts = Counter(deal.amount_text for deal in vague)
    assert {"未透露", "undisclosed", "数千万人民币"} <= set(texts)
    assert 0.1 < len(vague) / len(world.deals) < 0.3


def test_valuations_fit_their_rounds(world: World) -> None:
    valued = [deal for deal in world.deals if deal.post_money]
    assert len(valued) > 100
    for deal in valued:
        assert deal.amount and deal.pre_money and deal.pre_money + deal.amount == deal.post_money


def test_a_companys_rounds_climb(world: World) -> None:
    rank = {entry.code: at for at, entry in enumerate(codes.code_list("deal_stage"))}
    ladder = rank["ipo"]
    seen: dict[int, tuple[date, int]] = {}
    for deal in world.deals:
        if rank[deal.stage] <= ladder:
            before = seen.get(deal.company, (date.min, -1))
            assert deal.announced_on > before[0] and rank[deal.stage] > before[1]
            seen[deal.company] = (deal.announced_on, rank[deal.stage])


def test_farming_a_rounds_led_by_rmb_funds_are_found(world: World) -> None:
    rmb = {fund.investor for fund in world.funds if fund.currency == "CNY"}
    found = [
        row
        for row in world.investments
        if row.is_lead and row.investor in rmb and (deal := world.deals[row.deal]).stage == "a"
        and deal.announced_on > TODAY - timedelta(days=3 * 365)
        and (by_key()[world.companies[deal.company].industry].parent or world.companies[deal.company].industry) == "agri"
    ]  # fmt: skip
    assert len(found) >= 4


def test_some_investors_meet_again_and_again(world: World) -> None:
    by_deal: dict[int, list[int]] = {}
    for row in world.investments:
        by_deal.setdefault(row.deal, []).append(row.investor)
    pairs = Counter(pair for backers in by_deal.values() for pair in combinations(sorted(backers), 2))
    assert sum(count >= 3 for count in pairs.values()) >= 30


def test_rounds_have_several_leads_and_unknown_ones(world: World) -> None:
    leads = Counter(row.deal for row in world.investments if row.is_lead)
    assert sum(count >= 2 for count in leads.values()) >= 20
    assert {row.is_lead for row in world.investments} == {True, False, None}


def test_some_investors_have_gone_cold(world: World) -> None:
    last = {row.investor: row.happened_on for row in world.interactions if row.investor is not None}
    cold = [
        at
        for at, investor in enumerate(world.investors)
        if investor.relationship in ("met", "diligence", "committed") and last[at] < TODAY - timedelta(days=180)
    ]
    assert 8 <= len(cold) <= 25


def test_tasks_are_overdue_late_and_without_a_date(world: World) -> None:
    assert sum(not task.is_done and bool(task.due_on) and task.due_on < TODAY for task in world.tasks) >= 20
    assert sum(bool(task.done_on and task.due_on and task.done_on > task.due_on) for task in world.tasks) >= 20
    assert any(task.due_on is None for task in world.tasks)


def test_notes_are_written_in_both_languages_in_two_to_ten_sentences(world: World) -> None:
    chinese = [note for note in world.notes if "。" in note.body]
    assert len(chinese) >= 80 and len(world.notes) - len(chinese) >= 80
    for note in world.notes:
        assert 2 <= len(re.findall(r"。|\.(?=\s|$)", note.body)) <= 10, note.body
        assert "{" not in note.title + note.body


@pytest.mark.parametrize(
    "words", ["监管风险", "返投", "regulatory risk", "reinvestment quota", "DPI", "sole supplier", "数据室"]
)
def test_a_topic_is_written_about(world: World, words: str) -> None:
    written = [note.body for note in world.notes] + [contact.summary for contact in world.interactions]
    assert sum(words.casefold() in text.casefold() for text in written) >= 3


def test_every_topic_is_there_in_both_languages() -> None:
    parts = {(row["topic"], row["language"], row["part"]) for row in table("texts")}
    for topic in {*topics("investor"), *topics("company")}:
        for language in ("zh", "en"):
            assert {(topic, language, part) for part in ("subject", "title", "sentence", "next")} <= parts


def test_records_are_kept_by_all_and_some_are_hidden(world: World) -> None:
    assert {note.keeping.owner for note in world.notes} == set(names().users)
    assert {contact.keeping.visibility for contact in world.interactions} == {"firm", "team", "private"}


def test_a_name_may_be_both_investor_and_company(world: World) -> None:
    both = {company.organisation for company in world.companies} & {row.organisation for row in world.investors}
    assert {world.organisations[at].name for at in both} == {"星澜科技", "穗丰禾集团"}


def test_the_name_lists_hold_what_authors_need() -> None:
    listed = names()
    assert {"Update Capital", "Grant & Merge; Drop--Box", "砚山资本"} <= set(listed.investors)
    assert "今天" in listed.companies and "草原牧联" in listed.aliases and "星澜集团" in listed.groups
    assert "农业" in {by_key()[concept.parent].zh for concept in by_key().values() if concept.parent}
    assert {"深圳", "London"} <= set(listed.cities) and len(listed.people) >= 220


@pytest.mark.parametrize(("amount", "round_"), [(13_700_000, 15_000_000), (999, 1000), (3.4e8, 3e8), (1.0, 1)])
def test_amounts_are_rounded_as_they_are_announced(amount: float, round_: int) -> None:
    assert nice(amount) == round_


def test_no_name_is_one_of_the_exports(sample_data: Path, world: World) -> None:
    taken = {_folded(name) for name in _stored(sample_data)}
    assert len(taken) > 50_000
    listed = names()
    own = [*listed.investors, *listed.companies, *listed.aliases, *listed.groups, *listed.funds, *listed.people]
    own += [place.legal_name for place in world.organisations if place.legal_name]
    assert [name for name in own if _folded(name) in taken] == []


def _folded(name: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).casefold())


def _stored(folder: Path) -> Iterator[str]:
    for file, columns in NAME_COLUMNS.items():
        path = folder / file
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for row in csv.DictReader(raw.decode("utf-8-sig").splitlines()):
            for column in columns:
                cell = row[column] or ""
                yield from (cell, *re.split("[,，、;；]", cell))
