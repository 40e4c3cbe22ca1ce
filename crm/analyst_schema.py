"""What must be true of the `analyst` schema after each migrate, beyond its SQL: comments and the reader's password."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InternalError, connections, transaction
from psycopg import sql

from crm import catalog

_ATTEMPTS, _PAUSE = 8, 0.05  # seconds, longer with each attempt


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
    """Roles are cluster-wide and advisory locks are not: of two databases that migrate at once the second one tries again."""
    change = sql.SQL("ALTER ROLE analyst_reader PASSWORD {}").format(sql.Literal(settings.ANALYST_PASSWORD))
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic(using=cursor.db.alias):
                cursor.execute(change)
        except InternalError as error:
            if "concurrently updated" not in str(error) or attempt == _ATTEMPTS:
                raise
            time.sleep(_PAUSE * attempt)
        else:
            return
