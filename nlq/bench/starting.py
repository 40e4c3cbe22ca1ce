"""The second `make run` of a data folder: from its start until it prints the sign-in link."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from nlq.bench.figure import BenchError, Figure

SECONDS: Final = 5
LONGEST_SECONDS: Final = 180
LINK: Final = "/enter/"


def figures() -> Iterator[Figure]:
    """A first start in an empty folder, with the demo data, then a second one."""
    folder = Path(tempfile.mkdtemp(prefix="crm-bench-"))
    try:
        first, second = (seconds_to_link(folder / "home", free_port()) for _ in range(2))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    yield Figure(_("second start of make run"), second, "s", SECONDS, _("the first %(first).1f s") % {"first": first})


def seconds_to_link(home: Path, port: int) -> float:
    """Start the product in `home`, wait for its link, and stop it as Ctrl-C does. BenchError when there is no link."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        cwd=settings.BASE_DIR,
        env=_environment(home, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    alarm = threading.Timer(LONGEST_SECONDS, process.kill)
    alarm.start()
    try:
        last = _read_until_link(process)
        seconds = time.perf_counter() - begun
    finally:
        alarm.cancel()
        _stop(process)
    if LINK not in last:
        raise BenchError(last)
    return seconds


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(home: Path, port: int) -> dict[str, str]:
    """Ours without what would lead it elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
    ours = {"CRM_HOME": str(home), "PORT": str(port), "HOST": "127.0.0.1", "CRM_ENV_FILE": os.devnull}
    return {**kept, **ours, "DJANGO_SETTINGS_MODULE": "crm.settings"}


def _read_until_link(process: subprocess.Popen[str]) -> str:
    last = ""
    for line in process.stdout or ():
        last = line.strip() or last
        if LINK in line:
            break
    return last


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
