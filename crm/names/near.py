"""Near misses: Latin words with one or two letters wrong, Chinese names with one character wrong, pinyin, initials.

Latin: an unknown word is compared with the distinct words of all names (optimal string alignment) and the corrected
phrase is looked up. Chinese: names of three characters and more are indexed with each character left out, so one
replaced, dropped, added or swapped character is found by hash lookups. Words of the language are never corrected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from crm.names import ordinary
from crm.names.affixes import is_hollow
from crm.names.normalise import Token, is_han, join, normalise
from crm.names.pinyin import initials, pinyin, sound_alike, sounds
from crm.names.places import places

_MIN_WORD, _TWO_ERRORS = 4, 8  # letters of a Latin word that may be misspelt at all, and twice
_MIN_HAN, _MAX_HAN = 3, 12
_MIN_PINYIN, _MIN_INITIALS = 5, 4
_SOUNDS_ALONE = 4  # characters of a name that is recognised by its sound even where ordinary words could stand
_MAX_WORDS = 4
_CONTINENTS = frozenset(
    {"asia", "africa", "europe", "america", "oceania", "antarctica", "亚洲", "非洲", "欧洲", "美洲"}
)
_ALTERNATIVES = 6


@dataclass(frozen=True, slots=True)
class Miss:
    """Tokens `first`..`last` of a stretch and the keys they may stand for; how: pinyin, initials or typo."""

    first: int
    last: int
    keys: tuple[str, ...]
    how: str
    errors: int


class NearMisses:
    """The index of near misses over the keys of a `NameIndex`."""

    def __init__(self, keys: Mapping[str, object], is_ordinary: Callable[[str], bool]):
        self._keys = keys
        self._is_ordinary = is_ordinary
        self._words = sorted(
            {word for key in keys for word in key.split(" ") if word.isascii() and len(word) >= _MIN_WORD}
        )
        self._known_words = frozenset(self._words)
        self._pinyin: dict[str, tuple[str, ...]] = {}
        self._initials: dict[str, tuple[str, ...]] = {}
        self._han = [key for key in keys if len(key) > 1 and is_han(key)]
        for key in self._han:
            _append(self._pinyin, pinyin(key), key)
            if len(key) >= _MIN_INITIALS:
                _append(self._initials, initials(key), key)
        self._hashes, self._owners = _deletions(self._han)

    def search(
        self, words: Sequence[Token], used: Sequence[int], by_sound: Mapping[str, tuple[str, ...]]
    ) -> list[Miss]:
        """All near misses of a stretch of tokens of one script, overlapping; the caller keeps the best.

        `used` marks the tokens of exact matches: a near miss may hold them but must not lie within them.
        """
        if words[0].is_han:
            return list(self._chinese("".join(word.key for word in words), used, by_sound))
        return [*self._latin_sounds(words, used), *self._misspelt(words, used)]

    # Latin

    def _latin_sounds(self, words: Sequence[Token], used: Sequence[int]) -> Iterator[Miss]:
        for first in range(len(words)):
            glued = ""
            for last in range(first + 1, min(len(words), first + _MAX_WORDS) + 1):
                glued += words[last - 1].key
                if any(used[first:last]):
                    break
                if last == first + 1 and (self._is_ordinary(glued) or is_named_place(glued)):
                    continue
                if len(glued) >= _MIN_PINYIN and glued in self._pinyin:
                    yield Miss(first, last, self._pinyin[glued], "pinyin", 0)
                elif last == first + 1 and glued in self._initials:
                    yield Miss(first, last, self._initials[glued], "initials", 0)

    def _misspelt(self, words: Sequence[Token], used: Sequence[int]) -> Iterator[Miss]:
        found: dict[tuple[int, int, int], tuple[str, ...]] = {}
        for index, token in enumerate(words):
            named = index + 1 < len(words) and is_hollow(words[index + 1].key)
            if used[index] or not self._may_be_misspelt(token, named):
                continue
            for word, errors in self._corrections(token.key):
                if phrase := self._phrase(words, index, word):
                    first, last, key = phrase
                    found[first, last, errors] = (*found.get((first, last, errors), ()), key)
        for (first, last, errors), keys in found.items():
            yield Miss(first, last, keys, "typo", errors)

    def _may_be_misspelt(self, token: Token, is_before_tail: bool) -> bool:
        """Short words in lower case are left alone, but before "partners": too many words are like some short name."""
        word = token.key
        shortest = _MIN_WORD if token.is_capital or is_before_tail else _MIN_WORD + 1
        if len(word) < shortest or not word.isalpha() or word in self._known_words:
            return False
        return not self._is_ordinary(word) and not is_named_place(word)

    def _corrections(self, word: str) -> list[tuple[str, int]]:
        """Words of names that differ in one letter, or in two where the word is long, the closest first."""
        limit = 2 if len(word) >= _TWO_ERRORS else 1
        plain = process.extractOne(word, _english_sorted(), scorer=OSA.distance, score_cutoff=1)
        found = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=limit, limit=_ALTERNATIVES * 4)
        kept = [
            (choice, int(errors))
            for choice, errors, _ in found
            if (choice[0] == word[0] or (errors == 1 and len(word) >= _TWO_ERRORS - 1))
            and not (plain and plain[1] <= errors and choice != plain[0])
        ]
        closest = min((errors for _, errors in kept), default=0)
        return [pair for pair in kept if pair[1] == closest][:_ALTERNATIVES]

    def _phrase(self, words: Sequence[Token], index: int, corrected: str) -> tuple[int, int, str] | None:
        """The longest stored phrase around token `index` once that is corrected."""
        for size in range(min(_MAX_WORDS, len(words)), 0, -1):
            for first in range(max(0, index - size + 1), min(index, len(words) - size) + 1):
                spelt = [w.key for w in words[first : first + size]]
                spelt[index - first] = corrected
                key = join(spelt)
                if key in self._keys:
                    return first, first + size, key
        return None

    # Chinese

    def _chinese(self, text: str, used: Sequence[int], by_sound: Mapping[str, tuple[str, ...]]) -> Iterator[Miss]:
        marks = [covered or bool(taken) for covered, taken in zip(ordinary.covered(text), used, strict=True)]
        for first in range(len(text)):
            for last in range(first + 2, min(len(text), first + _MAX_HAN + 1) + 1):
                window, free = text[first:last], marks[first:last].count(False)
                if all(used[first:last]) or (not free and len(window) < _SOUNDS_ALONE) or window in self._keys:
                    continue
                if self._is_ordinary(window) or splits_a_word(text, first, last):
                    continue
                keys = _homophones(window, free, by_sound)
                if keys or (free and (keys := self._one_off(window, free, marks[first:last]))):
                    yield Miss(first, last, keys, "typo", 1)

    def _one_off(self, window: str, free: int, marks: Sequence[bool]) -> tuple[str, ...]:
        found = {window, *(window[:i] + window[i + 1 :] for i in range(len(window)))}
        keys: dict[str, None] = {}
        for part in found:
            if len(part) >= _MIN_HAN and part in self._keys and part != window:
                keys.setdefault(part)
            if len(part) >= _MIN_HAN - 1:
                for key in self._owners_of(part):
                    keys.setdefault(key)
        return tuple(key for key in keys if _is_credible(window, key, free, marks))

    def _owners_of(self, part: str) -> list[str]:
        value = _hash(part)
        low = int(np.searchsorted(self._hashes, value, "left"))
        high = int(np.searchsorted(self._hashes, value, "right"))
        return [self._han[int(owner)] for owner in self._owners[low:high]]


def _append(table: dict[str, tuple[str, ...]], word: str, key: str) -> None:
    table[word] = (*table.get(word, ()), key)


def _hash(part: str) -> int:
    return hash(part) & 0x7FFFFFFFFFFFFFFF


def _deletions(keys: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Sorted hashes of every key with one character left out, and the number of the key each came from."""
    hashes, owners = [], []
    for number, key in enumerate(keys):
        if _MIN_HAN <= len(key) <= _MAX_HAN:
            for part in {key[:i] + key[i + 1 :] for i in range(len(key))}:
                hashes.append(_hash(part))
                owners.append(number)
    values, numbers = np.array(hashes, dtype=np.int64), np.array(owners, dtype=np.int32)
    order = np.argsort(values, kind="stable")
    return values[order], numbers[order]


@cache
def _places() -> frozenset[str]:
    named = {normalise(word) for place in places() if place.level != "district" for word in (place.zh, place.en)}
    return frozenset({name.replace(" ", "") for name in named} | _CONTINENTS)


def is_named_place(word: str) -> bool:
    """Whether a word is a country, province or city; their pinyin may sound like a name, and they open many names."""
    return word in _places()


@cache
def _english_sorted() -> tuple[str, ...]:
    return tuple(sorted(word for word in ordinary.english_words() if len(word) >= _MIN_WORD))


def splits_a_word(text: str, first: int, last: int) -> bool:
    """Whether an everyday word crosses an edge of the window."""
    left = first > 0 and ordinary.is_common(text[first - 1 : first + 1])
    return left or (last < len(text) and ordinary.is_common(text[last - 1 : last + 1]))


def _homophones(window: str, free: int, by_sound: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Stored names that sound like the window and share a character with it: 泓杉 for 红杉."""
    if len(window) == 2 and free < 2:
        return ()
    same = {
        key: sum(a == b for a, b in zip(key, window, strict=True))
        for key in by_sound.get(sounds(window), ())
        if len(key) == len(window) and key != window
    }
    most = max(same.values(), default=0)
    return tuple(key for key, count in same.items() if count == most > 0)


def _is_credible(window: str, key: str, free: int, marks: Sequence[bool]) -> bool:
    """One error, and what is wrong stands where no ordinary word does; names of three characters ask for more."""
    if OSA.distance(window, key) != 1:
        return False
    if len(window) != len(key):
        return (len(key) >= _MIN_HAN + 1 and free >= 1) or (len(key) == _MIN_HAN and free >= 2 and len(window) == 2)
    wrong = [index for index, (a, b) in enumerate(zip(window, key, strict=True)) if a != b]
    if all(marks[index] for index in wrong):
        return False
    return len(key) > _MIN_HAN or free >= 2 or any(sound_alike(window[i], key[i]) for i in wrong)
