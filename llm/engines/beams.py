"""Beam search as bookkeeping: log-probabilities in, the rows to compute next out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from llm.engines.llama_weights import Floats, Ids
from llm.tokens import END, Tokens


class Beams:
    """The live and the finished beginnings of one search.

    `last` holds the id that each live beam wrote last, `parents` the row of the previous step that it continues.
    """

    def __init__(
        self, tokens: Tokens, width: int, allowed: Callable[[Sequence[str]], Collection[str] | None] | None
    ) -> None:
        self._tokens, self._width = tokens, width
        # Phrases that begin alike ask for the same prefixes, and beams share theirs.
        self._allowed = cache(allowed) if allowed else None
        self._texts: list[tuple[int, ...]] = [()]
        self._totals: Floats = np.zeros(1, np.float32)
        self._finished: list[tuple[tuple[int, ...], float]] = []
        self.last: Ids = np.empty(0, np.intp)
        self.parents: Ids = np.empty(0, np.intp)

    def advance(self, logprobs: Floats) -> None:
        """Take the log-probabilities [live beams, outputs] of the next word and choose which beginnings go on."""
        totals = self._totals[:, None] + self._permitted(logprobs)
        outputs = totals.shape[1]
        flat = totals.ravel()
        chosen = self._largest_permitted(flat, outputs)
        # An end outside the first `width` is no choice that the search would have made (with width 1: not the best word).
        ended = [i for i in chosen[: self._width] if i % outputs == 0]
        live = [i for i in chosen if i % outputs][: self._width]
        self._finished += [((*self._texts[i // outputs], END), float(flat[i])) for i in ended]
        self.parents = np.array([i // outputs for i in live], np.intp)
        self.last = np.array([END + i % outputs for i in live], np.intp)
        self._texts = [(*self._texts[i // outputs], END + i % outputs) for i in live]
        self._totals = flat[live]

    def settled(self) -> bool:
        """True when no live beam can still enter the best `width`: a total only ever falls."""
        if not self._texts or len(self._finished) < self._width:
            return not self._texts
        return self.best(self._width)[-1][1] >= float(self._totals.max())

    def best(self, count: int) -> list[tuple[tuple[int, ...], float]]:
        """Finished texts with END and their log-probabilities, most probable first."""
        return sorted(self._finished, key=lambda item: -item[1])[:count]

    def _permitted(self, logprobs: Floats) -> Floats:
        """The log-probabilities with -inf for words that may not follow; phrases are judged by their first word here."""
        if self._allowed is None:
            return logprobs
        barred = np.full(logprobs.shape, -np.inf, np.float32)
        for row, ids in enumerate(self._texts):
            words = self._allowed(self._tokens.words(ids))
            columns = slice(None) if words is None else self._columns(words)
            barred[row, columns] = logprobs[row, columns]
        return barred

    def _columns(self, words: Collection[str]) -> list[int]:
        return [i - END for word in words for i in self._tokens.beginning_with(word)]

    def _largest_permitted(self, flat: Floats, outputs: int) -> list[int]:
        """The `2 * width` best continuations; a phrase among them that may not stand there as a whole makes room."""
        while True:
            chosen = [int(i) for i in _largest(flat, 2 * self._width) if flat[i] > -np.inf]
            wrong = [i for i in chosen if not self._fits(self._texts[i // outputs], END + i % outputs)]
            if not wrong:
                return chosen
            flat[wrong] = -np.inf

    def _fits(self, ids: tuple[int, ...], number: int) -> bool:
        phrase = self._tokens.phrase(number)
        if self._allowed is None or len(phrase) == 1:
            return True
        before = self._tokens.words(ids)
        for at in range(1, len(phrase)):
            following = self._allowed((*before, *phrase[:at]))
            if following is not None and phrase[at] not in following:
                return False
        return True


def _largest(values: Floats, count: int) -> NDArray[np.intp]:
    """Indices of the `count` largest values, largest first; the earlier index wins a tie."""
    count = min(count, len(values))
    if count == len(values):
        return np.argsort(-values, kind="stable")
    some = np.sort(np.argpartition(-values, count)[:count])
    return some[np.argsort(-values[some], kind="stable")]
