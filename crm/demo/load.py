"""World -> database: one transaction, a few bulk inserts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from crm.demo.draw import table
from crm.demo.rows import Keeping, World
from crm.demo.staff import MEMBERS
from crm.demo.world import build
from crm.models import (
    Affiliation,
    Alias,
    Company,
    Deal,
    Fund,
    FxRate,
    Group,
    Industry,
    IndustryAlias,
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
from crm.names.industries import concepts
from crm.services.statistics import analyse

SOURCE = "demo"
_RATE = Decimal("1.00000000")


def _money(amount: int | None) -> Any:
    """The type checker does not see that a MoneyField may be NULL, hence Any."""
    return amount


def is_empty() -> bool:
    """Whether no organisation stands in the database yet."""
    return not Organisation.objects.exists()


@transaction.atomic
def load(today: date) -> dict[str, int]:
    """Write the demo as of `today` into the database; returns how many records of each kind there are now."""
    world = build(today)
    _rates()
    shelf = _Shelf(*_staff(), _industries())
    _organisations(shelf, world)
    _profiles(shelf, world)
    _deals(shelf, world)
    _people(shelf, world)
    _work(shelf, world)
    _notes(shelf, world)
    analyse()
    return {name: len(rows) for name, rows in vars(world).items()}


@dataclass
class _Shelf:
    """What has been written so far, each list in the order of the world's."""

    users: dict[str, User]
    teams: dict[str, Team]
    industries: dict[str, Industry]
    made: dict[str, list[Any]] = field(default_factory=dict)

    def one(self, kind: str, position: int | None) -> Any:
        return None if position is None else self.made[kind][position]

    def kept(self, keeping: Keeping) -> dict[str, Any]:
        return {
            "owner": self.users[keeping.owner],
            "team": self.teams.get(keeping.team),
            "visibility": keeping.visibility,
            "created_on": keeping.created_on,
        }


def _rates() -> None:
    """Yearly averages; a rate that is there already stays."""
    rows: list[FxRate] = []
    for row in table("rates"):
        per_dollar = {currency: Decimal(value) for currency, value in row.items() if currency != "year"}
        per_dollar["USD"] = Decimal(1)
        rows += [
            FxRate(
                date=date(int(row["year"]), 1, 1), currency=currency,
                rate_to_cny=(per_dollar["CNY"] / units).quantize(_RATE), rate_to_usd=(1 / units).quantize(_RATE),
            )
            for currency, units in per_dollar.items()
        ]  # fmt: skip
    FxRate.objects.bulk_create(rows, ignore_conflicts=True)


def _staff() -> tuple[dict[str, User], dict[str, Team]]:
    """The analysts (made if absent, without a password) and their teams."""
    users: dict[str, User] = {}
    teams: dict[str, Team] = {}
    for member in MEMBERS:
        user = User.objects.filter(username=member.username).first() or User.objects.create_user(
            member.username, first_name=member.first_name, last_name=member.last_name,
            language="en" if member.language == "en" else "zh-hans", is_staff=member.username == "demo",
            is_superuser=member.username == "demo",
        )  # fmt: skip
        users[member.username] = user
        if member.team:
            team = teams.setdefault(member.team, Team.objects.get_or_create(name=member.team)[0])
            team.members.add(user)
    return users, teams


def _industries() -> dict[str, Industry]:
    """The whole taxonomy with its strong words; names that are there already are taken as they are."""
    made: dict[str, Industry] = {}
    for top in (True, False):
        wanted = [concept for concept in concepts() if (concept.parent is None) == top]
        parents = {concept.key: made[concept.parent] if concept.parent else None for concept in wanted}
        rows = [
            Industry(
                name=concept.zh, name_en=concept.en, parent=parents[concept.key], top=parents[concept.key],
                level=1 if top else 2,
            )
            for concept in wanted
        ]  # fmt: skip
        made |= zip((concept.key for concept in wanted), Industry.objects.bulk_create(rows), strict=True)
    IndustryAlias.objects.bulk_create(
        IndustryAlias(industry=made[concept.key], name=word)
        for concept in concepts()
        for word in concept.strong_words
        if word not in (concept.zh, concept.en)
    )
    return made


def _organisations(shelf: _Shelf, world: World) -> None:
    names = dict.fromkeys(row.group for row in world.organisations if row.group)
    groups = {group.name: group for group in Group.objects.bulk_create(Group(name=name) for name in names)}
    shelf.made["organisation"] = Organisation.objects.bulk_create(
        Organisation(
            name=row.name, name_en=row.name_en, short_name=row.short_name, legal_name=row.legal_name,
            group=groups.get(row.group), country=row.country, province=row.province, city=row.city,
            district=row.district, website=row.website,
        )
        for row in world.organisations
    )  # fmt: skip
    Alias.objects.bulk_create(
        Alias(organisation=organisation, name=alias)
        for organisation, row in zip(shelf.made["organisation"], world.organisations, strict=True)
        for alias in row.aliases
    )


def _profiles(shelf: _Shelf, world: World) -> None:
    shelf.made["company"] = Company.objects.bulk_create(
        Company(
            organisation=shelf.one("organisation", row.organisation), industry=shelf.industries[row.industry],
            founded_on=row.founded_on, status=row.status, description=row.description, valuation=_money(row.valuation),
            valuation_currency=row.valuation_currency, valuation_on=row.valuation_on, source=SOURCE,
            **shelf.kept(row.keeping),
        )
        for row in world.companies
    )  # fmt: skip
    shelf.made["investor"] = Investor.objects.bulk_create(
        Investor(
            organisation=shelf.one("organisation", row.organisation), kind=row.kind, aum=_money(row.aum), aum_on=row.aum_on,
            check_min=_money(row.check_min), check_max=_money(row.check_max), currency=row.currency, thesis=row.thesis,
            relationship=row.relationship, source=SOURCE, **shelf.kept(row.keeping),
        )
        for row in world.investors
    )  # fmt: skip
    shelf.made["fund"] = Fund.objects.bulk_create(
        Fund(
            name=row.name, investor=shelf.one("investor", row.investor), vintage=row.vintage, size=_money(row.size),
            currency=row.currency, status=row.status, **shelf.kept(row.keeping),
        )
        for row in world.funds
    )  # fmt: skip


def _deals(shelf: _Shelf, world: World) -> None:
    shelf.made["deal"] = Deal.objects.bulk_create(
        Deal(
            company=shelf.one("company", row.company), stage_id=row.stage, stage_text=row.stage_text,
            announced_on=row.announced_on, precision=row.precision, amount=_money(row.amount), currency=row.currency,
            amount_text=row.amount_text, is_estimated=row.is_estimated, pre_money=_money(row.pre_money),
            post_money=_money(row.post_money), valuation_currency=row.currency if row.post_money else "", source=SOURCE,
            **shelf.kept(row.keeping),
        )
        for row in world.deals
    )  # fmt: skip
    Investment.objects.bulk_create(
        Investment(
            deal=shelf.one("deal", row.deal), investor=shelf.one("investor", row.investor), is_lead=row.is_lead,
            amount=_money(row.amount), currency=row.currency if row.amount else "", position=row.position,
        )
        for row in world.investments
    )  # fmt: skip


def _people(shelf: _Shelf, world: World) -> None:
    shelf.made["person"] = Person.objects.bulk_create(
        Person(name=row.name, city=row.city, email=row.email, phone=row.phone, **shelf.kept(row.keeping))
        for row in world.people
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            person=shelf.one("person", row.person), organisation=shelf.one("organisation", row.organisation),
            title=row.title, started_on=row.started_on, ended_on=row.ended_on,
        )
        for row in world.affiliations
    )  # fmt: skip


def _work(shelf: _Shelf, world: World) -> None:
    shelf.made["interaction"] = Interaction.objects.bulk_create(
        Interaction(
            kind=row.kind, happened_on=row.happened_on, investor=shelf.one("investor", row.investor),
            company=shelf.one("company", row.company), person=shelf.one("person", row.person), subject=row.subject,
            summary=row.summary, next_step=row.next_step, next_step_due_on=row.next_step_due_on,
            next_step_done=row.next_step_done, **shelf.kept(row.keeping),
        )
        for row in world.interactions
    )  # fmt: skip
    shelf.made["opportunity"] = Opportunity.objects.bulk_create(
        Opportunity(
            name=row.name, investor=shelf.one("investor", row.investor), company=shelf.one("company", row.company),
            stage=row.stage, status=row.status, amount=_money(row.amount), currency=row.currency if row.amount else "",
            probability=row.probability, expected_close_on=row.expected_close_on, closed_on=row.closed_on,
            updated_on=row.updated_on, **shelf.kept(row.keeping),
        )
        for row in world.opportunities
    )  # fmt: skip
    Task.objects.bulk_create(
        Task(
            title=row.title, due_on=row.due_on, is_done=row.is_done, done_on=row.done_on,
            investor=shelf.one("investor", row.investor), company=shelf.one("company", row.company),
            **shelf.kept(row.keeping),
        )
        for row in world.tasks
    )  # fmt: skip


def _notes(shelf: _Shelf, world: World) -> None:
    Note.objects.bulk_create(
        Note(
            title=row.title, body=row.body, **shelf.kept(row.keeping),
            **{row.record_kind: shelf.industries[row.industry] if row.industry else shelf.one(row.record_kind, row.position)},
        )
        for row in world.notes
    )  # fmt: skip
