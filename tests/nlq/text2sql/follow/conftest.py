"""The demo records, loaded once for a module of tests that only read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from crm.demo.load import load
from crm.models import User

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """The demo's administrator among the demo's records; all is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(TODAY)
        yield User.objects.get(username="demo")
        transaction.set_rollback(True)
