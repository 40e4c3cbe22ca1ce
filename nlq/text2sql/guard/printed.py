"""Printing a tree back to SQL: Postgres' own dialect with our placeholders."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import ErrorLevel, UnsupportedError
from sqlglot.generators.postgres import PostgresGenerator

from nlq.errors import GuardRefusal


class _NamedPlaceholders(PostgresGenerator):
    def placeholder_sql(self, expression: exp.Placeholder) -> str:
        return f":{expression.name}"


class _NumberedPlaceholders(PostgresGenerator):
    """Writes $1, $2, … in order of first appearance; `names` lists them."""

    names: list[str]

    def placeholder_sql(self, expression: exp.Placeholder) -> str:
        if expression.name not in self.names:
            self.names.append(expression.name)
        return f"${self.names.index(expression.name) + 1}"


_POSTGRES = Postgres()


def printed(tree: exp.Query, *, pretty: bool = False) -> str:
    """The tree as SQL text with `:name` placeholders and without comments."""
    generator = _NamedPlaceholders(
        dialect=_POSTGRES,
        comments=False,
        normalize_functions="upper",
        pretty=pretty,
        unsupported_level=ErrorLevel.RAISE,
    )
    try:
        return generator.generate(tree)
    except UnsupportedError as error:
        raise GuardRefusal("construct", str(error)[:80]) from error


def numbered(tree: exp.Query) -> tuple[str, list[str]]:
    """The tree as SQL text with `$1 …` placeholders, and the names in the order of their numbers."""
    generator = _NumberedPlaceholders(dialect=_POSTGRES, comments=False, normalize_functions="upper")
    generator.names = []
    return generator.generate(tree), generator.names
