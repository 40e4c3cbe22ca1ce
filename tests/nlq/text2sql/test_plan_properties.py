"""What holds of every plan: it is JSON and back, its SQL is allowed and can be planned, it is said in both languages, and its
SQL becomes a plan again that gives the same rows.

Few examples by default; `HYPOTHESIS_PROFILE=many` tries ten times as many.
"""

from __future__ import annotations

import json
import os

import psycopg
import pytest
from hypothesis import HealthCheck, assume, given, note, settings

from crm.demo.load import load
from crm.models import User
from nlq.errors import TimedOut, TooExpensive
from nlq.text2sql.compile import Compiled, compile_plan
from nlq.text2sql.decompile import plan_of
from nlq.text2sql.guard import Refused, SafeQuery, check
from nlq.text2sql.guard.printed import numbered
from nlq.text2sql.plan import Plan, dumps, parse, to_json
from nlq.text2sql.reader import reading
from nlq.text2sql.restate import restate
from nlq.text2sql.run import Rows, bound, run
from tests.nlq.text2sql.drawn_plans import TODAY, Drawn, drawn_plans

TIMES = 10 if os.environ.get("HYPOTHESIS_PROFILE") == "many" else 1
READ_BACK = 0.97  # of all plans
WITH_ROWS = 0.3  # of all plans: equal rows say something only where there are some


def some(examples: int) -> settings:
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(max_examples=examples * TIMES, deadline=None, derandomize=TIMES == 1, database=None, suppress_health_check=quiet)


def compiled(drawn: Drawn, plan: Plan | None = None) -> tuple[Compiled, SafeQuery]:
    found = compile_plan(plan or drawn.plan, drawn.values, today=TODAY, currency=drawn.currency)
    note(found.sql)
    query = check(found.sql, parameters=tuple(found.params))
    assume(not (isinstance(query, Refused) and query.rule == "joins"))  # too many relations for one statement
    assert isinstance(query, SafeQuery), query
    return found, query


@given(drawn_plans())
@some(200)
def test_every_plan_is_the_same_after_json_and_back(drawn: Drawn) -> None:
    data = json.loads(dumps(drawn.plan))
    assert json.loads(json.dumps(to_json(parse(data)))) == data
    assert to_json(parse(data)) == to_json(drawn.plan)


@given(drawn_plans())
@some(200)
def test_every_plan_is_allowed_and_said_in_both_languages(drawn: Drawn) -> None:
    note(dumps(drawn.plan))
    found, query = compiled(drawn)
    chinese, english = (restate(query, found.params, language, TODAY) for language in ("zh", "en"))
    assert chinese.endswith("。") and english.endswith(".")
    assert "\ue000" not in chinese + english


@pytest.fixture
def demo(transactional_db: None) -> User:
    load(TODAY)
    return User.objects.get(username="demo")


def planned(query: SafeQuery, found: Compiled, user: User) -> None:
    """Postgres knows a way to run it; an error of the database is the test's."""
    statement, names = numbered(query.tree)
    with reading(user.pk, 20_000) as connection:
        psycopg.RawCursor(connection).execute(f"EXPLAIN {statement}", bound(names, found.params))


def rows(query: SafeQuery, found: Compiled, user: User) -> Rows | None:
    """None where the guard of cost and time stops it."""
    try:
        return run(query, found.params, user=user, row_limit=400)
    except (TimedOut, TooExpensive):
        return None


def under_names(result: Rows, names: list[str]) -> list[tuple]:
    at = [[column.name for column in result.columns].index(name) for name in names]
    return [tuple(row[one] for one in at) for row in result.rows]


def test_every_plan_runs_and_its_sql_is_a_plan_again_with_the_same_rows(demo: User) -> None:
    read: list[bool] = []
    some_rows: list[bool] = []

    @given(drawn_plans())
    @some(150)
    def holds(drawn: Drawn) -> None:
        note(dumps(drawn.plan))
        found, query = compiled(drawn)
        planned(query, found, demo)
        first = rows(query, found, demo)
        some_rows.append(bool(first and first.rows))
        again = plan_of(query, found.params, drawn.values, today=TODAY, currency=drawn.currency)
        read.append(again is not None)
        if again is None or again == drawn.plan:
            return
        note(dumps(again))
        assert to_json(parse(json.loads(dumps(again)))) == to_json(again)
        found_again, query_again = compiled(drawn, again)
        second = rows(query_again, found_again, demo)
        if first is not None and second is not None:
            names = [column.name for column in first.columns]
            assert under_names(second, names) == under_names(first, names)

    holds()
    assert sum(read) >= READ_BACK * len(read), f"{sum(read)} of {len(read)}"
    assert sum(some_rows) >= WITH_ROWS * len(some_rows), f"{sum(some_rows)} of {len(some_rows)}"
