"""Several names in one cell, and the parts of one name: what stands in brackets, the Chinese and the Latin half."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crm.names.normalise import HAN, normalise

_OPEN, _CLOSE = "(（[【「", ")）]】」"
_SEPARATORS = ",，、;；\n"
_BRACKETS = re.compile(r"[(（\[【「]([^()（）\[\]【】「」]*)[)）\]】」]")
_EDGES = " \t\u3000·-–—"
_MIXED = re.compile(
    rf"^([{HAN}][{HAN}·]*)[\s·-]*([A-Za-z][A-Za-z0-9 .&'+\-]*)$|^([A-Za-z][A-Za-z0-9 .&'+\-]*?)[\s·-]*([{HAN}][{HAN}·]*)$"
)
_LEGAL_TAIL = re.compile(r"^\s*(?:inc|ltd|llc|llp|lp|co|corp|limited|gmbh|plc|s\.?a|l\.?p|l\.?l\.?c)\b\.?", re.I)


@dataclass(frozen=True)
class NameParts:
    """A name as typed, its base without brackets, and what stood in them."""

    name: str
    base: str
    bracketed: tuple[str, ...]


def split_names(cell: str) -> list[str]:
    """The names of a cell, split at commas and 、 outside brackets of both widths; repeats are dropped, spelling is kept.

    «真格基金(北京、上海)，IDG资本» holds two names; "Example Partners, L.P." is one.
    """
    names: dict[str, str] = {}
    for part in _pieces(cell):
        name = part.strip(" \t\u3000")
        key = normalise(name) or name
        if name and name not in ("-", "--") and key not in names:
            names[key] = name
    return list(names.values())


def _pieces(cell: str) -> list[str]:
    pieces, depth, start = [], 0, 0
    closed = {index for index, char in enumerate(cell) if char in _CLOSE}
    for index, char in enumerate(cell):
        if char in _OPEN:
            # A bracket that nobody closed must not swallow the rest of the cell.
            depth += 1 if any(place > index for place in closed) else 0
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in _SEPARATORS and depth == 0 and not (char == "," and _LEGAL_TAIL.match(cell[index + 1 :])):
            pieces.append(cell[start:index])
            start = index + 1
    return [*pieces, cell[start:]]


def parts_of(name: str) -> NameParts:
    """«云九资本(原中国风投)» -> base 云九资本, bracketed (原中国风投,); a name of nothing but brackets is its own base."""
    bracketed = tuple(inner.strip() for inner in _BRACKETS.findall(name) if inner.strip())
    base = _BRACKETS.sub(" ", name).strip(_EDGES)
    return NameParts(name, re.sub(r"\s+", " ", base) or name, bracketed)


def aliases_in(name: str, groups: frozenset[str] | set[str] = frozenset()) -> tuple[tuple[str, ...], str | None]:
    """(aliases, group): what brackets hold is an alias, or the group where it is one of `groups`; 原/former is dropped."""
    parts = parts_of(name)
    known = {normalise(group): group for group in groups}
    aliases: list[str] = [parts.base] if parts.base != name else []
    group = None
    for inner in parts.bracketed:
        word = re.sub(r"^(?:原名?|曾用名|前身|formerly|former|aka|a\.k\.a\.)\s*[:：]?\s*", "", inner, flags=re.I)
        if normalise(word) in known:
            group = known[normalise(word)]
        elif word:
            aliases.append(word)
    return tuple(aliases), group


def halves(name: str) -> tuple[str, str] | None:
    """(Chinese, Latin) of a name in both: «商汤科技SenseTime» -> (商汤科技, SenseTime); None for a name in one script."""
    match = _MIXED.match(name.strip())
    if not match:
        return None
    return (match[1], match[2].strip()) if match[1] else (match[4], match[3].strip())
