"""The embedded PostgreSQL: starts, survives, stops, and keeps to itself."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from crm import embedded, home
from crm.embedded import EmbeddedError, Server

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(server_home: Path) -> Path:
    server_home.mkdir(mode=0o700)
    return server_home


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    server.start()
    yield server
    server.stop()


def execute(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(home.embedded_url(folder), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_it_brings_postgres_18_and_pgvector(server: Server) -> None:
    assert execute(server.folder, "SHOW server_version_num")[0][0].startswith("18")
    execute(server.folder, "CREATE EXTENSION vector")
    assert execute(server.folder, "SELECT '[1,2]'::vector <-> '[1,3]'::vector") == [(1.0,)]


def test_it_listens_on_no_network_address(server: Server) -> None:
    assert execute(server.folder, "SHOW listen_addresses") == [("",)]


def test_only_the_owner_looks_into_the_data(server: Server) -> None:
    assert stat.S_IMODE(server.folder.stat().st_mode) & 0o067 == 0
    assert stat.S_IMODE(server.data.stat().st_mode) == 0o700


def test_a_killed_server_loses_no_committed_row(server: Server) -> None:
    execute(server.folder, "CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(embedded.postmaster_pid(server.data), signal.SIGKILL)
    server.ensure()
    assert execute(server.folder, "SELECT answer FROM kept") == [(42,)]


def test_a_pid_that_now_belongs_to_another_program_does_not_stop_the_start(server: Server) -> None:
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    server.start()
    assert execute(server.folder, "SELECT 1") == [(1,)]


def test_an_interrupted_first_start_is_begun_again(folder: Path) -> None:
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = Server(folder)
    server.start()
    server.stop()
    assert not (folder / "postgres.new").exists()


def test_the_last_holder_stops_it_and_no_earlier_one(server: Server) -> None:
    other = Server(server.folder)
    other.start()
    server.stop()
    assert embedded.refusal(server.folder) is None
    other.stop()
    assert embedded.refusal(server.folder) is not None


def test_data_of_another_major_version_is_refused_with_its_number(server: Server) -> None:
    server.stop()
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="written by PostgreSQL 17"):
        server.start()
    (server.data / "PG_VERSION").write_text("18\n")


def test_a_full_disk_is_told_from_other_failures() -> None:
    assert "disk is full" in str(embedded.failure("FATAL: could not write: No space left on device"))
    assert "bad option" in str(embedded.failure("FATAL: bad option"))


def test_a_path_too_long_for_a_socket_gets_a_short_one(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    assert len(str(home.socket_folder(deep))) < 90
    assert home.socket_folder(deep) != home.socket_folder(tmp_path / ("e" * 100))
