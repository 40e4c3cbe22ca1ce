"""Copies of the database by pg_dump, in its custom format, readable by their owner only; the last few are kept."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

from crm import embedded
from crm.errors import BackupError, EmbeddedError, gettext_noop

KEEP = 5
NAMES = "crm-*.dump"


def back_up(folder: Path, database: dict[str, Any], *, keep: int = KEEP) -> Path:
    """Copy the database of Django's settings `database` into `folder`; the file appears only when it is whole.

    BackupError when pg_dump fails; nothing is removed then.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"crm-{datetime.now():%Y%m%d-%H%M%S-%f}.dump"
    draft = file.with_suffix(".part")
    draft.touch(mode=0o600)
    try:
        embedded.run("pg_dump", "--format=custom", f"--file={draft}", environment=connection(database))
    except EmbeddedError as error:
        draft.unlink(missing_ok=True)
        raise BackupError(
            gettext_noop("The copy before the migration failed, so nothing was changed: %(reason)s"), reason=error
        ) from error
    with draft.open("rb") as stream:
        os.fsync(stream.fileno())
    draft.replace(file)
    for old in sorted(folder.glob(NAMES))[:-keep]:
        old.unlink()
    return file


def connection(database: dict[str, Any]) -> dict[str, str]:
    """libpq's variables for Django's settings of a database: a password is never an argument that `ps` shows."""
    variables = {f"PG{name}": str(database[key]) for name, key in _PLACES.items() if database[key]}
    if "sslmode" in database["OPTIONS"]:
        variables["PGSSLMODE"] = str(database["OPTIONS"]["sslmode"])
    return variables


_PLACES = {"HOST": "HOST", "PORT": "PORT", "USER": "USER", "PASSWORD": "PASSWORD", "DATABASE": "NAME"}
