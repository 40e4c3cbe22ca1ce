"""Web, worker and beat as child processes that die with us: started, watched, restarted with patience, stopped."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from crm.errors import gettext_noop
from crm.launch.speech import say

LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 8.0
LOG_BYTES = 10_000_000
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process and how patiently it is restarted; `log` takes what it prints."""

    name: str
    arguments: tuple[str, ...]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    due: float = 0.0

    def start(self) -> None:
        """Start the process; it is killed when we die, even by `kill -9`."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        parent = os.getpid()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: die_with(parent),
            )
        self.started = time.monotonic()

    def tend(self) -> None:
        """Called again and again: notice an end, wait, start anew; the pause doubles while ends come fast."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self._note_end(now, self.process.returncode)
        if self.process is None and now >= self.due:
            self.start()

    def _note_end(self, now: float, code: int) -> None:
        self.process = None
        self.pause = 1.0 if now - self.started > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE)
        self.due = now + self.pause / 2
        say(
            gettext_noop("%(name)s ended (%(code)s), starting it again in %(seconds)s s; see %(log)s"),
            name=self.name,
            code=code,
            seconds=f"{self.pause / 2:.0f}",
            log=self.log,
        )


def stop(children: list[Child]) -> None:
    """Ask all to end, and kill what has not ended within a few seconds."""
    running = [child.process for child in children if child.process is not None and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def die_with(parent: int) -> None:
    """In the child, before it becomes its program: Linux shall kill it when the parent dies."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _load_libc() -> ctypes.CDLL | None:
    """Loaded ahead: between fork and exec is no time to open files."""
    return ctypes.CDLL(None) if sys.platform == "linux" else None


_LIBC = _load_libc()


def all_children(folder: Path, host: str, port: int) -> list[Child]:
    """The product's processes, the web first."""
    celery = ("-m", "celery", "-A", "crm", "--quiet")
    level = ("--loglevel", "WARNING")
    logs = folder / "logs"
    return [
        Child("web", ("-m", "crm.launch.web", host, str(port)), logs / "web.log"),
        Child("worker", (*celery, "worker", *level, "--pool", "solo", "--without-gossip", "--without-mingle"), logs / "worker.log"),
        Child("beat", (*celery, "beat", *level, "--pidfile="), logs / "beat.log"),
    ]  # fmt: skip
