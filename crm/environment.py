"""Readers of the environment: each returns a typed value or raises `ImproperlyConfigured` with name and value."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def read_file(file: Path) -> None:
    """Take over the NAME=value lines of a `.env` file; what the environment already says wins."""
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("'\""))


def text(name: str, default: str = "") -> str:
    """The variable as it stands, stripped; an empty one counts as unset."""
    return os.environ.get(name, "").strip() or default


def switch(name: str, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off."""
    value = text(name).lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name}={value!r} is neither 1 nor 0")
    return value in _TRUE


def integer(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number between `least` and `most`, both included."""
    value = text(name)
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number") from None
    if not least <= number <= most:
        raise ImproperlyConfigured(f"{name}={value!r} is not between {least} and {most}")
    return number


def choice(name: str, default: str, options: Collection[str]) -> str:
    """One of `options`, to the letter."""
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name}={value!r} is none of: {', '.join(sorted(options))}")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, without blanks and empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    """An absolute path, `~` expanded; it need not exist."""
    value = text(name)
    path = Path(value).expanduser() if value else default
    if not path.is_absolute():
        path = Path.cwd() / path
    if path.exists() and not path.is_dir():
        raise ImproperlyConfigured(f"{name}={value!r} is not a folder")
    return path


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings of one database from `postgresql://user:password@host:port/name?option=value`.

    `host` may be an option, as libpq has it for a socket's folder.
    """
    url = text(name, default)
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured(f"{name}={url_without_password(url)!r} does not start with postgresql://")
    try:
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured(f"{name}={url_without_password(url)!r} has a port that is no number") from None
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or unquote(parts.hostname or "")
    database_name = unquote(parts.path.lstrip("/"))
    if not database_name:
        raise ImproperlyConfigured(f"{name}={url_without_password(url)!r} names no database")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(options.pop("port", port or "")),
        "OPTIONS": options,
    }


def url_without_password(url: str) -> str:
    """The address with its password hidden: fit for a message."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url
    login, _, place = parts.netloc.rpartition("@")
    user, colon, _password = login.partition(":")
    return parts._replace(netloc=f"{user}{':***' if colon else ''}@{place}").geturl()
