"""The index of the database: what one user may see, and nothing else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.models import Alias, Company, Fund, Group, Industry, Investor, Organisation, Person, Team, User
from crm.names.stored import entries_for, forget, name_index

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    forget()


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("owner", first_name="Mira", last_name="Solenko")


@pytest.fixture
def stranger() -> User:
    return User.objects.create_user("stranger")


def company(name: str, **fields: object) -> Company:
    organisation = Organisation.objects.create(name=name)
    return Company.objects.create(organisation=organisation, **fields)


def names(user: User, text: str) -> list[str]:
    return [c.name for mention in name_index(user).find(text) for c in mention.candidates]


def test_a_private_name_is_found_by_its_owner_only(owner: User, stranger: User) -> None:
    company("青岚智造科技", owner=owner, visibility="private")
    assert names(owner, "青岚智造的融资") == ["青岚智造科技"]
    assert names(stranger, "青岚智造的融资") == []


def test_a_teams_name_is_found_by_its_members_only(owner: User, stranger: User) -> None:
    team = Team.objects.create(name="硬科技组")
    company("青岚智造科技", team=team, visibility="team")
    assert names(stranger, "青岚智造科技") == []
    team.members.add(stranger)
    assert names(stranger, "青岚智造科技") == ["青岚智造科技"]
    team.members.clear()
    assert names(stranger, "青岚智造科技") == []


def test_the_group_of_a_hidden_record_is_hidden_too(owner: User, stranger: User) -> None:
    hidden = company("青岚智造科技", owner=owner, visibility="private")
    hidden.organisation.group = Group.objects.create(name="青岚")
    hidden.organisation.save()
    assert "group" in {entry.kind for entry in entries_for(owner)}
    assert "group" not in {entry.kind for entry in entries_for(stranger)}


def test_every_kind_of_name_is_in_the_index(owner: User) -> None:
    organisation = Organisation.objects.create(
        name="白鹭湾创投", name_en="Egret Bay Ventures", short_name="白鹭湾", legal_name="白鹭湾创业投资管理有限公司"
    )
    investor = Investor.objects.create(organisation=organisation)
    Alias.objects.create(organisation=organisation, name="EBV")
    Fund.objects.create(name="白鹭湾二期", investor=investor)
    Person.objects.create(name="沈知遥")
    Industry.objects.create(name="机器人", name_en="Robotics")
    index = name_index(owner)
    found = {
        text: {c.kind for m in index.find(text) for c in m.candidates}
        for text in ("白鹭湾", "egret bay ventures", "EBV")
    }
    assert found == {"白鹭湾": {"investor"}, "egret bay ventures": {"investor"}, "EBV": {"investor"}}
    assert [m.candidates[0].kind for m in index.find("白鹭湾二期、沈知遥、robotics、owner、Mira Solenko")] == [
        "fund",
        "person",
        "industry",
        "user",
        "user",
    ]


def test_the_index_is_kept_until_a_name_changes(owner: User) -> None:
    alias = Alias.objects.create(organisation=company("青岚智造科技").organisation, name="Qinglan Works")
    first = name_index(owner)
    assert name_index(owner) is first
    Alias.objects.filter(pk=alias.pk).update(name="Bluehaze Works")
    assert name_index(owner) is not first
    assert names(owner, "bluehaze works") == ["青岚智造科技"]
    assert names(owner, "qinglan works") == []


def test_a_new_or_deleted_record_shows_at_once(owner: User) -> None:
    assert names(owner, "青岚智造科技") == []
    stored = company("青岚智造科技")
    assert names(owner, "青岚智造科技") == ["青岚智造科技"]
    stored.delete()
    assert names(owner, "青岚智造科技") == []


def test_users_who_see_the_same_share_one_index(owner: User, stranger: User) -> None:
    company("青岚智造科技")
    assert name_index(owner) is name_index(stranger)


def test_a_kept_index_costs_one_query(owner: User) -> None:
    name_index(owner)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        name_index(owner)
    assert len(queries) == 1
