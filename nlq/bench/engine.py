"""A fresh process that starts the engine and answers one question: its start, its memory, and what it never imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _

from nlq.bench.figure import BenchError, Figure
from nlq.evaluation.questions import Asked

START_SECONDS: Final = 1
MEMORY_MB: Final = 250
LONGEST_SECONDS: Final = 120


def figures(asked: Asked, username: str, today: date, database_url: str) -> Iterator[Figure]:
    """BenchError where the process fails or its question gets no rows."""
    found = probed(asked.question, username, asked.today or today, database_url)
    yield Figure(_("start of the engine"), found["engine_seconds"], "s", START_SECONDS)
    yield Figure(_("first question of a process"), found["first_seconds"], "s", None, _("the names are read"))
    note = _("Django alone %(django).0f MB") % {"django": found["django_mb"]}
    yield Figure(_("memory at its peak"), found["peak_mb"], "MB", MEMORY_MB, note)
    yield Figure(_("heavy libraries imported"), len(found["heavy"]), "", 0, ", ".join(found["heavy"]))


def probed(question: str, username: str, today: date, database_url: str) -> dict[str, Any]:
    """What the probe printed."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "nlq.bench.engine_probe", question, username, today.isoformat()],
        cwd=settings.BASE_DIR,
        env=_environment(database_url),
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_SECONDS,
    )
    if done.returncode != 0:
        raise BenchError((done.stderr.strip() or "?").splitlines()[-1])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if found["status"] == "error":
        raise BenchError(found["reason"])
    return found


def _environment(database_url: str) -> dict[str, str]:
    ours = {"DATABASE_URL": database_url, "SHIPPED_MODEL": str(settings.SHIPPED_MODEL)}
    return {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "crm.settings"}
