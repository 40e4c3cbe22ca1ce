"""Encoded pairs -> batches of like length, with noise on the sources; the same seed gives the same batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from llm.tokens import END, PAD, SEPARATOR, START, UNKNOWN, Tokens
from llm.train.pairs import Pair
from llm.train.tokenizer import MARKED, PLACEHOLDERS

IGNORED = -100
WINDOW = 4096  # pairs among which like lengths are brought together
Array = NDArray[np.int64]


@dataclass(frozen=True)
class Noise:
    """Chances, per source token, of being dropped or made `<unk>`, and per pair, of its placeholders being renumbered.

    `hide` is the chance, per target token, of standing as `<unk>` before those that follow it.
    """

    drop: float = 0.02
    unknown: float = 0.03
    renumber: float = 0.3
    hide: float = 0.0


@dataclass(frozen=True)
class Encoded:
    """A pair as ids: the source with its `<s>` and `<sep>`, the target with its `</s>`."""

    source: Array
    target: Array
    weight: float
    shown: Array | None = None  # the target as those words see it that follow


@dataclass(frozen=True)
class Batch:
    """`ids` [rows, length] padded on the right; `labels` likewise, IGNORED but for the target, counted from END."""

    ids: Array
    labels: Array


def encode_pairs(
    pairs: Sequence[Pair], tokens: Tokens, context: int, *, reverse: bool = False
) -> tuple[list[Encoded], int]:
    """Return the pairs as ids and how many were left out: too long for the context or with an unknown target word.

    In `reverse` the target is read and the source written.
    """
    encoded = []
    for pair in pairs:
        source, target = tokens.source_ids(pair.source), tokens.target_ids(pair.target)
        if reverse and target is not None:
            source, target = [START, *target[:-1], SEPARATOR], [*source[1:-1], END]
        if target is not None and len(source) + len(target) <= context:
            encoded.append(Encoded(np.array(source, np.int64), np.array(target, np.int64), pair.weight))
    return encoded, len(pairs) - len(encoded)


def plain_batches(items: Sequence[Encoded], limit: int) -> Iterator[Batch]:
    """Every pair once, without noise, at most `limit` tokens a batch."""
    ordered = sorted(items, key=_length)
    for group in _groups(ordered, limit):
        yield _pad(group)


class Epochs:
    """Endless training batches: epoch n is a function of the seed and n."""

    def __init__(self, items: Sequence[Encoded], tokens: Tokens, noise: Noise, *, limit: int, seed: int) -> None:
        self._items, self._noise, self._limit, self._seed = items, noise, limit, seed
        self._weights = np.array([item.weight for item in items])
        self._marks = np.array(
            [i for i in range(tokens.size) if MARKED.fullmatch(tokens.word(i)) or (i <= END and i != UNKNOWN)]
        )
        self._places = np.array([tokens.output_id(word) for word in PLACEHOLDERS])

    def batches(self, epoch: int) -> Iterator[Batch]:
        """The batches of one epoch, each pair about as often as its weight says."""
        random = np.random.default_rng([self._seed, epoch])
        times = np.floor(self._weights + random.random(len(self._weights))).astype(int)
        drawn = random.permutation(np.repeat(np.arange(len(self._items)), times))
        noisy = [self._disturb(self._items[i], random) for i in drawn]
        for start in range(0, len(noisy), WINDOW):
            groups = list(_groups(sorted(noisy[start : start + WINDOW], key=_length), self._limit))
            for i in random.permutation(len(groups)):
                yield _pad(groups[i])

    def _disturb(self, item: Encoded, random: np.random.Generator) -> Encoded:
        source, target = item.source, item.target
        if random.random() < self._noise.renumber:
            source, target = self._renumber(source, target, random)
        chance = random.random(len(source))
        free = ~np.isin(source, self._marks)
        source = np.where(free & (chance < self._noise.unknown), UNKNOWN, source)
        source = source[~(free & (chance > 1 - self._noise.drop))]
        hidden = (random.random(len(target)) < self._noise.hide) & ~np.isin(target, self._marks)
        return Encoded(source, target, item.weight, np.where(hidden, UNKNOWN, target))

    def _renumber(self, source: Array, target: Array, random: np.random.Generator) -> tuple[Array, Array]:
        """Give the placeholders other numbers, so that they are told by what stands beside them."""
        mapping = np.arange(max(self._marks.max(), source.max(), target.max()) + 1)
        mapping[self._places] = random.permutation(self._places)
        return mapping[source], mapping[target]


def _length(item: Encoded) -> int:
    return len(item.source) + len(item.target)


def _groups(items: Sequence[Encoded], limit: int) -> Iterator[list[Encoded]]:
    group: list[Encoded] = []
    for item in items:
        if group and (len(group) + 1) * _length(item) > limit:
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _pad(group: Sequence[Encoded]) -> Batch:
    """Labels stand one place to the left: the row at `<sep>` foretells the first word of the target."""
    length = max(map(_length, group)) - 1
    ids = np.full((len(group), length), PAD, np.int64)
    labels = np.full((len(group), length), IGNORED, np.int64)
    for row, item in enumerate(group):
        whole = np.concatenate([item.source, item.target if item.shown is None else item.shown])
        ids[row, : len(whole) - 1] = whole[:-1]
        # What is no output (an unknown word, read in reverse) cannot be foretold.
        labels[row, len(item.source) - 1 : len(whole) - 1] = np.where(item.target < END, IGNORED, item.target - END)
    return Batch(ids, labels)
