"""Running a checked statement: as the asking person, read-only, within limits of time, rows and bytes."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

import psycopg
from django.conf import settings
from psycopg import errors
from psycopg.rows import TupleRow
from sqlglot import exp

from nlq.errors import BadValue, DatabaseDown, NoAsker, NotReadable, RunError, TimedOut, TooExpensive, UnboundValue
from nlq.text2sql.guard import SafeQuery
from nlq.text2sql.guard.limits import has_ties, limit_rows
from nlq.text2sql.guard.printed import numbered
from nlq.text2sql.reader import Connection, reading
from nlq.text2sql.volume import is_small

log = logging.getLogger(__name__)

_TYPES: Final[dict[int, str]] = {
    16: "boolean", 20: "integer", 21: "integer", 23: "integer", 700: "numeric", 701: "numeric", 1700: "numeric",
    1082: "date", 1114: "timestamp", 1184: "timestamp", 1186: "interval",
}  # fmt: skip
MOST_DIGITS: Final = 40


class Asker(Protocol):
    """The person whose rights hold: a crm.User."""

    pk: Any
    is_active: Any


@dataclass(frozen=True)
class Column:
    """A result column; `type` is text, integer, numeric, date, timestamp, interval or boolean."""

    name: str
    type: str


@dataclass(frozen=True)
class Rows:
    """What came back. `truncated`: there are more rows than shown; `stopped_by` says whether «rows» or «bytes» did it.

    `elapsed_ms`: from the first word to the database until the last row, the planner's estimate included.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    elapsed_ms: float
    stopped_by: str = ""


def run(
    query: SafeQuery,
    params: Mapping[str, object],
    *,
    user: Asker | None,
    timeout_ms: int | None = None,
    row_limit: int | None = None,
    byte_limit: int | None = None,
) -> Rows:
    """The rows of a checked statement, as `user` may see them; limits default to the settings QUESTION_*.

    Raises a RunError of nlq.errors: NoAsker, UnboundValue, TooExpensive, TimedOut, BadValue, NotReadable, DatabaseDown.
    """
    user_id = _asking(user)
    row_limit = row_limit or settings.QUESTION_ROW_LIMIT
    timeout_ms = timeout_ms or settings.QUESTION_TIMEOUT_MS
    statement, names = _statement(query, row_limit)
    values = bound(names, params)
    started = time.perf_counter()
    with _translated(timeout_ms), reading(user_id, timeout_ms) as connection:
        if not is_small(connection):
            _pass_cost(connection, statement, values)
        columns, rows, stopped_by = _fetch(
            connection, statement, values, row_limit, byte_limit or settings.QUESTION_BYTE_LIMIT
        )
    if not stopped_by and query.capped and len(rows) == query.limit:
        stopped_by = "rows"
    return Rows(columns, tuple(rows), bool(stopped_by), (time.perf_counter() - started) * 1000, stopped_by)


def bound(names: Sequence[str], params: Mapping[str, object]) -> list[object]:
    """The values in the order of their numbers; raises UnboundValue for a missing one or one of another kind."""
    return [_bindable(name, params) for name in names]


def _asking(user: Asker | None) -> int:
    if user is None or user.pk is None or not user.is_active:
        raise NoAsker
    return int(user.pk)


def _statement(query: SafeQuery, row_limit: int) -> tuple[str, list[str]]:
    """The SQL to run, with a LIMIT of one row more than are shown, so that «more» is known and not guessed."""
    tree = query.tree.copy()
    if has_ties(tree.args.get("limit")):
        tree = exp.select("*").from_(exp.Subquery(this=tree, alias=exp.TableAlias(this=exp.to_identifier("ties"))))
    limit_rows(tree, row_limit + 1)
    return numbered(tree)


def _bindable(name: str, params: Mapping[str, object]) -> object:
    if name not in params:
        raise UnboundValue(name)
    value = params[name]
    if isinstance(value, list | tuple):
        return [_scalar(name, one) for one in value]
    return _scalar(name, value)


def _scalar(name: str, value: object) -> object:
    if isinstance(value, float):  # a double would turn exact money into approximate money
        return Decimal(str(value))
    if isinstance(value, str) and "\x00" in value:
        raise UnboundValue(name)
    if value is None or isinstance(value, str | bool | int | Decimal | date):
        return value
    raise UnboundValue(name)


def _pass_cost(connection: Connection, statement: str, values: list[object]) -> None:
    with psycopg.RawCursor(connection) as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        found = cursor.fetchone()
    plan = found[0] if found else "[]"
    cost = float((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Total Cost"])
    if cost > settings.QUESTION_COST_LIMIT:
        raise TooExpensive(f"{cost:.0f} > {settings.QUESTION_COST_LIMIT}")


def _fetch(
    connection: Connection, statement: str, values: list[object], row_limit: int, byte_limit: int
) -> tuple[tuple[Column, ...], list[tuple[Any, ...]], str]:
    """Columns, rows, and what stopped the reading, if anything did. Binary results keep to the extended protocol."""
    rows: list[tuple[Any, ...]] = []
    with psycopg.RawCursor[TupleRow](connection) as cursor:
        stopped_by = ""
        size = 0
        # One row at a time: a result that is too large never stands in memory as a whole.
        with closing(_stream(cursor, statement, values)) as stream:
            for row in stream:
                size += _bytes(row)
                stopped_by = "rows" if len(rows) == row_limit else "bytes" if size > byte_limit else ""
                if stopped_by:
                    break
                rows.append(row)
            columns = tuple(Column(one.name, _TYPES.get(one.type_code, "text")) for one in cursor.description or ())
    return columns, rows, stopped_by


def _stream(
    cursor: psycopg.RawCursor[TupleRow], statement: str, values: list[object]
) -> Generator[TupleRow, None, None]:
    yield from cursor.stream(statement, values, binary=True)


def _bytes(row: TupleRow) -> int:
    """About what the row weighs as UTF-8 text. Raises BadValue for a number that no column of ours can hold."""
    if any(_is_absurd(one) for one in row):
        raise BadValue("number")
    return sum((len(one) if one.isascii() else len(one.encode())) if isinstance(one, str) else 8 for one in row)


def _is_absurd(value: object) -> bool:
    """NaN, infinity, or a number of more digits than anything that is counted or paid."""
    if isinstance(value, Decimal):
        return not value.is_finite() or value.adjusted() > MOST_DIGITS
    return isinstance(value, float) and not math.isfinite(value)


@contextmanager
def _translated(timeout_ms: int) -> Iterator[None]:
    """Turns the driver's errors into ours; the server's text is kept only where it cannot quote a row."""
    try:
        yield
    except psycopg.Error as error:
        log.info("a checked statement failed: %s %s", type(error).__name__, error.sqlstate)
        raise _ours(error, timeout_ms) from None


def _ours(error: psycopg.Error, timeout_ms: int) -> RunError:
    state = error.sqlstate or ""
    if isinstance(error, errors.QueryCanceled | errors.LockNotAvailable):
        return TimedOut(str(timeout_ms))
    if isinstance(error, psycopg.DataError):
        return BadValue(state)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return DatabaseDown(state or type(error).__name__)
    if state.startswith("42") and state != "42501":  # names and types of the statement itself, never of rows
        return NotReadable(error.diag.message_primary or state)
    return NotReadable(state)
