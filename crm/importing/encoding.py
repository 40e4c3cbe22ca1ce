"""Bytes -> text: UTF-8 with or without BOM, GB18030 (and so GBK, GB2312), UTF-16 with BOM."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

REPLACEMENT = "\ufffd"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MANY = 0.5


@dataclass(frozen=True)
class Decoded:
    """The text without BOM. Bytes that mean nothing in `encoding` became U+FFFD, so that their row can be reported."""

    text: str
    encoding: str


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _broken_share(data: bytes, encoding: str) -> float:
    """The share of the lines beyond ASCII that `encoding` cannot read."""
    lines = [line for line in data.splitlines() if not line.isascii()]
    return sum(not _is(line, encoding) for line in lines) / max(len(lines), 1)


def _guess(data: bytes) -> str:
    """UTF-8 where it reads most lines: a broken byte must not turn a file into another encoding, and GB18030 hardly ever
    reads as UTF-8 by chance."""
    if _is(data, "utf-8") or _broken_share(data, "utf-8") <= _MANY:
        return "utf-8"
    return "gb18030"


def decode(data: bytes) -> Decoded:
    """The text of a file and the encoding that it was read in; never fails."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return Decoded(data[len(bom) :].decode(encoding, errors="replace"), encoding)
    encoding = _guess(data)
    return Decoded(data.decode(encoding, errors="replace"), encoding)
