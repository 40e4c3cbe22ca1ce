"""What must be true of the `analyst` schema after each migrate, beyond its SQL: comments and the reader's password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import sql

from crm import catalog


def refresh(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """post_migrate: writes the catalogue's comments into the database and sets the question role's password."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('analyst.industries') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        for view, column, text in catalog.comments():
            kind = "VIEW" if column is None else "COLUMN"
            target = (
                sql.Identifier(catalog.SCHEMA, view) if column is None else sql.Identifier(catalog.SCHEMA, view, column)
            )
            cursor.execute(sql.SQL("COMMENT ON {} {} IS {}").format(sql.SQL(kind), target, sql.Literal(text)))
        _set_password(cursor)


def _set_password(cursor: Any) -> None:
    # The role is cluster-wide: two databases that migrate at once would update the same row of pg_authid.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('crm analyst roles'))")
    password = sql.Literal(settings.ANALYST_PASSWORD)
    cursor.execute(sql.SQL("ALTER ROLE analyst_reader PASSWORD {}").format(password))
