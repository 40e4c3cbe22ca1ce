"""Copies of the database."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from crm import embedded
from crm.errors import BackupError
from crm.launch import backup, database

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def test_a_copy_is_whole_and_private(folder: Path) -> None:
    file = backup.back_up(folder, settings.DATABASES["default"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "TABLE DATA public crm_organisation" in embedded.run("pg_restore", "--list", str(file))
    assert not list(folder.glob("*.part"))


def test_only_the_last_few_are_kept(folder: Path) -> None:
    made = [backup.back_up(folder, settings.DATABASES["default"], keep=2) for _ in range(3)]
    assert sorted(folder.iterdir()) == made[1:]


def test_one_that_fails_leaves_the_others_and_says_so(folder: Path) -> None:
    first = backup.back_up(folder, settings.DATABASES["default"], keep=1)
    with pytest.raises(BackupError, match="nothing was changed"):
        backup.back_up(folder, {**settings.DATABASES["default"], "NAME": "absent"}, keep=1)
    assert list(folder.iterdir()) == [first]


def test_the_password_is_no_argument(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def record(arguments: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        seen.append(arguments)
        return subprocess.CompletedProcess(arguments, 0, "", "")

    monkeypatch.setattr(subprocess, "run", record)
    backup.back_up(folder, {**settings.DATABASES["default"], "PASSWORD": "s3cret"})
    assert seen
    assert "s3cret" not in str(seen)


def test_the_command_prints_where_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup", str(folder))
    assert Path(capsys.readouterr().out.strip()).parent == folder


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A database that one migration is missing in; the steps taken, in order."""
    steps: list[str] = []
    monkeypatch.setattr(database, "pending", lambda: 1)
    monkeypatch.setattr(database.backup, "back_up", lambda *_: steps.append("copy") or Path("x.dump"))
    monkeypatch.setattr(database, "call_command", lambda name, **_: steps.append(name))
    return steps


def test_there_is_a_copy_before_a_migration_when_there_are_rows(behind: list[str], crm_home: Path) -> None:
    from crm.models import User

    User.objects.create_user("ann")
    crm_home.mkdir()
    database.bring_up_to_date(crm_home)
    assert behind == ["copy", "migrate"]


def test_there_is_none_when_there_is_nothing_to_lose(behind: list[str], crm_home: Path) -> None:
    crm_home.mkdir()
    database.bring_up_to_date(crm_home)
    assert behind == ["migrate"]


def test_nothing_happens_when_nothing_is_to_migrate(tmp_path: Path) -> None:
    database.bring_up_to_date(tmp_path / "absent")
    assert database.pending() == 0
    assert not database.is_new()


def test_the_demo_data_is_loaded_once_and_never_among_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(database, "get_commands", lambda: {"load_demo": "crm"})
    monkeypatch.setattr(database, "call_command", lambda name, **_: calls.append(name))
    monkeypatch.setattr(database, "_has_row", lambda table: bool(calls))
    for _ in range(2):
        database.load_demo_once(tmp_path)
    assert calls == ["load_demo"]
    (tmp_path / database.DEMO_MARK).unlink()
    database.load_demo_once(tmp_path)
    assert calls == ["load_demo"]
