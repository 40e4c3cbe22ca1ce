"""One start a data folder: a lock that the kernel frees however the process ends, and a note of what runs under it."""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from crm import home
from crm.errors import AlreadyRunning, gettext_noop

LOCK = "run.lock"
NOTE = "running.json"


@dataclass(frozen=True)
class Announced:
    """A running start: its process, the address of its database (with its password, hence 0600) and of its pages."""

    pid: int
    database_url: str
    host: str
    port: int


def claim(folder: Path) -> IO[str]:
    """The lock of the folder, held until closed; AlreadyRunning when another process has it."""
    lock = _open(folder)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise _already_running(folder) from None
    (folder / NOTE).unlink(missing_ok=True)
    return lock


def announce(folder: Path, note: Announced) -> None:
    """Tell commands in other terminals where the database is."""
    home.write_private(folder / NOTE, json.dumps(asdict(note)))


def withdraw(folder: Path) -> None:
    """Take the note back."""
    (folder / NOTE).unlink(missing_ok=True)


def announced(folder: Path) -> Announced | None:
    """What runs in the folder, or None: a note without its lock is what a killed start left."""
    if not (folder / NOTE).exists() or not is_claimed(folder):
        return None
    try:
        return Announced(**json.loads((folder / NOTE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def is_claimed(folder: Path) -> bool:
    """Whether a start holds the folder now."""
    with _open(folder) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _open(folder: Path) -> IO[str]:
    return os.fdopen(os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+")


def _already_running(folder: Path) -> AlreadyRunning:
    note = announced(folder)
    if note is None:
        return AlreadyRunning(
            gettext_noop("Another start is using %(folder)s. Wait for it, or set CRM_HOME to another folder."),
            folder=folder,
        )
    return AlreadyRunning(
        gettext_noop(
            "It is running already: http://%(host)s:%(port)s/ uses %(folder)s (process %(pid)s). "
            "Stop it with Ctrl-C there, or set CRM_HOME and PORT for a second one."
        ),
        host=note.host,
        port=note.port,
        folder=folder,
        pid=note.pid,
    )
