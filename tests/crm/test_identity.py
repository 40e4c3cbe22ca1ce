"""Who a statement runs as: only the server says so, whatever else a session tries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection as main_connection
from psycopg import errors

from crm.models import Company, Organisation, User
from nlq.errors import NoAsker
from nlq.text2sql import reader
from nlq.text2sql.guard import Refused, SafeQuery, check
from nlq.text2sql.run import run

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = "SELECT name FROM analyst.companies"


@pytest.fixture
def owner(transactional_db: None) -> User:
    user = User.objects.create_user("wen")
    place = Organisation.objects.create(name="Alder")
    Company.objects.create(organisation=place, owner=user, visibility="private")
    return user


@pytest.fixture
def session(owner: User) -> Iterator[psycopg.Connection[Any]]:
    """A session of the reader's role that nobody has named a person to."""
    with psycopg.connect(**dict(reader._target()), autocommit=True) as opened:
        yield opened
    reader.forget()


def as_application(statement: str, *values: object) -> Any:
    with main_connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def token(user_id: int) -> str:
    return str(as_application("SELECT analyst_internal.identity_token(%s)", user_id)[0][0])


@contextmanager
def public_set_config() -> Iterator[None]:
    """As on a managed server, where EXECUTE cannot be revoked."""
    as_application(f"GRANT EXECUTE ON FUNCTION {reader.SET_CONFIG} TO PUBLIC")
    try:
        yield
    finally:
        as_application(f"REVOKE EXECUTE ON FUNCTION {reader.SET_CONFIG} FROM PUBLIC")


def seen(session: psycopg.Connection[Any], claim: str) -> list[Any]:
    """What the session sees under a claimed identity."""
    with session.transaction(force_rollback=True):
        session.execute(psycopg.sql.SQL("SET LOCAL crm.user_id = {}").format(psycopg.sql.Literal(claim)))
        return session.execute(NAMES).fetchall()


def test_a_session_without_a_person_sees_nothing(session: psycopg.Connection[Any]) -> None:
    assert session.execute(NAMES).fetchall() == []
    assert session.execute("SELECT analyst.asking_user()").fetchall() == [(None,)]


def test_the_setting_cannot_be_made_by_a_select(session: psycopg.Connection[Any], owner: User) -> None:
    for claim in (str(owner.pk), token(owner.pk)):
        with pytest.raises(errors.InsufficientPrivilege):
            session.execute("SELECT set_config('crm.user_id', %s, false)", [claim])
    with pytest.raises(errors.InsufficientPrivilege):
        session.execute("UPDATE pg_settings SET setting = %s WHERE name = 'crm.user_id' OR name = 'work_mem'", ["4MB"])


@pytest.mark.parametrize(
    "statement",
    [
        "SET crm.user_id = '1'",
        "SET LOCAL crm.user_id = '1'",
        "RESET crm.user_id",
        "SELECT set_config('crm.user_id', '1', true)",
        "SELECT pg_catalog.set_config('crm.user_id', '1', true)",
        "SELECT name FROM companies WHERE set_config('crm.user_id', '1', true) = '1'",
        "SELECT 1; SET crm.user_id = '1'",
        "SELECT current_setting('crm.user_id')",
        "SELECT analyst.asking_user()",
        "SELECT analyst_internal.identity_token(1)",
        "SELECT secret FROM analyst_internal.identity_secret",
        "UPDATE pg_settings SET setting = '1' WHERE name = 'crm.user_id'",
        "SET ROLE analyst_owner",
        "SET SESSION AUTHORIZATION analyst_owner",
        "SET row_security = off",
    ],
)
def test_no_statement_that_touches_the_identity_passes_the_guard(statement: str) -> None:
    assert isinstance(check(statement), Refused)


def test_the_server_may_name_the_person_by_the_bare_id(session: psycopg.Connection[Any], owner: User) -> None:
    assert seen(session, str(owner.pk)) == [("Alder",)]


def test_where_anybody_can_make_settings_a_bare_id_counts_for_nothing(
    session: psycopg.Connection[Any], owner: User
) -> None:
    with public_set_config():
        session.execute("SELECT set_config('crm.user_id', %s, false)", [str(owner.pk)])
        assert session.execute(NAMES).fetchall() == []
        assert seen(session, str(owner.pk)) == []
        assert seen(session, token(owner.pk)) == [("Alder",)]


@pytest.mark.parametrize("public", [False, True])
def test_a_token_that_the_server_did_not_sign_counts_for_nothing(
    session: psycopg.Connection[Any], owner: User, public: bool
) -> None:
    stranger = User.objects.create_user("stranger")
    signature = token(stranger.pk).split(".")[1]
    forged = [
        f"{owner.pk}.{signature}",
        f"{owner.pk}.{'0' * 64}",
        f"{owner.pk}.",
        f"{owner.pk}.{token(owner.pk).split('.')[1].upper()}",
        f"0{token(owner.pk)}",
        f" {owner.pk}",
        f"{owner.pk} OR true",
        f"{owner.pk}\n",
        f"-{owner.pk}",
        "9" * 30,
        "",
    ]
    if public:
        with public_set_config():
            assert {claim: seen(session, claim) for claim in forged} == {claim: [] for claim in forged}
    else:
        assert {claim: seen(session, claim) for claim in forged} == {claim: [] for claim in forged}


@pytest.mark.parametrize("signed", [False, True])
def test_a_person_who_left_is_nobody(session: psycopg.Connection[Any], owner: User, signed: bool) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert seen(session, token(owner.pk) if signed else str(owner.pk)) == []


def test_the_reader_cannot_sign(session: psycopg.Connection[Any], owner: User) -> None:
    for statement in (
        f"SELECT analyst_internal.identity_token({owner.pk})",
        "SELECT secret FROM analyst_internal.identity_secret",
        "SELECT * FROM analyst_internal.company",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            session.execute(statement)


def test_the_reader_reads_no_table(session: psycopg.Connection[Any]) -> None:
    tables = [row[0] for row in as_application("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    assert "crm_company" in tables
    for table in tables:
        with pytest.raises(errors.InsufficientPrivilege):
            session.execute(f'SELECT 1 FROM public."{table}"')  # type: ignore[call-overload]


def test_the_reader_writes_nothing(session: psycopg.Connection[Any]) -> None:
    session.execute("SET default_transaction_read_only = off")
    for statement in (
        "DELETE FROM analyst.tasks",
        "UPDATE analyst.tasks SET title = ''",
        "INSERT INTO analyst.tasks (title) VALUES ('x')",
        "CREATE TABLE analyst.mine (id int)",
        "CREATE TABLE public.mine (id int)",
    ):
        with pytest.raises((errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState)):
            session.execute(statement)


def test_neither_role_is_above_the_policies() -> None:
    rights = "rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
    roles = as_application(f"SELECT rolname, {rights} FROM pg_roles WHERE rolname LIKE 'analyst%%' ORDER BY 1")
    assert roles == [
        ("analyst_owner", False, False, False, False, False, False),
        ("analyst_reader", True, False, False, False, False, False),
    ]
    assert as_application("SELECT pg_has_role('analyst_reader', 'analyst_owner', 'MEMBER')") == [(False,)]


def test_every_table_that_tells_of_a_record_has_a_policy() -> None:
    """What analyst_owner may read without one: vocabularies, rates, teams and some columns of users."""
    open_tables = as_application(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        " AND NOT c.relrowsecurity AND has_any_column_privilege('analyst_owner', c.oid, 'SELECT') ORDER BY 1"
    )
    assert [row[0] for row in open_tables] == [
        "crm_fxrate",
        "crm_industry",
        "crm_stage",
        "crm_team",
        "crm_team_members",
        "crm_user",
    ]
    owned = as_application(
        "SELECT count(*) FROM pg_class WHERE relowner = 'analyst_owner'::regrole AND relkind IN ('r', 'm')"
        " AND relname <> 'identity_secret'"
    )
    assert owned == [(0,)]


def test_a_question_without_a_person_is_refused() -> None:
    query = check("SELECT name FROM companies LIMIT 5")
    assert isinstance(query, SafeQuery)
    for nobody in (None, User(username="unsaved")):
        with pytest.raises(NoAsker):
            run(query, {}, user=nobody)
