"""A database for a single command: DATABASE_URL's, else the running start's, else the embedded one for its duration."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crm import environment, home
from crm.launch import claim

NEED_NONE = {
    "help", "version", "check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "makemessages",
    "startapp", "startproject", "testserver",
}  # fmt: skip


@contextmanager
def database(arguments: Sequence[str]) -> Iterator[None]:
    """`arguments` are those after `manage.py`. StartError when the embedded server cannot be started."""
    if not needs_database(arguments):
        yield
        return
    folder = home.prepare()  # before the settings look for the secret key
    if environment.text("DATABASE_URL") or arguments[0] == "run":
        yield
        return
    if (running := claim.announced(folder)) is not None:
        os.environ["DATABASE_URL"] = running.database_url
        yield
        return
    yield from _embedded(folder, arguments[0])


def needs_database(arguments: Sequence[str]) -> bool:
    """Whether the command reads or writes records: help does not, nor do the tools of the trade."""
    return bool(arguments) and arguments[0] not in NEED_NONE and not {"-h", "--help", "--version"} & set(arguments)


def _embedded(folder: Path, command: str) -> Iterator[None]:
    from crm.embedded import Server  # only here: commands with a database at hand start without it

    server = Server(folder)
    previous = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        server.start()
        os.environ["DATABASE_URL"] = home.embedded_url(folder)
        if command != "migrate":
            _migrate_if_new(folder)
        yield
    finally:
        server.stop()
        signal.signal(signal.SIGTERM, previous)


def _migrate_if_new(folder: Path) -> None:
    """A first command in an empty folder finds its tables; an older database is left to `make run`, which backs it up."""
    import django

    django.setup()
    from django.core.management import call_command

    from crm.launch.database import is_new

    if is_new():
        call_command("migrate", interactive=False, verbosity=0)
        home.write_version(folder)
