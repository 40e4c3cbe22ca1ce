"""How much the database holds: whether a statement can be dear at all."""

from __future__ import annotations

import time
from typing import Final

from django.conf import settings

from nlq.text2sql.reader import Connection

FRESH_SECONDS: Final = 60.0
# A table that was never analysed counts -1 rows: then nothing is known, and nothing is small.
ROWS: Final = """
    SELECT CASE WHEN min(c.reltuples) < 0 THEN NULL ELSE sum(c.reltuples) END
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relname IN (
        'crm_deal', 'crm_investment', 'crm_company', 'crm_investor', 'crm_interaction', 'crm_note', 'crm_task')
"""
_known: dict[str, tuple[float, bool]] = {}


def is_small(connection: Connection) -> bool:
    """Whether the records are so few that no statement the guard lets through needs an estimate of its cost.

    The estimate plans the statement once more, up to 15 ms over the widest views; the time limit holds in any case.
    Looked up once a minute per database.
    """
    name = connection.info.dsn
    seen, small = _known.get(name, (-FRESH_SECONDS, False))
    if time.monotonic() - seen >= FRESH_SECONDS:
        row = connection.execute(ROWS).fetchone()
        small = row is not None and row[0] is not None and row[0] <= settings.QUESTION_SMALL_ROWS
        _known[name] = (time.monotonic(), small)
    return small


def forget() -> None:
    """Look it up anew at the next question."""
    _known.clear()
