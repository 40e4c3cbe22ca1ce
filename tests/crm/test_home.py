"""The data folder is its owner's only, of this version or older, and nobody else's folder."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from crm import __version__, home
from crm.errors import HomeError


def test_only_its_owner_can_look_into_it(crm_home: Path) -> None:
    home.prepare()
    assert stat.S_IMODE(crm_home.stat().st_mode) & 0o067 == 0
    assert stat.S_IMODE((crm_home / "secret_key").stat().st_mode) == 0o600


def test_a_folder_that_stood_open_is_closed(crm_home: Path) -> None:
    crm_home.mkdir(mode=0o755)
    home.prepare()
    assert stat.S_IMODE(crm_home.stat().st_mode) & 0o067 == 0


def test_an_interrupted_first_start_is_gone_on_with(crm_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "_make_secret_key", lambda file: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        home.prepare()
    monkeypatch.undo()
    monkeypatch.setenv("CRM_HOME", str(crm_home))
    home.prepare()
    assert home.secret_key()


def test_the_secret_key_is_made_once(crm_home: Path) -> None:
    home.prepare()
    first = home.secret_key()
    home.prepare()
    assert home.secret_key() == first
    assert len(first) > 50


def test_a_newer_versions_folder_is_refused_with_both_numbers(crm_home: Path) -> None:
    home.prepare()
    (crm_home / "VERSION").write_text("99.1\n")
    with pytest.raises(HomeError, match=rf"written by version 99\.1; this is version {__version__}.*Update"):
        home.prepare()
    assert (crm_home / "VERSION").read_text() == "99.1\n"


def test_an_older_versions_folder_is_taken(crm_home: Path) -> None:
    home.prepare()
    (crm_home / "VERSION").write_text("0.0.9\n")
    assert home.prepare() == crm_home


def test_somebody_elses_folder_is_refused_and_left_as_it_was(crm_home: Path) -> None:
    crm_home.mkdir(mode=0o755)
    (crm_home / "thesis.doc").write_text("mine")
    with pytest.raises(HomeError, match="holds other files"):
        home.prepare()
    assert [entry.name for entry in crm_home.iterdir()] == ["thesis.doc"]
    assert stat.S_IMODE(crm_home.stat().st_mode) == 0o755


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CRM_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(HomeError, match=r"cannot be used: .*Set CRM_HOME"):
        home.prepare()
