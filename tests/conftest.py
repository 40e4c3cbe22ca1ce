"""What every test may ask for: a real PostgreSQL, started once for the whole run, and the sample data where it is."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from pytest_django.plugin import blocking_manager_key

from crm import home
from crm.embedded import Server

PROJECT = Path(__file__).resolve().parent.parent
STARTING_SECONDS = 120
LEFT_OUT = "sample data absent"
SERVER_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}
_servers: list[Server] = []
_written_by_migrations: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the first process; xdist's workers come later and only connect."""
    if hasattr(config, "workerinput") or config.option.collectonly or "CRM_TEST_DATABASE_URL" in os.environ:
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the run as Ctrl-C does: the server is stopped
    compile_translations()
    sweep()
    server = Server(home.prepare(), SERVER_SETTINGS)
    _servers.append(server)
    server.start()


def sweep() -> None:
    """Stop and remove what killed runs left; a run under way holds the lock of its folder."""
    own = Path(os.environ["CRM_TEST_HOME"])
    for folder in own.parent.glob("crm-tests-*"):
        if folder == own or time.time() - folder.stat().st_mtime < STARTING_SECONDS:
            continue
        leftover = Server(folder / "home" if (folder / "home").is_dir() else folder)
        leftover.hold()
        if leftover.stop():
            shutil.rmtree(folder, ignore_errors=True)


def compile_translations() -> None:
    """As `make setup` does, for a run of pytest alone."""
    for file in [path for app in ("crm", "nlq") for path in (PROJECT / app / "locale").glob("*/LC_MESSAGES/*.po")]:
        compiled = file.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < file.stat().st_mtime:
            polib.pofile(str(file)).save_as_mofile(str(compiled))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop it, however the run ended, and remove its folder."""
    for server in _servers:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
    _servers.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Keep what migrations wrote (stages, for one): a test with transactions of its own empties every table.

    The questions' own connection is closed at the end, before the database is dropped.
    """
    from django.apps import apps
    from django.core import serializers

    from nlq.text2sql import reader

    models = [model for app in ("crm", "nlq") for model in apps.get_app_config(app).get_models()]
    with django_db_blocker.unblock():
        rows = (row for model in models for row in model._base_manager.order_by("pk"))
        _written_by_migrations.append(serializers.serialize("json", rows))
    yield
    reader.forget()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Put it back once such a test is over, unless it was the last: then the database is gone."""
    result = yield
    marker = item.get_closest_marker("django_db")
    emptied = {"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    emptied |= {"marked"} if marker and marker.kwargs.get("transaction") else set()
    if emptied and nextitem is not None and _written_by_migrations:
        from django.db import connection

        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(_written_by_migrations[-1])
            connection.close()
    return result


def sample_folder() -> Path:
    """`CRM_SAMPLE_DATA`, else `../shared/data` beside the project."""
    return Path(os.environ.get("CRM_SAMPLE_DATA") or PROJECT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def sample_data() -> Path:
    """The folder of sample exports; tests that need it are left out, and counted, where it is absent."""
    folder = sample_folder()
    if not folder.is_dir():
        pytest.skip(f"{LEFT_OUT}: {folder} (set CRM_SAMPLE_DATA)")
    return folder


@pytest.fixture
def crm_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder of one test's own, named by CRM_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("CRM_HOME", str(folder))
    yield folder


@pytest.fixture
def server_home() -> Iterator[Path]:
    """A folder for a server of one test's own. Not below pytest's: that one is closed again by every other run, and
    as root the server runs as another user, who has to pass through.
    """
    folder = Path(tempfile.mkdtemp(prefix="crm-tests-own-"))
    yield folder / "home"
    shutil.rmtree(folder, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were left out for want of the sample data."""
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(LEFT_OUT in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{count} tests left out: sample data absent, set CRM_SAMPLE_DATA to its folder")
