"""The one-time sign-in link that a start prints: for the person at this machine, who needs no password yet.

A signed token whose hash lies in the data folder: only the newest link is valid, once, for a day.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.core import signing

from crm import home
from crm.models import User

SALT = "crm.entry"
VALID_SECONDS = 24 * 60 * 60
FILE = "entry-link"


def issue(folder: Path) -> str:
    """A new token for the first administrator; any earlier one is void."""
    token = signing.dumps([first_administrator().pk, secrets.token_urlsafe(16)], salt=SALT)
    home.write_private(folder / FILE, _digest(token))
    return token


def redeem(folder: Path, token: str) -> User | None:
    """The user whom the token signs in, or None when it is forged, used, replaced or older than a day."""
    try:
        pk, _nonce = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not _take(folder / FILE, _digest(token)):
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


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


def _take(file: Path, digest: str) -> bool:
    """Whether the file holds this digest; renaming it away decides between two that come at once."""
    try:
        if not hmac.compare_digest(file.read_text(encoding="ascii").strip(), digest):
            return False
        file.rename(taken := file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}"))
        taken.unlink()
    except FileNotFoundError:
        return False
    return True
