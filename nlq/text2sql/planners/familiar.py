"""Whether a question speaks the language of the records at all: how many of its words any known question has used."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from sys import intern

from nlq.bank import lines
from nlq.bank.grammar import filters, nouns, shapes
from nlq.bank.grammar.filters import lines_of

LATIN = re.compile(r"[a-z]{2,}")
HAN = re.compile(r"[一-鿿]+")
SMALL = frozenset(
    "the of in on at to for and or is are was were be do does did has have had it its this that an me us we our you your".split()  # noqa: SIM905
)


@cache
def known() -> frozenset[str]:
    """English words and pairs of Chinese characters of every question in the bank and every form of the grammar."""
    grammar = (line for folder in (filters.FOLDER, nouns.FOLDER, shapes.FOLDER) for line in lines_of(folder))
    found: set[str] = set()
    for text in chain(lines.questions(), grammar):
        found.update(map(intern, _words(text.lower())))
    return frozenset(found)


def unfamiliar(words: str) -> float:
    """The share, 0 to 1, of a question's words (names and values left out) that no known question uses."""
    found = [word for word in _words(words.lower()) if word not in SMALL]
    if not found:
        return 0.0
    return sum(word not in known() and word.rstrip("s") not in known() for word in found) / len(found)


def _words(words: str) -> list[str]:
    pairs = [run[at : at + 2] for run in HAN.findall(words) for at in range(len(run) - 1)]
    return LATIN.findall(words) + pairs
