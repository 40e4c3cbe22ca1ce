"""The person demo and three companies, of which they see two."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm.models import Company, Organisation, User
from nlq.text2sql import reader


@pytest.fixture
def own_connection() -> Iterator[None]:
    """The reader's connection closed before the next test's database."""
    yield
    reader.forget()


@pytest.fixture
def asker() -> User:
    return User.objects.create_user("demo")


@pytest.fixture
def companies(asker: User) -> None:
    stranger = User.objects.create_user("mora")
    for name, city, owner in (
        ("杉木科技", "上海", None),
        ("Birch *Works*", "北京", None),
        ("Hidden", "上海", stranger),
    ):
        organisation = Organisation.objects.create(name=name, city=city)
        visibility = "private" if owner else "firm"
        Company.objects.create(organisation=organisation, owner=owner, visibility=visibility)
