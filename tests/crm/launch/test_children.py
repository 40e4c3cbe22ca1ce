"""Child processes: restarted with growing patience, and gone when asked to go."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crm.launch import children
from crm.launch.children import Child


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(children.time, "monotonic", lambda: now[0])
    return now


def ended(child: Child) -> None:
    assert child.process is not None
    child.process.wait()


def test_the_pause_doubles_while_ends_come_fast_and_starts_over_after_a_steady_while(
    tmp_path: Path, clock: list[float]
) -> None:
    child = Child("web", ("-c", "raise SystemExit(3)"), tmp_path / "web.log")
    pauses = []
    for _ in range(4):
        child.start()
        ended(child)
        child.tend()
        assert child.process is None
        pauses.append(child.due - clock[0])
    child.start()
    ended(child)
    clock[0] += children.STEADY_SECONDS + 1
    child.tend()
    assert pauses == [1, 2, 4, 8]
    assert child.due - clock[0] == 0.5


def test_it_waits_out_the_pause(tmp_path: Path, clock: list[float]) -> None:
    child = Child("web", ("-c", ""), tmp_path / "web.log", due=clock[0] + 5)
    child.tend()
    assert child.process is None
    clock[0] += 5
    child.tend()
    assert child.process is not None
    ended(child)


def test_an_end_is_said_with_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    child = Child("worker", ("-c", "raise SystemExit(3)"), tmp_path / "worker.log")
    child.start()
    ended(child)
    child.tend()
    assert str(tmp_path / "worker.log") in capsys.readouterr().out


def test_one_that_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "STOP_SECONDS", 0.2)
    deaf = "import signal; signal.signal(15, signal.SIG_IGN); print(1, flush=True); signal.pause()"
    child = Child("deaf", ("-c", deaf), tmp_path / "deaf.log")
    child.start()
    deadline = time.monotonic() + 10
    while not child.log.read_text() and time.monotonic() < deadline:
        os.sched_yield()
    children.stop([child])
    assert child.process is not None
    assert child.process.returncode == -9


def test_a_large_log_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LOG_BYTES", 3)
    (log := tmp_path / "web.log").write_text("long")
    child = Child("web", ("-c", "print('new')"), log)
    child.start()
    ended(child)
    assert log.read_text() == "new\n"
    assert (tmp_path / "web.log.1").read_text() == "long"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's word is Linux's")
def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = (
        "import os, sys, signal; from pathlib import Path; from crm.launch.children import Child; "
        "c = Child('x', ('-c', 'import signal; signal.pause()'), Path(sys.argv[1])); c.start(); "
        "print(c.process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", parent, str(tmp_path / "log")], capture_output=True, text=True)
    pid = int(done.stdout)
    deadline = time.monotonic() + 5
    while _lives(pid) and time.monotonic() < deadline:
        os.sched_yield()
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
