"""A database that is down gets a page that says so."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from crm.views import errors


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that has gone, as the driver tells it: the error has no SQLSTATE."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(BaseDatabaseWrapper, "cursor", refuse)


@pytest.mark.django_db
def test_a_page_without_any_query_says_so_in_both_languages(unreachable: None) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["crm_session"] = "anything"
    response = client.get("/admin/")
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    page = response.content.decode()
    assert "The database is not answering" in page
    assert "数据库暂时没有响应" in page


class _Cause(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


@pytest.mark.parametrize(("state", "down"), [(None, True), ("08006", True), ("57P01", True), ("57014", False)])
def test_a_cancelled_statement_is_no_database_down(state: str | None, down: bool) -> None:
    error = OperationalError("x")
    error.__cause__ = _Cause(state)
    assert errors.is_unreachable(error) is down


def test_other_errors_are_no_database_down() -> None:
    assert not errors.is_unreachable(ValueError("x"))
    assert not errors.is_unreachable(None)
