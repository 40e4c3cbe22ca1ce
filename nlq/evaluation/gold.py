"""The rows of gold SQL, under the asker's own rights. Gold is text that we wrote: it needs no guard, and gets no writing."""

from __future__ import annotations

from typing import Final

import psycopg
from sqlglot import exp, parse_one

from crm.models import User
from nlq.evaluation.match import Row, Table
from nlq.evaluation.questions import Asked
from nlq.text2sql.reader import Connection, reading

TIMEOUT_MS: Final = 30_000


class GoldError(Exception):
    """The database does not run a gold statement; the message is the database's."""


def gold_table(sql: str, asked: Asked, user: User) -> Table:
    """The gold rows; for a ranking also those behind its LIMIT, since ties at the cut may replace each other."""
    with reading(user.pk, TIMEOUT_MS) as connection:
        try:
            columns, rows = _fetched(connection, sql)
            ranked = asked.rank in columns
            uncut = _fetched(connection, unlimited(sql))[1] if ranked else None
        except psycopg.Error as error:
            raise GoldError(str(error).splitlines()[0]) from error
    return Table(columns, rows, uncut)


def unlimited(sql: str) -> str:
    """The statement without its outermost LIMIT."""
    tree = parse_one(sql, dialect="postgres")
    if isinstance(tree, exp.Query):
        tree.set("limit", None)
    return tree.sql(dialect="postgres")


def _fetched(connection: Connection, sql: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    cursor = connection.execute(sql.encode())
    return tuple(one.name for one in cursor.description or ()), tuple(cursor.fetchall())
