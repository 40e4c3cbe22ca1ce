"""The reader's connection: one for each thread, as the login role that may see the analyst views and nothing else.

It is not Django's connection: that one belongs to the application's role. Each run takes it inside one read-only
transaction and hands it back as if new.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import DatabaseError as DjangoDatabaseError
from django.db import connections
from psycopg import sql
from psycopg.rows import TupleRow

from nlq.errors import DatabaseDown

ROLE: Final = "analyst_reader"
CONNECT_SECONDS: Final = 5
SET_CONFIG: Final = "pg_catalog.set_config(text, text, boolean)"
# jit: the views' scalar subqueries look dear to the planner, and compiling them costs more than it saves.
OPTIONS: Final = (
    "-c search_path=analyst -c default_transaction_read_only=on -c jit=off -c lock_timeout=2000 "
    "-c idle_in_transaction_session_timeout=60000"
)

Connection = psycopg.Connection[TupleRow]
_held = threading.local()


@contextmanager
def reading(user_id: int, timeout_ms: int) -> Iterator[Connection]:
    """A connection in a read-only transaction that sees what `user_id` may see; rolled back and wiped afterwards.

    Raises DatabaseDown where no connection can be had. One that was lost since its last use is replaced once.
    """
    connection = _begun(user_id, timeout_ms)
    try:
        yield connection
    finally:
        _hand_back(connection)


def forget() -> None:
    """Close this thread's connection, for a database that is about to be dropped."""
    connection: Connection | None = getattr(_held, "connection", None)
    _held.connection = None
    if connection is not None:
        connection.close()


def _begun(user_id: int, timeout_ms: int) -> Connection:
    identity = _identity(user_id)
    for fresh in (False, True):
        connection = _connected(fresh=fresh)
        try:
            _begin(connection, identity, timeout_ms)
            return connection
        except psycopg.OperationalError as error:
            forget()
            if fresh:
                raise DatabaseDown(type(error).__name__) from error
    raise DatabaseDown("unreachable")


def _begin(connection: Connection, identity: str, timeout_ms: int) -> None:
    """`SELECT 1` fixes the snapshot: after it, no statement can make the transaction writable."""
    connection.execute(
        sql.SQL(
            "BEGIN READ ONLY; SELECT 1; SET LOCAL statement_timeout = {timeout}; SET LOCAL crm.user_id = {identity}"
        ).format(timeout=sql.Literal(int(timeout_ms)), identity=sql.Literal(identity))
    )


def _hand_back(connection: Connection) -> None:
    """Advisory locks and settings of the session survive a ROLLBACK; DISCARD ALL ends them."""
    try:
        connection.execute("ROLLBACK")
        connection.execute("DISCARD ALL")
    except psycopg.Error:
        forget()


def _connected(*, fresh: bool) -> Connection:
    target = _target()
    connection: Connection | None = getattr(_held, "connection", None)
    same = getattr(_held, "target", None) == (os.getpid(), target)
    if connection is not None and same and not fresh and not connection.closed:
        return connection
    if same:
        forget()
    try:
        _held.connection = psycopg.connect(
            **dict(target), autocommit=True, prepare_threshold=None, connect_timeout=CONNECT_SECONDS, options=OPTIONS
        )
    except psycopg.Error as error:
        raise DatabaseDown(type(error).__name__) from error
    _held.target = (os.getpid(), target)
    opened: Connection = _held.connection
    return opened


def _target() -> tuple[tuple[str, Any], ...]:
    """Where the application's own database is, as the reader's role."""
    main = connections["default"].settings_dict
    where = {"host": main["HOST"], "port": main["PORT"], "dbname": main["NAME"]}
    who = {"user": ROLE, "password": settings.ANALYST_PASSWORD}
    return tuple((key, value) for key, value in {**where, **who}.items() if value)


def _identity(user_id: int) -> str:
    """The bare id where only the server can set it; else a token that only the application's role can make."""
    target = _target()
    if target not in _forgeable:
        _forgeable[target] = bool(_asked("SELECT has_function_privilege(%s, %s, 'EXECUTE')", ROLE, SET_CONFIG))
    if not _forgeable[target]:
        return str(user_id)
    return str(_asked("SELECT analyst_internal.identity_token(%s)", user_id))


def _asked(statement: str, *values: str | int) -> object:
    """One value, asked for as the application's role."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()[0]
    except DjangoDatabaseError as error:
        raise DatabaseDown(type(error).__name__) from error


_forgeable: dict[tuple[tuple[str, Any], ...], bool] = {}
