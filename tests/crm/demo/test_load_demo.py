"""`load_demo` fills an empty database once, and what it loads is seen through the analyst views."""

from __future__ import annotations

import time
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from crm.models import Company, Deal, FxRate, Industry, Investor, Note, Organisation, Team, User

pytestmark = pytest.mark.django_db


def _load(**options: object) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("load_demo", stdout=out, today=date(2026, 11, 24), **options)
    return out.getvalue()


def test_it_loads_once_in_one_line_and_within_ten_seconds() -> None:
    started = time.monotonic()
    said = _load()
    assert time.monotonic() - started < 10
    assert said.count("\n") == 1 and "314" in said
    assert (Company.objects.count(), Investor.objects.count()) == (314, 150)


def test_the_second_time_it_does_nothing_and_says_so() -> None:
    _load()
    before = (Organisation.objects.count(), Deal.objects.count(), User.objects.count())
    assert "already" in _load()
    assert (Organisation.objects.count(), Deal.objects.count(), User.objects.count()) == before


def test_it_leaves_a_database_with_records_alone() -> None:
    Organisation.objects.create(name="青木样本")
    _load()
    assert Organisation.objects.count() == 1 and not User.objects.exists()


def test_it_is_quiet_when_asked() -> None:
    assert _load(verbosity=0) == ""


def test_nobody_of_the_demo_has_a_password_and_demo_alone_is_superuser() -> None:
    _load()
    assert not [user.username for user in User.objects.all() if user.has_usable_password()]
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["demo"]
    assert Team.objects.get(name__contains="Growth").members.count() == 3


def test_a_demo_user_that_is_there_already_is_kept() -> None:
    User.objects.create_user("demo", password="kept-as-it-is", first_name="Own")
    _load()
    user = User.objects.get(username="demo")
    assert user.first_name == "Own" and user.has_usable_password()


def test_every_known_amount_can_be_converted() -> None:
    _load()
    used = set(Deal.objects.filter(amount__isnull=False).values_list("currency", flat=True))
    assert used <= set(FxRate.objects.filter(date="2005-01-01").values_list("currency", flat=True))
    assert set(FxRate.objects.filter(currency="USD").values_list("rate_to_usd", flat=True)) == {1}


def test_the_tree_of_industries_knows_its_tops() -> None:
    _load()
    seeds = Industry.objects.get(name="种业")
    assert seeds.level == 2 and seeds.top == seeds.parent == Industry.objects.get(name="农业", level=1)
    assert seeds.aliases.filter(name="育种").exists()
    assert not Industry.objects.filter(aliases__name="服务").exists()


def test_the_views_show_it_and_hide_what_is_private() -> None:
    _load()
    hidden = Note.objects.filter(visibility="private").exclude(owner__username="alice")
    assert hidden.exists()
    seen = _asked_as("alice", "SELECT id FROM analyst.notes")
    assert len(seen) > 200 and not set(hidden.values_list("id", flat=True)) & {row[0] for row in seen}
    assert len(_asked_as("alice", "SELECT id FROM analyst.deals WHERE amount IS NOT NULL AND amount_cny IS NULL")) == 0
    assert len(_asked_as("alice", "SELECT id FROM analyst.companies WHERE industry = '农业'")) >= 15


def _asked_as(username: str, sql: str) -> list[tuple[object, ...]]:
    """Rows as the views' owner sees them, bound by the row-level policies of the asking user."""
    user = User.objects.get(username=username)
    with connection.cursor() as cursor:
        cursor.execute("SELECT analyst_internal.identity_token(%s)", [user.pk])
        cursor.execute("SELECT set_config('crm.user_id', %s, true)", [cursor.fetchone()[0]])
        cursor.execute("SET LOCAL ROLE analyst_owner")
        cursor.execute(sql)
        rows = cursor.fetchall()
        cursor.execute("RESET ROLE")
    return rows
