"""Measuring for real: psql beside the product, a process of its own, and a database that is gone afterwards."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection
from django.utils import translation

from crm.models import Company, Organisation, User
from nlq.bench import engine, linking, running, sample, starting
from nlq.bench.figure import BenchError
from nlq.evaluation.questions import Asked, read
from nlq.evaluation.score import ask_once
from nlq.text2sql import reader
from nlq.text2sql.guard import SafeQuery, check
from tests.nlq.table_planner import TablePlanner

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 3, 31)
QUESTION = "How many companies are there?"
LINE = {"id": "n1", "lang": "en", "question": QUESTION, "gold_sql": "SELECT 1", "key_columns": ["n"]}
PLANNER = TablePlanner({QUESTION: {"from": "companies", "show": ["count"]}})


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    with translation.override("en"):
        yield
    reader.forget()


@pytest.fixture
def asker() -> User:
    user = User.objects.create_user("demo")
    Company.objects.create(organisation=Organisation.objects.create(name="O'Hara $1 杉木"), owner=user)
    return user


@pytest.fixture
def asked() -> Asked:
    return read(LINE)


def databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'crm_bench_%'")
        return {row[0] for row in cursor.fetchall()}


def test_a_statement_is_timed_on_both_sides(asker: User, asked: Asked) -> None:
    answer, _, _ = ask_once(asked, asker, TODAY, PLANNER)
    (pair,) = running.measured([answer], asker)
    assert pair.ours > 0 and pair.psql > 0


def test_values_are_written_out_for_psql(asker: User) -> None:
    query = check("SELECT count(*) AS n FROM companies WHERE name = :v1 AND created_on < :v2", parameters=("v1", "v2"))
    assert isinstance(query, SafeQuery)
    values = {"v1": "O'Hara $1 杉木", "v2": date(2999, 1, 1)}
    with reader.reading(asker.pk, 1000) as raw:
        statement = running.literal(query, values, raw)
        assert raw.execute(statement.encode()).fetchone() == (1,)


def test_linking_is_timed_with_the_invented_names(asker: User, asked: Asked) -> None:
    half, most = linking.figures([asked, asked], asker, TODAY, count=300)
    assert 0 < half.value <= most.value
    assert half.note.startswith("30")


def test_a_process_that_cannot_answer_says_why(asked: Asked, settings: Any, tmp_path: Path, asker: User) -> None:
    settings.SHIPPED_MODEL = tmp_path / "nowhere"
    with pytest.raises(BenchError, match="nowhere"):
        list(engine.figures(asked, "demo", TODAY, sample.url()))


@pytest.mark.skipif(not project.SHIPPED_MODEL.is_dir(), reason="there is no shipped model yet")
def test_the_way_of_a_question_starts_quickly_and_imports_nothing_heavy(asked: Asked, asker: User) -> None:
    found = engine.probed(QUESTION, "demo", TODAY, sample.url())
    assert found["heavy"] == []
    assert found["peak_mb"] < 250


def test_a_start_without_a_link_says_why(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(BenchError, match=str(taken.getsockname()[1])):
            starting.seconds_to_link(tmp_path / "home", taken.getsockname()[1])


def test_one_run_prints_a_table_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = list(linking.entries(100))
    monkeypatch.setattr(linking, "entries", lambda count: few)
    monkeypatch.setattr("nlq.bench.answers.GUARD_MS", 0)
    monkeypatch.setattr("nlq.text2sql.ask.shipped_planner", lambda: PLANNER)
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps(LINE), encoding="utf-8")
    before, out = connection.settings_dict["NAME"], StringIO()
    call_command("bench", file=file, without=["engine", "import", "start"], stdout=out)
    lines = out.getvalue().splitlines()
    assert any(line.startswith("question to rows, half within") and "≤ 400 ms" in line for line in lines)
    assert any(line.startswith("guard") and "missed" in line for line in lines)
    assert any(line.startswith("linking") for line in lines)
    assert lines[-1].startswith("targets missed: ") and lines[-1] != "targets missed: 0"
    assert (databases(), connection.settings_dict["NAME"]) == (set(), before)


def test_what_cannot_be_measured_is_said_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "entries", lambda count: [])
    monkeypatch.setattr("nlq.text2sql.ask.shipped_planner", lambda: TablePlanner({}))
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps(LINE), encoding="utf-8")
    out = StringIO()
    call_command("bench", file=file, without=["engine", "import", "start"], stdout=out)
    assert "question to rows: not measured: " in out.getvalue() and "linking, half within" in out.getvalue()
