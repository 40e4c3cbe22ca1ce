"""Who sees what: the ORM and SQL show the same rows, and no statement tells a stranger of a record that is not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model

from crm import catalog
from crm.models import (
    Affiliation,
    Alias,
    Company,
    Deal,
    Fund,
    FxRate,
    Group,
    Industry,
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
from crm.queries import visible_to
from nlq.errors import BadValue
from nlq.text2sql import reader
from nlq.text2sql.guard import SafeQuery, check
from nlq.text2sql.run import run

pytestmark = pytest.mark.django_db(transaction=True)

KINDS: dict[str, type[Model]] = {
    "companies": Company,
    "investors": Investor,
    "funds": Fund,
    "deals": Deal,
    "investments": Investment,
    "people": Person,
    "interactions": Interaction,
    "opportunities": Opportunity,
    "tasks": Task,
    "notes": Note,
}
VISIBILITIES = ("firm", "team", "private")
PEOPLE = ("owner", "mate", "stranger", "administrator", "gone")
SECRET = "kestrelumbra"


@pytest.fixture(autouse=True)
def _own_connection() -> Iterator[None]:
    yield
    reader.forget()


@dataclass(frozen=True)
class Figures:
    """An amount in CNY and a day that can be told from others."""

    amount: Decimal
    day: date


EVEN = Figures(Decimal("5000000.00"), date(2024, 1, 1))
ODD = Figures(Decimal("77123456.00"), date(2019, 7, 13))


@dataclass
class Firm:
    """Five people: who owns, who is in the team, who is in none, who administers, who has left."""

    users: dict[str, User]
    team: Team
    records: dict[str, Any] = field(default_factory=dict)

    def access(self, visibility: str) -> dict[str, Any]:
        return {"owner": self.users["owner"], "team": self.team, "visibility": visibility}


@pytest.fixture
def firm(transactional_db: None) -> Firm:
    users = {name: User.objects.create_user(name) for name in PEOPLE}
    User.objects.filter(username="administrator").update(is_superuser=True)
    User.objects.filter(username="gone").update(is_active=False)
    for user in users.values():
        user.refresh_from_db()
    team = Team.objects.create(name="Growth")
    team.members.add(users["owner"], users["mate"], users["gone"])
    return Firm(users, team)


def named(name: str) -> Organisation:
    """An organisation with `name` in all its texts."""
    place = Organisation.objects.create(
        name=name, legal_name=name, name_en=name, short_name=name, address=name, website=name, province=name, city=name,
        district=name, country=name[:3], group=Group.objects.create(name=name),
    )  # fmt: skip
    Alias.objects.create(organisation=place, name=f"{name} alias")
    return place


def complete(name: str, about: dict[str, Any] | None = None, figures: Figures = ODD, **access: Any) -> dict[str, Any]:
    """One record of every kind with `name` in all its texts, standing on each other or on the records `about`."""
    about = about or {}
    place = about["company"].organisation if about else named(name)
    money = {"amount": figures.amount, "currency": "CNY"}
    company = about.get("company") or Company.objects.create(
        organisation=place, description=name, source=name, founded_on=figures.day, valuation=figures.amount,
        valuation_currency="CNY", valuation_on=figures.day, **access,
    )  # fmt: skip
    investor = about.get("investor") or Investor.objects.create(
        organisation=place, thesis=name, source=name, aum=figures.amount, currency="CNY", **access
    )
    fund = Fund.objects.create(
        investor=investor,
        name=name,
        size=figures.amount,
        currency="CNY",
        vintage=figures.day.year,
        status="closed",
        **access,
    )
    deal = Deal.objects.create(
        company=company,
        stage_id="f",
        stage_text=name,
        amount_text=name,
        announced_on=figures.day,
        source=name,
        **money,
        **access,
    )
    investment = Investment.objects.create(deal=deal, investor=investor, is_lead=True, **money)
    person = about.get("person") or Person.objects.create(
        name=name, city=name, email=f"{name}@example.com", phone=name, **access
    )
    if "person" not in about:
        Affiliation.objects.create(person=person, organisation=place, title=name)
    both = {"investor": investor, "company": company}
    interaction = Interaction.objects.create(
        subject=name, summary=name, next_step=name, happened_on=figures.day, person=person, **both, **access
    )
    opportunity = Opportunity.objects.create(name=name, **money, **both, **access)
    task = Task.objects.create(title=name, due_on=figures.day, **both, **access)
    made = {
        "companies": company, "investors": investor, "funds": fund, "deals": deal, "investments": investment,
        "people": person, "interactions": interaction, "opportunities": opportunity, "tasks": task,
    }  # fmt: skip
    return made | {"notes": Note.objects.create(title=name, body=name, deal=deal, **access)}


def checked(sql: str) -> SafeQuery:
    verdict = check(sql)
    assert isinstance(verdict, SafeQuery), (sql, verdict)
    return verdict


def ask(user: User, sql: str, **params: object) -> list[tuple[Any, ...]]:
    # A session may still believe in a person who has left; the database has the last word.
    asking = type("Asking", (), {"pk": user.pk, "is_active": True})()
    return list(run(checked(sql), params, user=asking).rows)


def by_sql(view: str, user: User) -> set[int]:
    return {row[0] for row in ask(user, f"SELECT id FROM {view}")}


def by_orm(view: str, user: User) -> set[int]:
    return set(visible_to(KINDS[view]._default_manager.all(), user).values_list("pk", flat=True))


SEES = {
    "firm": {"owner", "mate", "stranger", "administrator"},
    "team": {"owner", "mate", "administrator"},
    "private": {"owner"},
}


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_a_record_is_seen_by_those_it_is_for(firm: Firm, visibility: str) -> None:
    made = complete("Alder", **firm.access(visibility))
    for view, record in made.items():
        for name, user in firm.users.items():
            expected = {record.pk} if name in SEES[visibility] else set()
            assert (by_orm(view, user), by_sql(view, user)) == (expected, expected), (view, name)


OWN_KINDS = [kind for kind in KINDS if kind != "investments"]
ON = {
    "companies": ("deals", "investments", "interactions", "opportunities", "tasks", "notes"),
    "investors": ("funds", "investments", "interactions", "opportunities", "tasks"),
    "deals": ("investments", "notes"),
    "people": ("interactions",),
}


@pytest.mark.parametrize("visibility", ["team", "private"])
@pytest.mark.parametrize("hidden", OWN_KINDS)
def test_a_shared_row_is_seen_only_with_what_it_stands_on(firm: Firm, hidden: str, visibility: str) -> None:
    made = complete("Alder", **firm.access("firm"))
    KINDS[hidden]._default_manager.filter(pk=made[hidden].pk).update(visibility=visibility)
    for view, record in made.items():
        for name, user in firm.users.items():
            allowed = SEES[visibility if view == hidden or view in ON.get(hidden, ()) else "firm"]
            expected = {record.pk} if name in allowed else set()
            assert (by_orm(view, user), by_sql(view, user)) == (expected, expected), (view, name)


TARGETS: dict[str, str] = {
    "investor": "investors",
    "company": "companies",
    "fund": "funds",
    "deal": "deals",
    "person": "people",
    "interaction": "interactions",
    "opportunity": "opportunities",
}


@pytest.mark.parametrize("target", TARGETS)
def test_a_shared_note_on_a_private_record_stays_with_it(firm: Firm, target: str) -> None:
    made = complete("Alder", **firm.access("private"))
    note = Note.objects.create(title=SECRET, body=SECRET, **{target: made[TARGETS[target]]})
    for name, user in firm.users.items():
        assert (note.pk in by_sql("notes", user)) == (note.pk in by_orm("notes", user)) == (name == "owner"), name
        found = ask(user, "SELECT note_id FROM search_notes(:v1)", v1=SECRET)
        assert found == ([(note.pk,)] if name == "owner" else [])


def test_a_note_on_a_fund_goes_with_the_funds_investor(firm: Firm) -> None:
    made = complete("Alder", **firm.access("firm"))
    note = Note.objects.create(title="On it", fund=made["funds"])
    Investor.objects.update(visibility="private")
    assert {name for name, user in firm.users.items() if note.pk in by_sql("notes", user)} == {"owner"}
    assert {name for name, user in firm.users.items() if note.pk in by_orm("notes", user)} == {"owner"}


def test_ones_own_row_on_a_record_of_somebody_else_follows_the_record(firm: Firm) -> None:
    stranger = firm.users["stranger"]
    made = complete("Alder", **firm.access("private"))
    Task.objects.create(title="Mine", owner=stranger, company=made["companies"])
    assert by_sql("tasks", stranger) == by_orm("tasks", stranger) == set()


# What a stranger can find out ---------------------------------------------------------------------------------------
def snapshot(user: User) -> dict[str, list[tuple[Any, ...]]]:
    """All that every view says to `user`."""
    columns = {name: ", ".join(view.columns) for name, view in catalog.views().items()}
    return {name: sorted(ask(user, f"SELECT {listed} FROM {name}"), key=repr) for name, listed in columns.items()}


@pytest.fixture
def shared(firm: Firm) -> dict[str, Any]:
    """What everybody sees already."""
    Industry.objects.create(name="Robotics")
    FxRate.objects.create(date=date(2000, 1, 1), currency="CNY", rate_to_cny=1, rate_to_usd=1)
    return complete("Alder", figures=EVEN, **firm.access("firm"))


def hide(firm: Firm, shared: dict[str, Any]) -> dict[str, Any]:
    """A private record of every kind by itself, one on shared records, and shared rows that name private ones."""
    about = {"company": shared["companies"], "investor": shared["investors"], "person": shared["people"]}
    complete(f"{SECRET} too", about, **firm.access("private"))
    made = complete(SECRET, **firm.access("private"))
    Affiliation.objects.create(
        person=shared["people"], organisation=made["companies"].organisation, title=SECRET, started_on=date(2025, 1, 1)
    )
    Investment.objects.create(
        deal=shared["deals"], investor=made["investors"], is_lead=True, amount=ODD.amount, currency="CNY"
    )
    return made


@pytest.mark.parametrize("name", ["stranger", "administrator", "mate"])
def test_private_records_change_nothing_for_others(firm: Firm, shared: dict[str, Any], name: str) -> None:
    before = snapshot(firm.users[name])
    hide(firm, shared)
    assert snapshot(firm.users[name]) == before
    assert snapshot(firm.users["owner"]) != before


def texts(view: str) -> list[str]:
    return [name for name, column in catalog.views()[view].columns.items() if column.type == "text"]


@pytest.fixture
def hidden(firm: Firm, shared: dict[str, Any]) -> dict[str, Any]:
    return hide(firm, shared)


@pytest.mark.parametrize("view", list(catalog.views()))
def test_no_text_of_a_view_holds_the_secret(firm: Firm, hidden: dict[str, Any], view: str) -> None:
    held = " OR ".join(f"{column} ILIKE :v1" for column in texts(view))
    counts = {
        name: ask(user, f"SELECT count(*) FROM {view} WHERE {held}", v1=f"%{SECRET}%")
        for name, user in firm.users.items()
    }
    others = {name: rows for name, rows in counts.items() if name != "owner"}
    assert set(map(repr, others.values())) == {"[(0,)]"}
    assert counts["owner"] != [(0,)] or view == "industries"


def told(user: User, sql: str, **params: object) -> bool:
    """Whether a statement that fails on the value looked for does fail."""
    try:
        ask(user, sql, **params)
    except BadValue:
        return True
    return False


TRIALS = {"text": ("ILIKE :v1", f"%{SECRET}%"), "numeric": ("= :v1", ODD.amount), "date": ("= :v1", ODD.day)}


@pytest.mark.parametrize("view", [view for view in catalog.views() if view != "industries"])
def test_no_error_tells_of_a_hidden_value(firm: Firm, hidden: dict[str, Any], view: str) -> None:
    """A condition is tried on a table's rows, perhaps before they are joined with what hides them."""
    told_to: dict[str, set[str]] = {"owner": set(), "stranger": set(), "administrator": set()}
    for name, column in catalog.views()[view].columns.items():
        if column.type not in TRIALS:
            continue
        condition, value = TRIALS[column.type]
        sql = f"SELECT count(*) FROM {view} WHERE 1 / (CASE WHEN {name} {condition} THEN 0 ELSE 1 END) = 1"
        for user, found in told_to.items():
            if told(firm.users[user], sql, v1=value):
                found.add(name)
    assert told_to["stranger"] == told_to["administrator"] == set()
    assert len(told_to["owner"]) >= 2
