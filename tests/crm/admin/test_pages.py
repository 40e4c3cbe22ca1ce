"""The back office: every record can be entered, nobody meets what is not theirs to see, and lists stay cheap."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from crm.models import (
    Affiliation,
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
from nlq.models import Question

SECRET = "Kestrel-Umbra"
EVERYBODYS = {"crm.industry", "crm.stage", "crm.fxrate", "crm.team", "crm.user"}
INLINE = {"crm.alias", "crm.affiliation", "crm.industryalias", "crm.stagealias"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("owner", is_staff=True, is_superuser=True)


@pytest.fixture
def administrator() -> User:
    return User.objects.create_user("administrator", is_staff=True, is_superuser=True)


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    client.cookies["django_language"] = "en"
    return client


def fill(number: int, **access: Any) -> None:
    """One record of every kind under numbered names."""
    name = f"{SECRET} {number}"
    place = Organisation.objects.create(name=name, group=Group.objects.create(name=name))
    industry = Industry.objects.create(name=name)
    company = Company.objects.create(organisation=place, industry=industry, description=name, **access)
    investor = Investor.objects.create(organisation=place, thesis=name, **access)
    fund = Fund.objects.create(investor=investor, name=name, **access)
    deal = Deal.objects.create(company=company, stage_id="a", amount_text=name, announced_on=date(2025, 1, 1), **access)
    Investment.objects.create(deal=deal, investor=investor)
    person = Person.objects.create(name=name, **access)
    Affiliation.objects.create(person=person, organisation=place, title=name)
    about: dict[str, Any] = {"investor": investor, "company": company, **access}
    contact = Interaction.objects.create(subject=name, happened_on=date(2025, 1, 2), person=person, **about)
    opportunity = Opportunity.objects.create(name=name, **about)
    Task.objects.create(title=name, **about)
    targets = (investor, company, fund, deal, industry, person, contact, opportunity)
    for target in targets:
        Note.objects.create(title=name, body=name, **{target._meta.model_name or "": target}, **access)
    FxRate.objects.create(date=date(2000 + number, 1, 1), currency="CHF", rate_to_cny=7, rate_to_usd=1)
    Team.objects.create(name=name)


def listed() -> list[str]:
    """The pages of our own models."""
    return [
        label
        for label in sorted(model._meta.label_lower for model in admin.site._registry)
        if label[:3] in ("crm", "nlq")
    ]


def page(label: str, action: str = "") -> str:
    return f"/admin/{label.replace('.', '/')}/{action}"


def test_every_model_can_be_entered() -> None:
    models = {model._meta.label_lower for model in apps.get_app_config("crm").get_models()} - {"crm.team_members"}
    assert models == {label for label in listed() if label.startswith("crm.")} | INLINE


@pytest.mark.parametrize("label", [label for label in listed() if label != "nlq.question"])
def test_the_form_of_every_model_opens(browser: Client, label: str) -> None:
    assert browser.get(page(label, "add/")).status_code == 200


@pytest.mark.parametrize("label", listed())
def test_ten_more_rows_cost_no_more_queries(browser: Client, administrator: User, label: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert browser.get(page(label), {"q": SECRET[:7]}).status_code == 200
        return len(caught)

    fill(1, owner=administrator)
    browser.get(page(label))
    few = queries()
    for number in range(2, 12):
        fill(number, owner=administrator)
    assert queries() == few


@pytest.mark.parametrize("label", [label for label in listed() if label.startswith("crm.") and label not in EVERYBODYS])
def test_what_one_keeps_private_shows_on_no_page_of_another(browser: Client, owner: User, label: str) -> None:
    fill(1, owner=owner, visibility="private")
    pk = apps.get_model(label)._default_manager.latest("pk").pk
    for action in ("change", "delete", "history"):
        assert browser.get(page(label, f"{pk}/{action}/")).status_code == 302
    for action in ("", "add/"):
        assert SECRET not in browser.get(page(label, action)).content.decode()


def complete(browser: Client, model: str, field: str, term: str) -> list[str]:
    query = {"app_label": "crm", "model_name": model, "field_name": field, "term": term}
    answer = browser.get("/admin/autocomplete/", query)
    assert answer.status_code == 200
    return [found["text"] for found in answer.json()["results"]]


@pytest.mark.parametrize(
    ("model", "field"),
    [
        ("company", "organisation"),
        ("organisation", "group"),
        ("deal", "company"),
        ("fund", "investor"),
        *[("note", field) for field in ("investor", "company", "fund", "deal", "person", "interaction", "opportunity")],
    ],
)
def test_choices_are_those_that_one_may_see(browser: Client, owner: User, model: str, field: str) -> None:
    fill(1, owner=owner, visibility="private")
    assert complete(browser, model, field, SECRET) == []
    browser.force_login(owner)
    assert len(complete(browser, model, field, SECRET)) == 1


def test_a_forged_choice_is_refused(browser: Client, owner: User) -> None:
    fill(1, owner=owner, visibility="private")
    hidden = Company.objects.get()
    form = {"title": "Look", "company": hidden.pk, "visibility": "firm", "created_on": "2026-01-01"}
    answer = browser.post(page("crm.note", "add/"), form)
    assert answer.status_code == 200 and "company" in answer.context["adminform"].errors
    assert SECRET not in answer.content.decode()
    assert not Note.objects.filter(title="Look").exists()


def test_a_new_record_is_its_writers(browser: Client, administrator: User) -> None:
    form = {"title": "Call back", "visibility": "private", "created_on": "2026-01-01", "owner": ""}
    assert browser.post(page("crm.task", "add/"), form).status_code == 302
    assert Task.objects.get().owner == administrator


def test_a_record_of_somebody_else_keeps_its_owner(browser: Client, owner: User) -> None:
    task = Task.objects.create(title="Call", owner=owner)
    form = {"title": "Call back", "visibility": "firm", "created_on": "2026-01-01", "owner": owner.pk}
    assert browser.post(page("crm.task", f"{task.pk}/change/"), form).status_code == 302
    task.refresh_from_db()
    assert (task.title, task.owner) == ("Call back", owner)


def test_a_corrected_import_stays_nobodys_until_it_is_kept_private(browser: Client, administrator: User) -> None:
    task = Task.objects.create(title="Call")
    form = {"title": "Call back", "visibility": "firm", "created_on": "2026-01-01", "owner": ""}
    browser.post(page("crm.task", f"{task.pk}/change/"), form)
    task.refresh_from_db()
    assert task.owner is None
    browser.post(page("crm.task", f"{task.pk}/change/"), form | {"visibility": "private"})
    task.refresh_from_db()
    assert task.owner == administrator


def test_a_record_of_a_team_needs_the_team(browser: Client) -> None:
    form = {"title": "Call", "visibility": "team", "created_on": "2026-01-01"}
    answer = browser.post(page("crm.task", "add/"), form)
    assert "Choose the team that may see this record." in answer.content.decode()


def test_a_fund_entered_below_its_investor_has_an_owner(browser: Client, administrator: User) -> None:
    investor = Investor.objects.create(organisation=Organisation.objects.create(name="Alder"))
    form = {
        "organisation": investor.organisation_id,
        "kind": "vc",
        "relationship": "none",
        "visibility": "firm",
        "created_on": "2026-01-01",
        "funds-TOTAL_FORMS": 1,
        "funds-INITIAL_FORMS": 0,
        "funds-0-name": "Alder I",
        "funds-0-status": "raising",
        "funds-0-visibility": "private",
    }
    assert browser.post(page("crm.investor", f"{investor.pk}/change/"), form).status_code == 302
    assert Fund.objects.get().owner == administrator


def test_new_investors_stand_after_those_who_are_there(browser: Client) -> None:
    places = [Organisation.objects.create(name=name) for name in ("Target", "Alder", "Birch", "Cedar")]
    company = Company.objects.create(organisation=places[0])
    alder, birch, cedar = (Investor.objects.create(organisation=place) for place in places[1:])
    deal = Deal.objects.create(company=company, stage_id="a")
    first = Investment.objects.create(deal=deal, investor=cedar, position=4)
    form: dict[str, Any] = {
        "company": company.pk,
        "stage": "a",
        "precision": "day",
        "visibility": "firm",
        "created_on": "2026-01-01",
        "investments-TOTAL_FORMS": 3,
        "investments-INITIAL_FORMS": 1,
        "investments-0-id": first.pk,
        "investments-0-deal": deal.pk,
        "investments-0-investor": cedar.pk,
        "investments-1-investor": birch.pk,
        "investments-2-investor": alder.pk,
    }
    answer = browser.post(page("crm.deal", f"{deal.pk}/change/"), form)
    assert answer.status_code == 302, answer.context["errors"]
    assert [row.investor for row in deal.investments.all()] == [cedar, birch, alder]


def test_deleting_takes_nobodys_private_records_along(browser: Client, owner: User) -> None:
    company = Company.objects.create(organisation=Organisation.objects.create(name="Alder"))
    Note.objects.create(title=SECRET, company=company, owner=owner, visibility="private")
    address = page("crm.company", f"{company.pk}/delete/")
    shown = browser.get(address).content.decode()
    assert "records that only others may see" in shown and SECRET not in shown
    assert browser.post(address, {"post": "yes"}).status_code == 403
    assert Note.objects.exists()


def test_deleting_what_nothing_hidden_stands_on_works(browser: Client) -> None:
    company = Company.objects.create(organisation=Organisation.objects.create(name="Alder"))
    Note.objects.create(title="Seen", company=company)
    assert browser.post(page("crm.company", f"{company.pk}/delete/"), {"post": "yes"}).status_code == 302
    assert not Company.objects.exists()


@pytest.mark.parametrize("filter_by", ["notes=1", "notes__title__startswith=K", "organisation__name__startswith=K"])
def test_a_list_is_not_filtered_by_what_it_does_not_show(browser: Client, filter_by: str) -> None:
    answer = browser.get(f"{page('crm.company')}?{filter_by}")
    assert answer.status_code in (302, 400)


def test_a_colleague_without_permission_gets_no_list(client: Client) -> None:
    client.force_login(User.objects.create_user("junior", is_staff=True))
    assert client.get(page("crm.company")).status_code == 403


def test_a_user_gets_language_and_teams(browser: Client) -> None:
    user, team = User.objects.create_user("mei"), Team.objects.create(name="Growth")
    shown = browser.get(page("crm.user", f"{user.pk}/change/")).content.decode()
    assert 'name="language"' in shown and "User_teams" not in shown and "Team_members-TOTAL_FORMS" in shown
    assert str(team) == "Growth"


def test_a_user_is_never_deleted(browser: Client, owner: User) -> None:
    assert browser.get(page("crm.user", f"{owner.pk}/delete/")).status_code == 403


def test_questions_are_each_persons_own_and_only_to_read(browser: Client, owner: User, administrator: User) -> None:
    for asker, question in ((owner, SECRET), (administrator, "How many rounds?")):
        Question.objects.create(asker=asker, question=question, asked_for=date(2026, 1, 1), status="answered")
    shown = browser.get(page("nlq.question")).content.decode()
    assert SECRET not in shown and "How many rounds?" in shown
    other = Question.objects.get(asker=owner)
    assert browser.get(page("nlq.question", f"{other.pk}/change/")).status_code == 302
    assert browser.get(page("nlq.question", "add/")).status_code == 403


def test_a_note_stands_on_one_record_at_most(browser: Client) -> None:
    place = Organisation.objects.create(name="Alder")
    company, investor = Company.objects.create(organisation=place), Investor.objects.create(organisation=place)
    form = {
        "title": "Both",
        "company": company.pk,
        "investor": investor.pk,
        "visibility": "firm",
        "created_on": "2026-01-01",
    }
    answer = browser.post(page("crm.note", "add/"), form)
    assert "A note stands on one record at most." in answer.content.decode()
    assert not Note.objects.exists()
