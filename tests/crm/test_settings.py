"""Settings read the environment, say what is wrong with it, and start nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from crm import environment

PROJECT = Path(__file__).resolve().parent.parent.parent
PRINT = "from crm import settings; print({expression})"


def read(expression: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a process of their own and print an expression of them."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", PRINT.format(expression=expression)],
        cwd=PROJECT,
        env={**kept, "CRM_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("TIME_ZONE", "Mars/Olympus"),
        ("REPORTING_CURRENCY", "DEM"),
        ("CRM_LANGUAGE", "fr"),
        ("CRM_DEBUG", "maybe"),
        ("QUESTION_TIMEOUT_MS", "-1"),
        ("QUESTION_ROW_LIMIT", "lots"),
        ("LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "mysql://somewhere/crm"),
        ("DATABASE_URL", "postgresql://somewhere"),
    ],
)
def test_a_bad_value_is_named_in_the_message(name: str, value: str, tmp_path: Path) -> None:
    done = read("settings.PORT", tmp_path / "home", **{name: value})
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert name in last
    assert value in last


def test_importing_them_starts_nothing_and_writes_nothing(tmp_path: Path) -> None:
    done = read("settings.TIME_ZONE, settings.REPORTING_CURRENCY, settings.HOST, settings.PORT", tmp_path / "home")
    assert done.stdout.strip() == "Asia/Shanghai CNY 127.0.0.1 8000", done.stderr
    assert not (tmp_path / "home").exists()


def test_the_policy_allows_our_own_files_only(tmp_path: Path) -> None:
    policy = read("settings.CONTENT_SECURITY_POLICY", tmp_path / "home").stdout
    assert "'default-src': [\"'self'\"]" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_database_url_becomes_djangos_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_URL", "postgresql://ann:p%40ss@db.example:5433/crm%20one?sslmode=require")
    database = environment.database("X_URL", "")
    assert (database["NAME"], database["USER"], database["PASSWORD"]) == ("crm one", "ann", "p@ss")
    assert (database["HOST"], database["PORT"], database["OPTIONS"]) == ("db.example", "5433", {"sslmode": "require"})


def test_a_socket_folder_is_the_host() -> None:
    assert environment.database("X_UNSET", "postgresql://postgres@/crm?host=%2Fvar%2Fx")["HOST"] == "/var/x"


def test_a_password_never_stands_in_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_URL", "postgres://ann:secret@db/")
    with pytest.raises(ImproperlyConfigured) as error:
        environment.database("X_URL", "")
    assert "secret" not in str(error.value)
    assert "ann:***@db" in str(error.value)


def test_a_file_of_settings_yields_to_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X_TAKEN", "from the environment")
    monkeypatch.delenv("X_FREE", raising=False)
    (file := tmp_path / ".env").write_text("# words\nX_TAKEN=from the file\nexport X_FREE='a=b'\nnonsense\n")
    environment.read_file(file)
    assert os.environ["X_TAKEN"] == "from the environment"
    assert os.environ.pop("X_FREE") == "a=b"


def test_env_example_lists_every_variable_that_the_settings_read() -> None:
    import re

    listed = set(re.findall(r"^#?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))
    source = "".join(file.read_text() for folder in ("crm", "nlq", "llm") for file in (PROJECT / folder).rglob("*.py"))
    read_there = set(
        re.findall(r'environment\.(?:text|switch|integer|choice|words|folder|database)\(\s*"([A-Z_]+)"', source)
    )
    assert read_there <= listed
    assert {"CRM_HOME", "DATABASE_URL", "PORT"} <= read_there
