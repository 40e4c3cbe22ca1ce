"""Runs of output words that often stand together -> single tokens: fewer steps to write the same answer.

Byte-pair merges (Sennrich, Haddow and Birch 2016) with the output words as symbols.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

SAMPLE = 8000  # targets that the merges are counted on
Words = tuple[str, ...]


def frequent_phrases(targets: Sequence[str], count: int, *, apart: Collection[str], longest: int = 6) -> list[Words]:
    """At most `count` runs of two to `longest` words, frequent first; words of `apart` stay by themselves."""
    texts: list[list[Words]] = [[(word,) for word in text.split()] for text in targets[:: max(1, len(targets) // SAMPLE)]]
    found: list[Words] = []
    while len(found) < count:
        pairs = Counter(
            left + right
            for text in texts
            for left, right in pairwise(text)
            if len(left) + len(right) <= longest and not {*left, *right} & set(apart)
        )
        best, times = min(pairs.items(), key=lambda item: (-item[1], item[0]), default=((), 0))
        if times < 2:
            break
        found.append(best)
        texts = [_merged(text, best) for text in texts]
    return list(dict.fromkeys(found))


def _merged(text: list[Words], phrase: Words) -> list[Words]:
    merged: list[Words] = []
    for words in text:
        if merged and merged[-1] + words == phrase:
            merged[-1] = phrase
        else:
            merged.append(words)
    return merged
