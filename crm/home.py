"""The data folder `CRM_HOME`: where it is, what stands in it, and that only its owner can look in."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import quote

from crm import __version__, environment
from crm.errors import HomeError, gettext_noop

FOLDERS = ("backups", "broker", "logs", "media", "static")
SOCKET_PATH_BYTES = 107
VERSION_FILE = "VERSION"


def path() -> Path:
    """`CRM_HOME`, else `.investor-crm` in the user's home."""
    return environment.folder("CRM_HOME", Path.home() / ".investor-crm")


def prepare() -> Path:
    """Make the folder, its parts and the secret key where they are missing; returns the folder.

    HomeError for a folder that holds other things, is a newer version's, or cannot be written.
    """
    home = path()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_strangers(home)
        _refuse_newer(home)
        _close(home)
        if not (home / VERSION_FILE).exists():  # first of all: by it an interrupted start is known as ours
            write_version(home)
        for name in FOLDERS:
            (home / name).mkdir(mode=0o700, exist_ok=True)
        _make_secret_key(home / "secret_key")
    except OSError as error:
        raise HomeError(
            gettext_noop("The data folder %(folder)s cannot be used: %(reason)s. Set CRM_HOME to another folder."),
            folder=home,
            reason=error.strerror,
        ) from error
    return home


def write_version(home: Path) -> None:
    """Note that this version has written the folder."""
    write_private(home / VERSION_FILE, __version__ + "\n")


def secret_key() -> str:
    """The stored key; before `prepare()` has run, one that lives as long as this process."""
    try:
        return (path() / "secret_key").read_text(encoding="ascii").strip() or secrets.token_urlsafe(50)
    except OSError:
        return secrets.token_urlsafe(50)


def derived_secret(key: str, purpose: str) -> str:
    """A second secret out of the first, the same in every process: HMAC-SHA256 of `purpose`, hexadecimal."""
    return hmac.new(key.encode(), purpose.encode(), hashlib.sha256).hexdigest()


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


def _refuse_strangers(home: Path) -> None:
    """A folder with other things in it is never made ours: closing it to others could do harm."""
    if (home / VERSION_FILE).exists() or (home / "secret_key").exists():
        return
    if any(not entry.name.startswith(".") and entry.name != "lost+found" for entry in home.iterdir()):
        raise HomeError(
            gettext_noop(
                "%(folder)s holds other files and is no data folder of this product. Set CRM_HOME to another."
            ),
            folder=home,
        )


def _refuse_newer(home: Path) -> None:
    file = home / VERSION_FILE
    written = file.read_text(encoding="utf-8").strip() if file.exists() else __version__
    if _numbers(written) > _numbers(__version__):
        raise HomeError(
            gettext_noop(
                "%(folder)s was written by version %(written)s; this is version %(ours)s, which could harm it. "
                "Update the product, or set CRM_HOME to another folder."
            ),
            folder=home,
            written=written,
            ours=__version__,
        )


def _numbers(words: str) -> tuple[int, ...]:
    return tuple(int(part) for part in words.split(".") if part.isdigit())


def _close(home: Path) -> None:
    """Owner only; as root the server's system user may pass through, see `crm.embedded`."""
    mode = home.stat().st_mode
    allowed = 0o710 if os.geteuid() == 0 else 0o700
    if mode & 0o777 & ~allowed:
        home.chmod(mode & allowed)


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
