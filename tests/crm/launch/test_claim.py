"""One start a data folder, and where it is announced."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from crm import home
from crm.errors import AlreadyRunning
from crm.launch import borrow, claim
from crm.launch.claim import Announced

NOTE = Announced(pid=1, database_url="postgresql://a:b@db/crm", host="127.0.0.1", port=8000)


def test_a_second_claim_is_refused_until_the_first_is_let_go(tmp_path: Path) -> None:
    first = claim.claim(tmp_path)
    with pytest.raises(AlreadyRunning, match="Another start"):
        claim.claim(tmp_path)
    first.close()
    claim.claim(tmp_path).close()


def test_the_refusal_names_the_running_one(tmp_path: Path) -> None:
    with claim.claim(tmp_path):
        claim.announce(tmp_path, NOTE)
        with pytest.raises(AlreadyRunning, match=r"http://127\.0\.0\.1:8000/"):
            claim.claim(tmp_path)


def test_what_is_announced_is_private(tmp_path: Path) -> None:
    with claim.claim(tmp_path):
        claim.announce(tmp_path, NOTE)
        assert claim.announced(tmp_path) == NOTE
    assert stat.S_IMODE((tmp_path / claim.NOTE).stat().st_mode) == 0o600


def test_a_note_that_a_killed_start_left_is_not_believed(tmp_path: Path) -> None:
    claim.announce(tmp_path, NOTE)
    assert claim.announced(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", json.dumps({"pid": 1})])
def test_a_spoiled_note_is_not_believed(tmp_path: Path, content: str) -> None:
    with claim.claim(tmp_path):
        (tmp_path / claim.NOTE).write_text(content)
        assert claim.announced(tmp_path) is None


def test_a_command_takes_over_the_announced_address(crm_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.prepare()
    monkeypatch.setenv("DATABASE_URL", "")
    with claim.claim(crm_home):
        claim.announce(crm_home, NOTE)
        with borrow.database(["ask", "x"]):
            assert os.environ["DATABASE_URL"] == NOTE.database_url


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [
        ([], False),
        (["--help"], False),
        (["help", "migrate"], False),
        (["migrate", "--help"], False),
        (["makemessages"], False),
        (["ask", "近三年投过半导体的机构"], True),
        (["migrate"], True),
    ],
)
def test_only_a_command_that_reads_records_needs_a_database(arguments: list[str], needs: bool) -> None:
    assert borrow.needs_database(arguments) is needs
