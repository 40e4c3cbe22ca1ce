"""The story of `make run`: one process that brings everything up, watches it, and takes it down again."""

from __future__ import annotations

import errno
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.db import connections

from crm import environment, home
from crm.embedded import Server
from crm.errors import PortTaken, StartError, gettext_noop
from crm.launch import children, claim, database
from crm.launch.children import Child
from crm.launch.speech import say
from crm.services import entry_link

TICK_SECONDS = 0.3
WEB_SECONDS = 60.0


def run(host: str, port: int) -> None:
    """Serve until Ctrl-C or SIGTERM. StartError when it cannot start; nothing is left running then."""
    os.umask(0o077)
    leave = _asked_to_leave()
    folder = home.prepare()
    with ExitStack() as stack:
        stack.enter_context(claim.claim(folder))
        require_free_port(host, port)
        server = stack.enter_context(_database(folder))
        database.bring_up_to_date(folder)
        database.load_demo_once(folder)
        token = entry_link.issue(folder)
        connections.close_all()
        claim.announce(folder, claim.Announced(os.getpid(), os.environ["DATABASE_URL"], host, port))
        stack.callback(claim.withdraw, folder)
        crew = children.all_children(folder, host, port)
        stack.callback(children.stop, crew)
        _start(crew, host, port, leave)
        say(gettext_noop("open http://%(host)s:%(port)s/enter/%(token)s/"), host=_shown(host), port=port, token=token)
        _watch(crew, server, leave)
        say(gettext_noop("stopping"))
    say(gettext_noop("stopped; nothing is lost"))


def require_free_port(host: str, port: int) -> None:
    """PortTaken when another program listens there, or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(
                    gettext_noop("Port %(port)s is taken by another program. Choose one: PORT=%(next)s make run"),
                    port=port,
                    next=port + 1 if port < 65535 else 8000,
                ) from error
            raise PortTaken(
                gettext_noop("Cannot listen on %(host)s:%(port)s: %(reason)s. Check HOST and PORT."),
                host=host,
                port=port,
                reason=error.strerror,
            ) from error


@contextmanager
def _database(folder: Path) -> Iterator[Server | None]:
    """The embedded server unless DATABASE_URL names another; the children find its address in their environment."""
    if url := environment.text("DATABASE_URL"):
        database.require_answer(url)
        say(gettext_noop("using the database of DATABASE_URL"))
        yield None
        return
    say(gettext_noop("starting PostgreSQL in %(folder)s"), folder=folder)
    server = Server(folder)
    try:
        server.start()
        os.environ["DATABASE_URL"] = home.embedded_url(folder)
        yield server
    finally:
        connections.close_all()
        server.stop()


def _asked_to_leave() -> threading.Event:
    leave = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: leave.set())
    return leave


def _start(crew: list[Child], host: str, port: int, leave: threading.Event) -> None:
    """The web first, the others once it answers: they would only keep it from the processor."""
    web, *others = crew
    say(gettext_noop("starting the web, the worker and the clock"))
    web.start()
    deadline = time.monotonic() + WEB_SECONDS
    while not _answers(host, port) and not leave.is_set():
        if web.process is None or web.process.poll() is not None or time.monotonic() > deadline:
            raise StartError(gettext_noop("The web server did not start; %(log)s says why."), log=web.log)
        time.sleep(0.05)
    for child in others:
        child.start()


def _watch(crew: list[Child], server: Server | None, leave: threading.Event) -> None:
    while not leave.wait(TICK_SECONDS):
        if server is not None and not server.is_alive():
            say(gettext_noop("PostgreSQL ended, starting it again"))
            server.ensure()
        for child in crew:
            child.tend()


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((_shown(host), port), timeout=1).close()
    except OSError:
        return False
    return True


def _shown(host: str) -> str:
    """The address to open: a server that listens everywhere is reached on the loopback."""
    return {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
