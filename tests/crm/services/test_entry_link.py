"""The one-time sign-in link."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.test import Client

from crm.models import User
from crm.services import entry_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: object) -> Path:
    settings.CRM_HOME = tmp_path
    return tmp_path


def test_it_signs_in_once(folder: Path, client: Client) -> None:
    token = entry_link.issue(folder)
    first = client.get(f"/enter/{token}/")
    assert first.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(username="demo").pk)
    assert Client().get(f"/enter/{token}/").status_code == 410


def test_a_page_says_how_to_get_a_new_one(folder: Path, client: Client) -> None:
    page = client.get("/enter/nonsense/", headers={"accept-language": "en"}).content.decode()
    assert "entry_link" in page


def test_only_the_newest_is_valid(folder: Path) -> None:
    old = entry_link.issue(folder)
    new = entry_link.issue(folder)
    assert entry_link.redeem(folder, old) is None
    assert entry_link.redeem(folder, new) is not None


def test_it_is_void_after_a_day(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_link, "VALID_SECONDS", -1)
    token = entry_link.issue(folder)
    assert entry_link.redeem(folder, token) is None


def test_a_guess_is_void_and_does_not_spend_the_link(folder: Path) -> None:
    token = entry_link.issue(folder)
    assert entry_link.redeem(folder, token[:-1]) is None
    assert entry_link.redeem(folder, token) is not None


def test_a_spoiled_note_is_no_link(folder: Path) -> None:
    token = entry_link.issue(folder)
    (folder / entry_link.FILE).write_text("{")
    assert entry_link.redeem(folder, token) is None


def test_it_lets_no_deactivated_person_in(folder: Path) -> None:
    token = entry_link.issue(folder)
    User.objects.update(is_active=False)
    assert entry_link.redeem(folder, token) is None


def test_the_token_is_stored_hashed_and_private(folder: Path) -> None:
    token = entry_link.issue(folder)
    stored = folder / entry_link.FILE
    assert token not in stored.read_text()
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600


def test_it_makes_demo_the_administrator_where_there_is_none(folder: Path) -> None:
    entry_link.issue(folder)
    user = User.objects.get(username="demo")
    assert user.is_superuser
    assert not user.has_usable_password()


def test_it_keeps_to_the_administrator_who_exists(folder: Path) -> None:
    boss = User.objects.create_superuser("boss")
    assert entry_link.redeem(folder, entry_link.issue(folder)) == boss
    assert not User.objects.filter(username="demo").exists()
