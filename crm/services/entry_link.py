"""The one-time sign-in link that a start prints: for the person at this machine, who needs no password yet.

The data folder keeps the token's hash, its user and its end: only the newest link is valid, once, for a day.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
from pathlib import Path

from crm import home
from crm.models import User

VALID_SECONDS = 24 * 60 * 60
FILE = "entry-link"


def issue(folder: Path) -> str:
    """A new token for the first administrator; any earlier one is void."""
    token = secrets.token_urlsafe(24)
    note = {"sha256": _digest(token), "user": first_administrator().pk, "until": time.time() + VALID_SECONDS}
    home.write_private(folder / FILE, json.dumps(note))
    return token


def redeem(folder: Path, token: str) -> User | None:
    """The user whom the token signs in, or None when it is wrong, used, replaced or older than a day."""
    try:
        note = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if not hmac.compare_digest(note["sha256"], _digest(token)) or note["until"] < time.time():
        return None
    if not _take(folder / FILE):
        return None
    return User.objects.filter(pk=note["user"], is_active=True).first()


def first_administrator() -> User:
    """The first active superuser; «demo» becomes one where there is none."""
    user = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if user is None:
        user, created = User.objects.get_or_create(username="demo", defaults={"first_name": "Demo"})
        if created:
            user.set_unusable_password()
        user.is_superuser = user.is_staff = user.is_active = True
        user.save()
    return user


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _take(file: Path) -> bool:
    """Renaming the note away decides between two that come at once."""
    taken = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        file.rename(taken)
    except FileNotFoundError:
        return False
    taken.unlink()
    return True
