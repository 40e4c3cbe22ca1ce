"""Running a checked statement, beside psql running the same SQL as the same role under the same settings."""

from __future__ import annotations

import re
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from psycopg import sql

from crm import embedded
from crm.models import User
from nlq.bench.figure import BenchError, Figure
from nlq.text2sql.answer import Answer
from nlq.text2sql.guard import SafeQuery, check
from nlq.text2sql.guard.printed import numbered
from nlq.text2sql.reader import OPTIONS, Connection, reading
from nlq.text2sql.run import bound, run

TIMES: Final = 5
RATIO: Final = 1.2
MORE_MS: Final = 5
TIMEOUT_MS: Final = 30_000
_NUMBER = re.compile(r"\$(\d+)")
_TIME = re.compile(r"^Time: ([\d.]+) ms", re.MULTILINE)


@dataclass(frozen=True)
class Pair:
    """The milliseconds of one statement, the best of five, ours and psql's: what else the machine does only adds."""

    ours: float
    psql: float

    @property
    def is_near(self) -> bool:
        """Whether ours takes at most 1.2 times as long, or 5 ms longer."""
        return self.ours <= max(RATIO * self.psql, self.psql + MORE_MS)


def figures(answers: Sequence[Answer], user: User) -> Iterator[Figure]:
    """How many statements run slower than they may, and how much slower they are."""
    pairs = measured(answers, user)
    slow = sum(not pair.is_near for pair in pairs)
    more = statistics.median(pair.ours - pair.psql for pair in pairs)
    psql = statistics.median(pair.psql for pair in pairs)
    note = _("of %(all)d: neither within 1.2 times nor within 5 ms of psql") % {"all": len(pairs)}
    yield Figure(_("statements slower than psql"), slow, "", 0, note)
    note = _("psql itself %(psql).1f ms; ours with snapshot, cost check and clean-up") % {"psql": psql}
    yield Figure(_("running, longer than psql by"), more, "ms", MORE_MS, note)
    yield Figure(_("running, in times of psql"), statistics.median(pair.ours / pair.psql for pair in pairs), "×")


def measured(answers: Sequence[Answer], user: User) -> list[Pair]:
    """Each statement five times on either side. BenchError where psql cannot run them."""
    queries = [(query, answer.params) for answer in answers if (query := _checked(answer)) is not None]
    ours = [min(run(query, params, user=user).elapsed_ms for _ in range(TIMES)) for query, params in queries]
    with reading(user.pk, TIMEOUT_MS) as connection:
        statements = [literal(query, params, connection) for query, params in queries]
        printed = _psql(statements, connection)
    times = [float(found) for found in _TIME.findall(printed)]
    if len(times) != TIMES * len(statements):
        raise BenchError(f"psql: {len(times)} / {TIMES * len(statements)}")
    theirs = [min(times[at : at + TIMES]) for at in range(0, len(times), TIMES)]
    return [Pair(one, other) for one, other in zip(ours, theirs, strict=True)]


def literal(query: SafeQuery, params: Mapping[str, object], connection: Connection) -> str:
    """The statement with its values written out, as a person would type it."""
    text, names = numbered(query.tree)
    values = [sql.Literal(value).as_string(connection) for value in bound(names, params)]
    return _NUMBER.sub(lambda found: values[int(found[1]) - 1], text)


def _checked(answer: Answer) -> SafeQuery | None:
    query = check(answer.sql or "", parameters=tuple(answer.params))
    return query if isinstance(query, SafeQuery) else None


def _psql(statements: Sequence[str], connection: Connection) -> str:
    """What psql prints for each statement five times, in one session with the same role, settings and identity."""
    found = connection.execute("SELECT current_setting('crm.user_id')").fetchone()
    identity = sql.Literal(found[0] if found else "").as_string(connection)
    body = "\n".join(f"{statement};" for statement in statements for _ in range(TIMES))
    script = f"BEGIN READ ONLY;\nSET LOCAL crm.user_id = {identity};\n\\o /dev/null\n\\timing on\n{body}\n"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "statements.sql"
        file.write_text(script, encoding="utf-8")
        return embedded.run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", str(file), environment=_login(connection))


def _login(connection: Connection) -> dict[str, str]:
    info = connection.info
    named = {"HOST": info.host, "PORT": info.port, "USER": info.user, "PASSWORD": info.password}
    login = {f"PG{name}": str(value) for name, value in named.items() if value}
    return {**login, "PGDATABASE": info.dbname, "PGOPTIONS": OPTIONS, "PGCLIENTENCODING": "UTF8", "LC_ALL": "C"}
