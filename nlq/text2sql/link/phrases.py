"""A dictionary of phrases that is looked up at every place of a text, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm.names.normalise import fold_char

P = TypeVar("P")
_YEAR_FOLLOWS = re.compile(r"(?:19|20)\d\d(?![\da-z])")  # «PE2021年»
_NO_PLURALS = frozenset({"its"})  # «IT» has none


@dataclass(frozen=True)
class Found(Generic[P]):
    """A phrase at text[start:end] and everything that it stands for."""

    start: int
    end: int
    payloads: tuple[P, ...]


def folded(text: str) -> str:
    """The text as it is compared, character for character: width, case, accents and script (simplified) folded."""
    if text.isascii():
        return text.lower()
    return "".join(form if len(form := fold_char(char)) == 1 else char for char in text)


def is_latin(char: str) -> bool:
    """Whether the character belongs to a word that has boundaries: a Latin letter or a digit."""
    return char.isascii() and char.isalnum()


class Phrases(Generic[P]):
    """Phrases with payloads. Latin phrases match at word boundaries, an English plural included; Chinese ones anywhere."""

    def __init__(self, entries: Iterable[tuple[str, P]]) -> None:
        self._payloads: dict[str, list[P]] = {}
        for phrase, payload in entries:
            known = self._payloads.setdefault(folded(phrase.strip()), [])
            if payload not in known:
                known.append(payload)
        self._payloads.pop("", None)
        self._longest = max(map(len, self._payloads), default=0)
        self._starts = {phrase[0] for phrase in self._payloads}

    def find(self, text: str) -> Iterator[Found[P]]:
        """At every place of the text the longest phrase that begins there; they may overlap."""
        low = folded(text)
        for start, char in enumerate(low):
            inside_word = start > 0 and is_latin(char) and is_latin(low[start - 1])
            if char in self._starts and not inside_word and (found := self._longest_at(low, start)):
                yield found

    def _longest_at(self, low: str, start: int) -> Found[P] | None:
        for end in range(min(len(low), start + self._longest + 1), start, -1):
            if end < len(low) and is_latin(low[end - 1]) and is_latin(low[end]) and not _YEAR_FOLLOWS.match(low, end):
                continue
            payloads = self._payloads.get(low[start:end]) or self._plural(low[start:end])
            if payloads:
                return Found(start, end, tuple(payloads))
        return None

    def _plural(self, phrase: str) -> list[P] | None:
        if len(phrase) < 3 or phrase in _NO_PLURALS or not phrase.endswith("s") or not is_latin(phrase[-2]):
            return None
        return self._payloads.get(phrase[:-1])
