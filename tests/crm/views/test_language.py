"""The language switch: the page changes, the choice is remembered, nobody is led elsewhere."""

from __future__ import annotations

import pytest
from django.test import Client

from crm.models import User

SWITCH = "/i18n/setlang/"


@pytest.fixture
def reader(client: Client, db: None) -> User:
    user = User.objects.create_user("lin", password="a-long-password-1", language="en")
    client.force_login(user)
    return user


def test_a_choice_is_remembered_in_the_browser_and_for_mails(client: Client, reader: User) -> None:
    response = client.post(SWITCH, {"language": "zh-hans", "next": "/ask/"})
    reader.refresh_from_db()
    assert response["Location"] == "/ask/"
    assert client.cookies["django_language"].value == "zh-hans"
    assert reader.language == "zh-hans"


def test_a_language_that_is_not_there_changes_nothing(client: Client, reader: User) -> None:
    client.post(SWITCH, {"language": "tlh"})
    reader.refresh_from_db()
    assert reader.language == "en"
    assert "django_language" not in client.cookies


def test_a_stranger_may_choose_too(client: Client, db: None) -> None:
    client.post(SWITCH, {"language": "en"})
    assert client.cookies["django_language"].value == "en"


def test_the_switch_leads_to_no_other_site(client: Client, db: None) -> None:
    assert client.post(SWITCH, {"language": "en", "next": "https://example.invalid/"})["Location"] == "/"


def test_a_link_cannot_switch(client: Client, db: None) -> None:
    assert client.get(SWITCH).status_code == 405
