"""A linked question as memory keeps it: its words folded, its values numbered in their order, their kinds beside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from crm.names.normalise import HAN, fold_char
from nlq.memory.plans import canonical_text, holds_values, renamed
from nlq.text2sql.linked import PLACEHOLDER
from nlq.text2sql.plan import Plan

VALUE = re.compile(r":(v\d+) <([a-z_|]{1,80})>")
BESIDE_HAN = re.compile(rf"(?<=[{HAN}])\s+|\s+(?=[{HAN}])")
END_MARKS = " 。.?!;,、~"
# What no ordinary word of a question looks like: a telephone or account number, an address.
PRIVATE = re.compile(r"\d{5,}|@|://")


class NotRemembered(ValueError):
    """A question and its plan that memory cannot keep; the text says why, in English, for the log and for files."""


@dataclass(frozen=True)
class Pattern:
    """`text` is the pattern; `names` gives the pattern's name of each of the question's values: {"v3": "v1"}."""

    text: str
    names: Mapping[str, str]

    def own_names(self) -> dict[str, str]:
        """The question's name of each of the pattern's values."""
        return {new: old for old, new in self.names.items()}


def pattern_of(linked_text: str) -> Pattern:
    """The pattern of a question's linked text; the same for texts that differ in case, width, spaces or end marks."""
    names: dict[str, str] = {}
    parts: list[str] = []
    at = 0
    for found in VALUE.finditer(linked_text):
        name = names.setdefault(found.group(1), f"v{len(names) + 1}")
        parts += [_folded(linked_text[at : found.start()]), f" :{name} <{found.group(2)}> "]
        at = found.end()
    parts.append(_folded(linked_text[at:]))
    text = BESIDE_HAN.sub("", " ".join("".join(parts).split()))
    return Pattern(text.strip(END_MARKS), names)


def _folded(text: str) -> str:
    """Words in one spelling; what folding would turn into a placeholder is left out."""
    return PLACEHOLDER.sub(" ", "".join(map(fold_char, text)))


def remembered_plan(pattern: Pattern, plan: Plan) -> Plan:
    """The plan over the pattern's own numbers. Raises NotRemembered where pattern or plan would keep a value."""
    if PRIVATE.search(VALUE.sub(" ", pattern.text)):
        raise NotRemembered("the words hold a number or an address")
    if not pattern.text:
        raise NotRemembered("there are no words")
    try:
        own = renamed(plan, pattern.names)
    except KeyError as error:
        raise NotRemembered(f"the plan uses {error}, which the words do not name") from error
    if holds_values(own):
        raise NotRemembered("the plan holds a value that is no placeholder")
    return own


def key_of(pattern: Pattern, plan: Plan) -> str:
    """The key by which equal examples are one: 64 hexadecimal digits."""
    return hashlib.sha256(f"{pattern.text}\n{canonical_text(plan)}".encode()).hexdigest()


def language_of(pattern: str) -> str:
    """«zh» for a pattern with Chinese characters, else «en»."""
    return "zh" if re.search(f"[{HAN}]", pattern) else "en"
