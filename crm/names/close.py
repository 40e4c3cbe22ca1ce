"""Names with two characters wrong: found by what most of a name's syllables or letter pairs have in common with a stretch.

A name is a bag of features (the syllables of a Chinese one, the letter pairs of a Latin one) in an inverted index, so a
swap costs nothing and an error one or two of them. The few names that share most are compared letter by letter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat

import numpy as np
from rapidfuzz.distance import OSA, Levenshtein

from crm.names import ordinary
from crm.names.affixes import distinctive
from crm.names.normalise import is_han
from crm.names.pinyin import syllable

_SHORTEST_HAN, _SHORTEST_LATIN = 4, 7  # shorter names with two errors could be any
_LONGEST_HAN, _MOST_WORDS = 12, 6
_COMPARED = 24
_LIMIT = 2.0
_REACH = 7  # characters around one that no word accounts for


@dataclass(frozen=True, slots=True)
class Close:
    """Tokens `first`..`last` and the keys that they may stand for, `cost` errors away; a homophone is half an error."""

    first: int
    last: int
    keys: tuple[str, ...]
    cost: float


class CloseNames:
    """The names of an index by what they are made of. Built when first asked, in under a second for 50,000 names."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = keys

    @cached_property
    def _han(self) -> _Bags:
        return _Bags((k for k in self._keys if is_han(k) and _SHORTEST_HAN <= len(k) <= _LONGEST_HAN), _syllables)

    @cached_property
    def _latin(self) -> _Bags:
        long = (key for key in self._keys if key.isascii() and len(key.replace(" ", "")) >= _SHORTEST_LATIN)
        return _Bags(long, _pairs)

    def chinese(self, text: str, free: Sequence[bool], splits: Callable[[int, int], bool]) -> Iterator[Close]:
        """Close names in a stretch of characters; `free` marks those that neither a name nor a word accounts for.

        `splits` says of a window whether an edge of it cuts a word.
        """
        heard = _syllables(text)
        for at in (index for index, is_free in enumerate(free) if is_free):
            low, high = max(0, at - _REACH), min(len(text), at + _REACH + 1)
            best: dict[tuple[int, int], tuple[float, list[str]]] = {}
            for key in self._han.sharing(heard[low:high], missing=2, fewest=2):
                for first, last in _windows(low, high, at, len(key)):
                    if not splits(first, last):
                        _keep(best, (first, last), key, _han_cost(text[first:last], heard[first:last], key))
            yield from _cheapest(best)

    def latin(self, words: Sequence[str], free: Sequence[bool]) -> Iterator[Close]:
        """Close names in a stretch of lower-case words; `free` marks those that are no words and no names."""
        for at in (index for index, is_free in enumerate(free) if is_free):
            low, high = max(0, at - _MOST_WORDS + 1), min(len(words), at + _MOST_WORDS)
            best: dict[tuple[int, int], tuple[float, list[str]]] = {}
            for key in self._latin.sharing(_pairs("".join(words[low:high])), missing=6, fewest=2):
                for first, last in _word_windows(low, high, at, key.count(" ") + 1):
                    _keep(best, (first, last), key, _latin_cost(words[first:last], key))
            yield from _cheapest(best)


class _Bags:
    """An inverted index of features."""

    def __init__(self, keys: Iterable[str], features: Callable[[str], Sequence[str]]) -> None:
        self.keys = list(keys)
        owners: dict[str, list[int]] = defaultdict(list)
        sizes = np.zeros(len(self.keys), dtype=np.int32)
        for number, key in enumerate(self.keys):
            bag = set(features(key))
            sizes[number] = len(bag)
            for feature in bag:
                owners[feature].append(number)
        self._sizes = sizes
        self._owners = {feature: np.array(numbers, dtype=np.int32) for feature, numbers in owners.items()}

    def sharing(self, features: Iterable[str], *, missing: int, fewest: int) -> list[str]:
        """The names that lack at most `missing` of their features and hold at least `fewest`, the fullest first."""
        lists = [self._owners[feature] for feature in set(features) if feature in self._owners]
        if not lists:
            return []
        shared = np.bincount(np.concatenate(lists), minlength=len(self.keys))
        found = np.flatnonzero((shared >= fewest) & (self._sizes - shared <= missing) & (shared * 5 >= self._sizes * 2))
        ranked = sorted(found.tolist(), key=lambda number: (-shared[number] / self._sizes[number], number))
        return [self.keys[number] for number in ranked[:_COMPARED]]


def _syllables(text: str) -> list[str]:
    return [syllable(char) for char in text]


def _pairs(text: str) -> list[str]:
    glued = text.replace(" ", "")
    return [glued[at : at + 2] for at in range(len(glued) - 1)]


def _windows(low: int, high: int, at: int, size: int) -> Iterator[tuple[int, int]]:
    for length in range(max(3, size - 2), size + 3):
        for first in range(max(low, at - length + 1), min(at, high - length) + 1):
            yield first, first + length


def _word_windows(low: int, high: int, at: int, size: int) -> Iterator[tuple[int, int]]:
    for length in range(max(1, size - 1), size + 2):
        for first in range(max(low, at - length + 1), min(at, high - length) + 1):
            yield first, first + length


def _han_cost(window: str, heard: Sequence[str], key: str) -> float:
    """Errors between window and key; a wrong character of the same sound is half of one."""
    sounds = _syllables(key)
    wrong = OSA.distance(heard, sounds, score_cutoff=2)
    if wrong > _LIMIT or any(map(_is_foreign, window, heard, repeat(key), repeat(sounds))):
        return _LIMIT + 1
    own, fewest = _own(key)
    if _kept(heard, sounds, own) < fewest:
        return _LIMIT + 1
    if len(window) == len(key) == _SHORTEST_HAN and (Counter(heard) - Counter(sounds)).total() == 2:
        return _LIMIT + 1  # half of the name is another
    return wrong + 0.5 * (OSA.distance(window, key) - wrong)


def _is_foreign(char: str, sound: str, key: str, sounds: Sequence[str]) -> bool:
    """Whether a character that stands alone («谁», «的») is not meant as one of the key."""
    return char in ordinary.SINGLES and char not in key and sound not in sounds


@lru_cache(maxsize=4096)
def _own(key: str) -> tuple[frozenset[int], int]:
    """Where the characters stand that are the name's own, no generic tail and no everyday word, and how many must be heard.

    Of a name that is nothing but everyday words, all but one.
    """
    covered = ordinary.covered(key)
    rare = frozenset(at for at in range(len(distinctive(key))) if not covered[at])
    if not rare:
        return frozenset(range(len(key))), len(key) - 1
    return rare, 2 if len(rare) > 2 else 1


def _kept(heard: Sequence[str], sounds: Sequence[str], own: frozenset[int]) -> int:
    """How many of the name's own characters were heard in their order."""
    blocks = Levenshtein.opcodes(sounds, heard)
    return sum(at in own for block in blocks if block.tag == "equal" for at in range(block.src_start, block.src_end))


def _latin_cost(words: Sequence[str], key: str) -> float:
    wrong = OSA.distance("".join(words), key.replace(" ", ""), score_cutoff=2)
    own = distinctive(key)
    said = words[: own.count(" ") + 1]
    limit = 2 if len(own) >= _SHORTEST_LATIN else 1
    if wrong > 1 and len(words) == 1 and len(words[0]) <= _SHORTEST_LATIN:
        return _LIMIT + 1
    if wrong > _LIMIT or OSA.distance("".join(said), own.replace(" ", ""), score_cutoff=limit) > limit:
        return _LIMIT + 1
    return float(wrong)


def _keep(best: dict[tuple[int, int], tuple[float, list[str]]], at: tuple[int, int], key: str, cost: float) -> None:
    if not 0 < cost <= _LIMIT:
        return
    known, keys = best.get(at, (cost + 1, []))
    if cost < known:
        best[at] = (cost, [key])
    elif cost == known:
        keys.append(key)


def _cheapest(best: dict[tuple[int, int], tuple[float, list[str]]]) -> Iterator[Close]:
    """The windows of the lowest cost, of these the longest."""
    if best:
        (first, last), (cost, keys) = min(best.items(), key=lambda item: (item[1][0], item[0][0] - item[0][1]))
        yield Close(first, last, tuple(dict.fromkeys(keys)), cost)
