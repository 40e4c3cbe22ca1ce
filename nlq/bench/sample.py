"""A temporary database on the same server, with every migration and the demo records; it is dropped at the end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from django.core.management import call_command
from django.db import connection
from psycopg import sql

from crm.demo.load import load
from crm.models import User
from crm.names import stored
from nlq.text2sql import reader

ASKER = "demo"


@contextmanager
def sample_database(today: date) -> Iterator[User]:
    """Django's connection leads there meanwhile; yields the demo's user `demo`. The records are dated around `today`."""
    name, own = f"crm_bench_{os.getpid()}", connection.settings_dict["NAME"]
    previous = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    _execute("CREATE DATABASE {} TEMPLATE template0", name)
    try:
        _lead_to(name)
        call_command("migrate", interactive=False, verbosity=0)
        load(today)
        yield User.objects.get(username=ASKER)
    finally:
        _lead_to(own)
        _execute("DROP DATABASE {} WITH (FORCE)", name)
        signal.signal(signal.SIGTERM, previous)


def url() -> str:
    """The address of the database that Django's connection leads to, for a process of its own."""
    where: dict[str, Any] = connection.settings_dict
    login = ":".join(quote(str(where[part]), safe="") for part in ("USER", "PASSWORD") if where[part])
    options = {"host": where["HOST"], "port": where["PORT"], **where["OPTIONS"]}
    query = urlencode({name: value for name, value in options.items() if value})
    return f"postgresql://{login}@/{quote(str(where['NAME']), safe='')}?{query}"


def _lead_to(name: str) -> None:
    reader.forget()
    stored.forget()
    connection.close()
    connection.settings_dict["NAME"] = name


def _execute(statement: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
