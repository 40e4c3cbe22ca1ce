"""The data folder `CRM_HOME`: where it is, what stands in it, and that only its owner can look in."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import quote

from crm import environment

FOLDERS = ("backups", "broker", "logs", "media")
SOCKET_PATH_BYTES = 107


def path() -> Path:
    """`CRM_HOME`, else `.investor-crm` in the user's home."""
    return environment.folder("CRM_HOME", Path.home() / ".investor-crm")


def prepare() -> Path:
    """Make the folder, its parts and the secret key where they are missing; returns the folder."""
    home = path()
    if not home.exists():
        home.mkdir(mode=0o700, parents=True)
    for name in FOLDERS:
        (home / name).mkdir(mode=0o700, exist_ok=True)
    _make_secret_key(home / "secret_key")
    return home


def secret_key() -> str:
    """The stored key; before `prepare()` has run, one that lives as long as this process."""
    try:
        return (path() / "secret_key").read_text(encoding="ascii").strip() or secrets.token_urlsafe(50)
    except OSError:
        return secrets.token_urlsafe(50)


def derived_secret(key: str, purpose: str) -> str:
    """A second secret out of the first, the same in every process: HMAC-SHA256 of `purpose`, hexadecimal."""
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def _make_secret_key(file: Path) -> None:
    """Written aside and linked into place: two processes that start together agree on one key."""
    if file.exists():
        return
    write_private(draft := file.with_suffix(f".{os.getpid()}"), secrets.token_urlsafe(50))
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def write_private(file: Path, content: str) -> None:
    """Replace `file` as a whole, readable by its owner only (0600)."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def embedded_url(folder: Path | None = None) -> str:
    """The address of the embedded server's database, running or not: its socket stands in the data folder."""
    return f"postgresql://postgres@/crm?host={quote(str(socket_folder(folder)))}"


def socket_folder(folder: Path | None = None) -> Path:
    """Beside the data; in the system's temporary folder where that path is too long for a socket (107 bytes)."""
    beside = (folder or path()) / "postgres"
    if len(os.fsencode(beside / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES:
        return beside
    mark = hashlib.sha256(os.fsencode(beside)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"investor-crm-{os.getuid()}-{mark}"
