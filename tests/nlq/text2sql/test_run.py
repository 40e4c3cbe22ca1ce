"""Running checked statements against the real schema: rights, limits, errors, and a session left as it was found."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection as main_connection

from crm.models import Company, Organisation, Team, User
from crm.services.statistics import analyse
from nlq.errors import BadValue, DatabaseDown, NoAsker, NotReadable, RunError, TimedOut, TooExpensive, UnboundValue
from nlq.text2sql import reader, volume
from nlq.text2sql.guard import SafeQuery, check
from nlq.text2sql.run import Rows, run

pytestmark = pytest.mark.django_db(transaction=True)


def checked(sql: str) -> SafeQuery:
    verdict = check(sql)
    assert isinstance(verdict, SafeQuery), verdict
    return verdict


def company(name: str, **fields: Any) -> Company:
    organisation = Organisation.objects.create(name=name, city="上海")
    return Company.objects.create(organisation=organisation, **fields)


@pytest.fixture(autouse=True)
def _own_connection() -> Iterator[None]:
    yield
    reader.forget()


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("wen")


@pytest.fixture
def mate() -> User:
    return User.objects.create_user("mei")


@pytest.fixture
def stranger() -> User:
    return User.objects.create_user("stranger")


@pytest.fixture
def companies(owner: User, mate: User) -> None:
    team = Team.objects.create(name="Growth")
    team.members.add(owner, mate)
    company("公开科技", founded_on=date(2015, 3, 1))
    company("Team Only", owner=owner, team=team, visibility="team")
    company("秘密计划", owner=owner, visibility="private")


def names(user: User, sql: str = "SELECT name FROM companies ORDER BY id", **params: object) -> list[str]:
    return [row[0] for row in run(checked(sql), params, user=user).rows]


def test_each_person_sees_only_what_is_theirs_to_see(companies: None, owner: User, mate: User, stranger: User) -> None:
    assert names(owner) == ["公开科技", "Team Only", "秘密计划"]
    assert names(mate) == ["公开科技", "Team Only"]
    assert names(stranger) == ["公开科技"]


@pytest.mark.parametrize(
    "nobody", [None, SimpleNamespace(pk=None, is_active=False), SimpleNamespace(pk=1, is_active=False)]
)
def test_a_question_without_a_person_is_refused(nobody: Any) -> None:
    with pytest.raises(NoAsker):
        run(checked("SELECT name FROM companies"), {}, user=nobody)


def test_a_person_who_left_sees_nothing(companies: None, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    owner.is_active = True  # a stale session still believes it
    assert names(owner) == []


def test_values_are_bound_and_never_text(companies: None, owner: User) -> None:
    sql = "SELECT name FROM companies WHERE name = :v1"
    assert names(owner, sql, v1="公开科技") == ["公开科技"]
    assert names(owner, sql, v1="x' OR '1'='1") == []


def test_a_value_may_stand_twice_and_out_of_order(companies: None, owner: User) -> None:
    sql = "SELECT name FROM companies WHERE founded_on >= :v2 AND name = :v1 AND legal_name IS DISTINCT FROM :v1"
    assert names(owner, sql, v1="公开科技", v2=date(2015, 3, 1)) == ["公开科技"]


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("name = ANY(:v1)", ["公开科技", "nobody"]),
        ("city = :v1 AND name LIKE '公%'", "上海"),
        ("founded_on BETWEEN :v1 AND current_date", date(2015, 1, 1)),
        ("round_count = :v1 AND name LIKE '公%'", 0),
        ("coalesce(total_raised_cny, 0) >= :v1 AND name LIKE '公%'", Decimal("-1.5")),
        ("coalesce(total_raised_cny, 0) > :v1 AND name LIKE '公%'", -0.5),
        ("id = ANY(:v1) OR name LIKE '公%'", [1, 2]),
    ],
)
def test_values_of_every_kind_reach_their_column(
    companies: None, stranger: User, condition: str, value: object
) -> None:
    assert names(stranger, f"SELECT name FROM companies WHERE {condition}", v1=value) == ["公开科技"]


@pytest.mark.parametrize("params", [{}, {"v1": object()}, {"v1": b"x"}, {"v1": "a\x00b"}, {"v1": [["a"]]}])
def test_a_missing_or_odd_value_is_named(companies: None, owner: User, params: dict[str, object]) -> None:
    with pytest.raises(UnboundValue) as caught:
        run(checked("SELECT name FROM companies WHERE name = :v1"), params, user=owner)
    assert caught.value.detail == "v1"


def test_a_cut_result_says_so(companies: None, owner: User) -> None:
    query = checked("SELECT name FROM companies ORDER BY id")
    cut = run(query, {}, user=owner, row_limit=2)
    assert (len(cut.rows), cut.truncated, cut.stopped_by) == (2, True, "rows")
    whole = run(query, {}, user=owner, row_limit=3)
    assert (len(whole.rows), whole.truncated, whole.stopped_by) == (3, False, "")


def test_an_asked_limit_is_no_cut(companies: None, owner: User) -> None:
    rows = run(checked("SELECT name FROM companies ORDER BY id LIMIT 2"), {}, user=owner)
    assert (len(rows.rows), rows.truncated) == (2, False)


def test_ties_are_given_and_capped(companies: None, owner: User) -> None:
    query = checked("SELECT name FROM companies ORDER BY round_count DESC FETCH FIRST 1 ROWS WITH TIES")
    assert len(run(query, {}, user=owner).rows) == 3
    assert run(query, {}, user=owner, row_limit=2).stopped_by == "rows"


def test_a_limit_may_be_a_value(companies: None, owner: User) -> None:
    assert len(run(checked("SELECT name FROM companies LIMIT :v1"), {"v1": 2}, user=owner).rows) == 2


def test_bytes_are_capped_visibly(companies: None, owner: User) -> None:
    rows = run(checked("SELECT name FROM companies ORDER BY id"), {}, user=owner, byte_limit=15)
    assert (len(rows.rows), rows.stopped_by) == (1, "bytes")


def test_columns_have_names_and_kinds(companies: None, owner: User) -> None:
    sql = "SELECT name, founded_on, round_count, total_raised_cny AS 金额, round_count > 0 AS funded FROM companies"
    columns = run(checked(sql), {}, user=owner).columns
    assert [(one.name, one.type) for one in columns] == [
        ("name", "text"), ("founded_on", "date"), ("round_count", "integer"), ("金额", "numeric"), ("funded", "boolean"),
    ]  # fmt: skip


def test_a_slow_query_is_stopped(owner: User) -> None:
    sql = "SELECT count(*) FROM generate_series(1, 4000) a JOIN generate_series(1, 4000) b ON a % 7 = b % 7 AND sqrt(a) <> ln(b)"
    with pytest.raises(TimedOut) as caught:
        run(checked(sql), {}, user=owner, timeout_ms=50)
    assert caught.value.detail == "50"


def test_a_dear_query_is_not_started(companies: None, owner: User, settings: Any) -> None:
    settings.QUESTION_COST_LIMIT = 1
    settings.QUESTION_SMALL_ROWS = 0
    volume.forget()
    with pytest.raises(TooExpensive):
        run(checked("SELECT name FROM companies ORDER BY name"), {}, user=owner)


def test_the_cost_of_a_question_on_few_records_is_not_estimated(companies: None, owner: User, settings: Any) -> None:
    settings.QUESTION_COST_LIMIT = 1
    analyse()
    volume.forget()
    assert run(checked("SELECT name FROM companies ORDER BY name"), {}, user=owner).rows
    volume.forget()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 / (round_count - round_count) AS x FROM companies",
        "SELECT name::int FROM companies",
        "SELECT to_date(name, 'YYYY') FROM companies",
        "SELECT date '2024-02-30'",
    ],
)
def test_a_failed_computation_never_quotes_a_row(companies: None, owner: User, sql: str) -> None:
    with pytest.raises(BadValue) as caught:
        run(checked(sql), {}, user=owner)
    assert "公开" not in f"{caught.value}{caught.value.detail}{caught.value.__cause__}"


def test_what_the_server_does_not_accept_is_said(owner: User) -> None:
    with pytest.raises(NotReadable) as caught:
        run(checked("SELECT name, count(*) FROM companies GROUP BY city"), {}, user=owner)
    assert "GROUP BY" in caught.value.detail


def test_the_reader_sees_no_table(owner: User) -> None:
    with reader.reading(owner.pk, 1000) as raw:
        for forbidden in ("SELECT * FROM public.crm_company", "SELECT password FROM public.crm_user"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                raw.execute(forbidden)
            raw.execute("ROLLBACK")


@pytest.mark.parametrize(
    "escape", ["SELECT set_config('crm.user_id', '1', true)", "SELECT 1; COMMIT", "CREATE TABLE analyst.x (a int)"]
)
def test_the_connection_itself_gives_no_way_out(owner: User, escape: str) -> None:
    with reader.reading(owner.pk, 1000) as raw, pytest.raises(psycopg.Error):
        psycopg.RawCursor(raw).execute(escape, [], binary=True)


def test_the_session_is_wiped_between_people(companies: None, owner: User, stranger: User) -> None:
    assert "秘密计划" in names(owner)
    with reader.reading(stranger.pk, 1000) as raw:
        assert raw.execute("SHOW crm.user_id").fetchone() == (str(stranger.pk),)
    left = reader._connected(fresh=False).execute("SELECT current_setting('crm.user_id', true)").fetchone()
    assert left in [("",), (None,)]


def test_locks_do_not_outlive_a_run(owner: User) -> None:
    with reader.reading(owner.pk, 1000) as raw:
        raw.execute("SELECT pg_advisory_lock(42)")
    held = (
        reader._connected(fresh=False)
        .execute(
            "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE l.locktype = 'advisory' AND l.objid = 42 AND d.datname = current_database()"
        )
        .fetchone()
    )
    assert held == (0,)


def test_many_runs_use_one_connection(companies: None, owner: User) -> None:
    run(checked("SELECT name FROM companies"), {}, user=owner)
    first = reader._connected(fresh=False).info.backend_pid
    for _ in range(12):
        run(checked("SELECT name FROM companies"), {}, user=owner)
    assert reader._connected(fresh=False).info.backend_pid == first


def test_a_lost_connection_is_replaced_once(companies: None, owner: User) -> None:
    run(checked("SELECT name FROM companies"), {}, user=owner)
    pid = reader._connected(fresh=False).info.backend_pid
    with main_connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert len(names(owner)) == 3


def test_each_thread_has_its_own(companies: None, owner: User) -> None:
    pids = []

    def ask() -> None:
        run(checked("SELECT name FROM companies"), {}, user=owner)
        pids.append(reader._connected(fresh=False).info.backend_pid)
        reader.forget()
        main_connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    ask()
    assert len(set(pids)) == 3


def test_a_database_that_is_down_is_said(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.forget()
    monkeypatch.setattr(reader, "_target", lambda: (("host", "127.0.0.1"), ("port", "1"), ("dbname", "x")))
    monkeypatch.setattr(reader, "_identity", str)
    with pytest.raises(DatabaseDown):
        run(checked("SELECT name FROM companies"), {}, user=owner)


def test_it_takes_its_time_from_the_database_alone(companies: None, owner: User) -> None:
    rows = run(checked("SELECT name FROM companies"), {}, user=owner)
    assert isinstance(rows, Rows) and 0 < rows.elapsed_ms < 5000


ALLOWED = (Path(__file__).parents[2] / "fixtures" / "guard" / "allowed.jsonl").read_text(encoding="utf-8").splitlines()
SAMPLE_VALUES = {"v1": "vc", "v2": date(2020, 1, 1), "v3": date(2026, 1, 1), "c1": "vc"}


def test_postgres_accepts_every_statement_that_the_guard_allows(companies: None, owner: User) -> None:
    refusals = {}
    for line in ALLOWED:
        case = json.loads(line)
        values = {**SAMPLE_VALUES, **case.get("params", {})}
        try:
            run(checked(case["sql"]), values, user=owner)
        except RunError as error:
            refusals[case["id"]] = error.detail
    assert refusals == {}


def test_a_server_that_lets_anybody_set_the_identity_gets_a_signed_one(
    companies: None, mate: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reader._forgeable, reader._target(), True)
    assert reader._identity(mate.pk).startswith(f"{mate.pk}.")
    assert names(mate) == ["公开科技", "Team Only"]


@pytest.mark.parametrize(
    "value",
    ["CAST('Infinity' AS DECIMAL)", "'NaN'::numeric", "'NaN'::double precision", "POWER(10::numeric, 130 * 1000)", "'1e131071'::numeric"],
)
def test_a_number_that_nothing_can_hold_is_a_bad_value(companies: None, owner: User, value: str) -> None:
    with pytest.raises(BadValue):
        run(checked(f"SELECT name, {value} AS x FROM companies LIMIT 40"), {}, user=owner)
