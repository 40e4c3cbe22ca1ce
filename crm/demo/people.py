"""People at investors and companies, with the posts they held before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from crm.demo.draw import Draw, table
from crm.demo.rows import AffiliationRow, CompanyRow, InvestorRow, OrganisationRow, PersonRow
from crm.demo.staff import keeping

_TITLES = {
    ("investor", "zh"): ("合伙人", "管理合伙人", "投资总监", "投资经理", "执行董事", "副总裁", "投后负责人", "募资负责人", "风控总监"),
    ("investor", "en"): ("Partner", "Managing Partner", "Principal", "Investment Director", "Associate", "Head of Funds",
                         "Head of Portfolio", "Chief Investment Officer"),
    ("company", "zh"): ("创始人兼首席执行官", "联合创始人", "首席财务官", "首席技术官", "董事会秘书", "战略副总裁", "商务总监"),
    ("company", "en"): ("Founder and CEO", "Co-founder", "CFO", "CTO", "Head of Strategy", "VP Finance", "Chief of Staff"),
}  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """The people, their posts, and who works where now (organisation -> persons)."""

    people: tuple[PersonRow, ...]
    affiliations: tuple[AffiliationRow, ...]
    at: dict[int, tuple[int, ...]]


def cast(
    seed: int,
    anchor: date,
    places: tuple[OrganisationRow, ...],
    investors: tuple[InvestorRow, ...],
    companies: tuple[CompanyRow, ...],
) -> Cast:
    """About two people in three work for an investor, the rest for a company."""
    draw = Draw(seed, "people")
    owners = {company.organisation: company.keeping.owner for company in companies}
    owners |= {investor.organisation: investor.keeping.owner for investor in investors}
    firms = [row.organisation for row in investors if row.kind != "angel"]
    startups = [row.organisation for row in companies]
    people: list[PersonRow] = []
    posts: list[AffiliationRow] = []
    at: dict[int, list[int]] = {}
    for number, row in enumerate(table("people")):
        side = firms if draw.chance(0.66) else startups
        place = draw.pick([each for each in side if places[each].chinese != row["name"].isascii()])
        at.setdefault(place, []).append(number)
        posts += _posts(draw, anchor, number, place, side is firms, side, places)
        people.append(_person(draw, anchor, row, places[place], owners[place], number))
    return Cast(tuple(people), tuple(posts), {place: tuple(who) for place, who in at.items()})


def _person(
    draw: Draw, anchor: date, row: Mapping[str, str], place: OrganisationRow, owner: str, number: int
) -> PersonRow:
    host = place.website.removeprefix("https://www.")
    created = draw.day(anchor - timedelta(days=1200), anchor - timedelta(days=10))
    return PersonRow(
        name=row["name"], city=place.city if draw.chance(0.9) else "", email=f"{row['latin']}@{host}" if draw.chance(0.8) else "",
        phone=f"+86 000 0000 {number:04d}" if place.chinese and draw.chance(0.6) else "",
        keeping=keeping(draw, owner, created, private=0.02, team_only=0.02),
    )  # fmt: skip


def _posts(
    draw: Draw,
    anchor: date,
    person: int,
    place: int,
    investing: bool,
    side: list[int],
    places: tuple[OrganisationRow, ...],
) -> list[AffiliationRow]:
    """The present post last; one in four had another before it, a few have left and are at no known place now."""
    started = draw.day(anchor - timedelta(days=2600), anchor - timedelta(days=45))
    gone = anchor - timedelta(days=draw.whole(10, 40)) if draw.chance(0.03) else None
    posts = [AffiliationRow(person, place, _title(draw, places[place], investing), started, gone)]
    alike = [each for each in side if each != place and places[each].chinese == places[place].chinese]
    if draw.chance(0.26):
        former = draw.pick(alike)
        began = started - timedelta(days=draw.whole(400, 1500))
        title = _title(draw, places[former], investing)
        posts.insert(0, AffiliationRow(person, former, title, began, started - timedelta(days=draw.whole(1, 60))))
    return posts


def _title(draw: Draw, place: OrganisationRow, investing: bool) -> str:
    return draw.pick(_TITLES["investor" if investing else "company", "zh" if place.chinese else "en"])
