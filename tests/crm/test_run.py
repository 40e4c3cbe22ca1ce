"""`make run` for real: it comes up, says what it does, and survives the death of any part."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from crm import embedded, home
from crm.launch import claim

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Product:
    """`manage.py` in a data folder and on a port of its own."""

    folder: Path
    port: int
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        ours = {"CRM_HOME": str(self.folder), "PORT": str(self.port), "CRM_DEMO": "0", "CRM_ENV_FILE": os.devnull}
        return {**kept, "LANG": "C.UTF-8", **ours, **more}

    def start(self, **more: str) -> list[str]:
        """Start it and wait for its link; the lines that it printed."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=PROJECT,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.running.append(process)
        lines: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            if "/enter/" in line:
                break
        return lines

    def command(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    def leave(self, number: int = signal.SIGINT) -> int:
        self.running[-1].send_signal(number)
        return self.running[-1].wait(15)

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(home.embedded_url(self.folder), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def children(self) -> dict[str, int]:
        """The pids of web, worker and beat by name."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = entry.read_bytes().split(b"\0")
                parent = int((entry.parent / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == self.running[-1].pid:
                for name, mark in (("web", b"crm.launch.web"), ("worker", b"worker"), ("beat", b"beat")):
                    if mark in words:
                        found[name] = int(entry.parent.name)
        return found


def wait_for(condition: Callable[[], object], seconds: float = 15) -> None:
    """Bounded polling of another process: there is nothing to be told by."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *args: object) -> None:
        return None


def status(link: str) -> int:
    try:
        return urllib.request.build_opener(Stay).open(link, timeout=10).status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture
def product(server_home: Path) -> Iterator[Product]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    product = Product(server_home, port)
    yield product
    for process in product.running:
        if process.poll() is None:
            process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
    if product.folder.exists():
        leftover = embedded.Server(product.folder)
        leftover.hold()
        leftover.stop()


def test_it_says_each_step_and_last_a_link_that_signs_in_once(product: Product) -> None:
    lines = product.start()
    assert lines[-1].startswith(f"open http://127.0.0.1:{product.port}/enter/")
    assert any("PostgreSQL" in line for line in lines)
    link = lines[-1].removeprefix("open ")
    assert [status(link), status(link)] == [302, 410]


def test_ctrl_c_stops_everything_within_seconds(product: Product) -> None:
    product.start()
    begun = time.monotonic()
    assert product.leave() == 0
    assert time.monotonic() - begun < 10
    assert not answers(product.port)
    assert embedded.refusal(product.folder) is not None
    assert not (product.folder / claim.NOTE).exists()


def test_the_second_start_has_nothing_to_migrate(product: Product) -> None:
    product.start()
    product.leave()
    lines = product.start()
    assert not any("migrated" in line for line in lines)


def test_a_second_one_in_the_same_folder_is_refused_and_harms_nothing(product: Product) -> None:
    product.start()
    second = product.command("run")
    assert second.returncode == 1
    assert "It is running already" in second.stderr
    assert "Traceback" not in second.stderr
    assert answers(product.port)


def test_a_port_that_is_taken_is_said_with_a_free_one(product: Product) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", product.port))
        other.listen()
        done = product.command("run")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {product.port} is taken")
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_said_without_its_password(product: Product) -> None:
    done = product.command("run", DATABASE_URL="postgresql://ann:secret@127.0.0.1:9/crm")
    assert done.returncode == 1
    assert "does not answer" in done.stderr
    assert "secret" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_a_chinese_terminal_is_spoken_to_in_chinese(product: Product) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", product.port))
        other.listen()
        done = product.command("run", LANG="zh_CN.UTF-8")
    assert f"端口 {product.port}" in done.stderr


def test_a_command_in_another_terminal_uses_the_same_server(product: Product) -> None:
    product.start()
    product.execute("CREATE TABLE kept AS SELECT 7 AS n")
    script = (
        "from django.db import connection as c; k = c.cursor(); k.execute('SELECT n FROM kept'); print(k.fetchone())"
    )
    assert "(7,)" in product.command("shell", "--no-imports", "-c", script).stdout
    assert answers(product.port)


def test_a_command_alone_starts_the_server_and_stops_it_again(product: Product) -> None:
    done = product.command("shell", "--no-imports", "-c", "from crm.models import User; print(User.objects.count())")
    assert done.stdout.strip() == "0", done.stderr
    assert embedded.refusal(product.folder) is not None


@pytest.mark.parametrize("arguments", [["--help"], ["help"], ["migrate", "--help"], ["check"]])
def test_help_starts_none(product: Product, arguments: list[str]) -> None:
    assert product.command(*arguments).returncode == 0
    assert not product.folder.exists()


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_child_that_is_killed_comes_back(product: Product, name: str) -> None:
    product.start()
    wait_for(lambda: len(product.children()) == 3)
    before = product.children()[name]
    product.kill(before)
    wait_for(lambda: product.children().get(name) not in {None, before})
    wait_for(lambda: answers(product.port))
    assert product.children()[name] != before


def test_a_killed_postgres_comes_back_with_its_data(product: Product) -> None:
    product.start()
    product.execute("CREATE TABLE kept AS SELECT 7 AS n")
    server = embedded.postmaster_pid(product.folder / "postgres")
    product.kill(server)
    wait_for(lambda: embedded.postmaster_pid(product.folder / "postgres") not in {None, server})
    wait_for(lambda: embedded.refusal(product.folder) is None)
    assert product.execute("SELECT n FROM kept") == [(7,)]


def test_children_die_with_a_killed_supervisor_and_the_next_start_has_the_data(product: Product) -> None:
    product.start()
    wait_for(lambda: len(product.children()) == 3)
    product.execute("CREATE TABLE kept AS SELECT 7 AS n")
    children = product.children().values()
    product.kill(product.running[-1].pid)
    product.running[-1].wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), 5)
    product.start()
    assert product.execute("SELECT n FROM kept") == [(7,)]


def test_everything_killed_at_once_loses_nothing(product: Product) -> None:
    product.start()
    product.execute("CREATE TABLE kept AS SELECT 7 AS n")
    for pid in (product.running[-1].pid, embedded.postmaster_pid(product.folder / "postgres")):
        product.kill(pid)
    product.running[-1].wait()
    product.start()
    assert product.execute("SELECT n FROM kept") == [(7,)]
    assert product.leave(signal.SIGTERM) == 0


def test_a_newer_versions_folder_is_refused_with_what_to_do(product: Product) -> None:
    product.folder.mkdir(mode=0o700)
    (product.folder / "VERSION").write_text("99.0\n")
    done = product.command("run")
    assert done.returncode == 1
    assert "Update the product" in done.stderr
