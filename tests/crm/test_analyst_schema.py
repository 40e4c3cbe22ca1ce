"""The reader's password is set although roles are cluster-wide and another database may be migrating."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import InternalError, connection
from psycopg import sql

from crm import analyst_schema

CHANGE = sql.SQL("ALTER ROLE analyst_reader PASSWORD {}")


@pytest.fixture
def other_database() -> Iterator[psycopg.Connection]:
    """A second session that has changed the role and not committed yet, as a migration elsewhere would have."""
    given = connection.get_connection_params()
    params = {key: given[key] for key in ("host", "port", "user", "password", "dbname") if given.get(key)}
    with psycopg.connect(**params) as other:
        other.execute(CHANGE.format(sql.Literal(settings.ANALYST_PASSWORD)))
        yield other


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_another_migration_and_then_sets_the_password(other_database: psycopg.Connection) -> None:
    commit = threading.Timer(0.2, other_database.commit)
    commit.start()
    analyst_schema.refresh()
    commit.join()
    with psycopg.connect(**reader_params()) as reader:
        assert reader.execute("SELECT current_user").fetchone() == ("analyst_reader",)


@pytest.mark.django_db(transaction=True)
def test_it_gives_up_in_the_end(other_database: psycopg.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analyst_schema, "_ATTEMPTS", 1)
    commit = threading.Timer(0.2, other_database.commit)
    commit.start()
    with pytest.raises(InternalError, match="concurrently updated"):
        analyst_schema.refresh()
    commit.join()


def reader_params() -> dict[str, str]:
    given = connection.get_connection_params()
    kept = {key: given[key] for key in ("host", "port", "dbname") if given.get(key)}
    return {**kept, "user": "analyst_reader", "password": settings.ANALYST_PASSWORD}
