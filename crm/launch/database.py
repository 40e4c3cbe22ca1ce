"""Bringing the database up to this version: a copy first when there is something to lose, then migrations and demo."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from crm import home
from crm.environment import url_without_password
from crm.errors import DatabaseError, gettext_noop
from crm.launch import backup
from crm.launch.speech import say

DEMO_MARK = "demo-loaded"


def require_answer(url: str) -> None:
    """DatabaseError with the address, without its password, when the database cannot be reached."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise DatabaseError(
            gettext_noop("The database %(url)s does not answer: %(reason)s. Check DATABASE_URL, or unset it."),
            url=url_without_password(url),
            reason=str(error).strip().splitlines()[0],
        ) from error


def bring_up_to_date(folder: Path) -> None:
    """Migrate where something is to migrate, with a copy before it where rows could be lost."""
    count = pending()
    if not count:
        return
    if has_rows():
        file = backup.back_up(folder / "backups", settings.DATABASES["default"])
        say(gettext_noop("backed up to %(file)s"), file=file)
    call_command("migrate", interactive=False, verbosity=0)
    home.write_version(folder)
    say(gettext_noop("migrated: %(count)s steps"), count=count)


def pending() -> int:
    """How many migrations are not applied yet."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_new() -> bool:
    """Whether no migration was ever applied."""
    return "django_migrations" not in connection.introspection.table_names()


def has_rows() -> bool:
    """Whether somebody's records or users stand in it."""
    tables = set(connection.introspection.table_names()) & {"crm_organisation", "crm_user"}
    return any(_has_row(table) for table in sorted(tables))


def load_demo_once(folder: Path) -> None:
    """Invented records for a first look, once a data folder and only into an empty database."""
    mark = folder / DEMO_MARK
    if not settings.LOAD_DEMO or mark.exists() or "load_demo" not in get_commands():
        return
    if not _has_row("crm_organisation"):
        say(gettext_noop("loading the demo data"))
        call_command("load_demo", verbosity=0)
    home.write_private(mark, "")


def _has_row(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(table)})")  # noqa: S608
        return bool(cursor.fetchone()[0])
