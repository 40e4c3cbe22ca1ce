"""The first look, at the text alone: what no honest query needs and what parsers read differently."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from nlq.errors import GuardRefusal

MAX_CHARACTERS: Final = 10_000
MAX_NESTING: Final = 40
MAX_WORDS: Final = 1_500

_PIECES: Final = re.compile(
    r"""
    (?P<escape>(?<!\w)(?:[uU]&|[eEbBxXnN])['"])
  | (?P<dollar>\$(?:[^\W\d]\w*)?\$)
  | (?P<string>'(?:[^']|'')*'|"(?:[^"]|"")*")
  | (?P<quote>['"])
  | (?P<line>--[^\n]*)
  | (?P<block>/\*(?:(?!\*/).)*\*/)
  | (?P<comment>/\*|\*/)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS: Final = re.compile(r"\w+|[^\w\s]")
_REFUSED: Final = {
    "escape": "text-escape",
    "dollar": "text-dollar-quote",
    "quote": "text-quote",
    "comment": "text-comment",
}


def pass_text(sql: str) -> None:
    """Raise GuardRefusal when the text itself is not fit for parsing."""
    if not sql.strip():
        raise GuardRefusal("empty")
    if len(sql) > MAX_CHARACTERS:
        raise GuardRefusal("text-length", str(len(sql)))
    _refuse_control_characters(sql)
    bare = _PIECES.sub(_checked_piece, sql)
    _refuse_odd_characters(bare)
    _refuse_bulk(bare)


def _refuse_control_characters(sql: str) -> None:
    for character in sql:
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\r\t":
            raise GuardRefusal("text-control", f"U+{ord(character):04X}")


def _checked_piece(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind in _REFUSED:
        raise GuardRefusal(_REFUSED[kind], match.group()[:20])
    if kind == "block" and "/*" in match.group()[2:]:
        raise GuardRefusal("text-comment", match.group()[:20])
    return " '' " if kind == "string" else " "


def _refuse_odd_characters(bare: str) -> None:
    """Outside quotes: no format characters, no spaces but the plain one, no backslash."""
    for character in bare:
        odd = unicodedata.category(character) in {"Cf", "Co", "Zl", "Zp"} or (character != " " and _is_space(character))
        if odd or character == "\\":
            raise GuardRefusal("text-control", f"U+{ord(character):04X}")


def _is_space(character: str) -> bool:
    return unicodedata.category(character) == "Zs"


def _refuse_bulk(bare: str) -> None:
    depth = deepest = 0
    words = 0
    for word in _WORDS.findall(bare):
        words += 1
        depth += (word == "(") - (word == ")")
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise GuardRefusal("text-depth", str(deepest))
    if words > MAX_WORDS:
        raise GuardRefusal("text-tokens", str(words))
