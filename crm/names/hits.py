"""Windows of a sentence that may be names: which of those that overlap are kept, and what may take the place of what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from crm.names import ordinary
from crm.names.normalise import Token, is_han
from crm.names.pinyin import syllable

_LIKE = 50
_OF_FAMILY = ("系", "集团", "家族", "家", "group", "family")  # behind a name, words of their own


@dataclass(frozen=True, slots=True)
class Hit:
    """A window of tokens and the postings of its key; `how` overrides that of the postings, `errors` counts typos."""

    first: int
    last: int
    key: str
    postings: tuple[int, ...]
    how: str = ""
    errors: int = 0


def without_overlaps(hits: Sequence[Hit]) -> list[Hit]:
    """The hits with the most characters, then the leftmost, each token used once."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=_preference):
        if all(hit.last <= other.first or hit.first >= other.last for other in kept):
            kept.append(hit)
    return kept


def _preference(hit: Hit) -> tuple[int, int, int, int]:
    size = len(hit.key.replace(" ", ""))
    return -size, hit.errors, abs(hit.last - hit.first - size) if is_han(hit.key) else 0, hit.first


def is_whole(parts: Sequence[Token], text: str) -> bool:
    """Whether no separator of names stands between the tokens («IDG、红杉» is two names)."""
    return all(
        right.start - left.end <= 3 and not any(c in "、，。；;！？!?\n" for c in text[left.end : right.start])
        for left, right in pairwise(parts)
    )


def whole(hits: Iterable[Hit], words: Sequence[Token], text: str) -> list[Hit]:
    """The hits that no separator cuts."""
    return [hit for hit in hits if is_whole(words[hit.first : hit.last], text)]


def crossing(words: Sequence[Token], first: int, last: int) -> int:
    """The highest count of a dictionary word that holds both tokens `first` and `last - 1`, of two or three characters."""
    if first < 0 or last > len(words):
        return 0
    pair = words[first:last]
    if not all(token.is_han for token in pair) or pair[0].end != pair[1].start:
        return 0
    return ordinary.count(pair[0].key + pair[1].key)


def used_by(words: Sequence[Token], taken: Iterable[Hit]) -> bytearray:
    """A mark for each token that a hit holds."""
    used = bytearray(len(words))
    for hit in taken:
        used[hit.first : hit.last] = b"\1" * (hit.last - hit.first)
    return used


def runs(words: Sequence[Token], used: bytearray) -> Iterator[tuple[int, int]]:
    """Stretches of tokens of one script that hold a free token."""
    first = 0
    for index in range(1, len(words) + 1):
        if index == len(words) or words[index].is_han != words[first].is_han:
            if not all(used[first:index]):
                yield first, index
            first = index


def with_near(exact: list[Hit], near: list[Hit], words: Sequence[Token]) -> list[Hit]:
    """Exact hits and near misses; a near miss takes the place of exact hits that lie inside it and say less."""
    free = [miss for miss in near if all(_may_replace(miss, hit, words) for hit in exact)]
    kept = without_overlaps(free)
    inside = [hit for hit in exact if all(hit.last <= miss.first or hit.first >= miss.last for miss in kept)]
    return inside + kept


def _may_replace(miss: Hit, hit: Hit, words: Sequence[Token]) -> bool:
    if hit.last <= miss.first or hit.first >= miss.last:
        return True
    # What follows the exact name may be a word of its own: «北溟湾一起» is no misspelt «北溟湾一期».
    rest = "".join(word.key for word in words[hit.last : miss.last])
    if rest in _OF_FAMILY or (rest and ordinary.count(rest) >= ordinary.COMMON):
        return False
    if hit.how == "" and rest and not _is_like(rest, miss.key.replace(hit.key, "", 1)):
        return False
    return miss.first <= hit.first and hit.last <= miss.last and len(miss.key) > len(hit.key)


def _is_like(rest: str, meant: str) -> bool:
    """Whether what follows a name resembles what should follow: «外海» and 海外, "sead" and "seed"; not «谁先» and 科技."""
    if is_han(rest):
        return OSA.distance([*map(syllable, rest)], [*map(syllable, meant)]) < max(len(rest), len(meant))
    return fuzz.ratio(rest, meant.replace(" ", "")) >= _LIKE
