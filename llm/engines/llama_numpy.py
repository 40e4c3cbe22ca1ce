"""The shipped model on the processor, without torch: a text in, candidate texts with their probabilities out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from llm.engines.beams import Beams
from llm.engines.llama_forward import Pool, apart, causal, forward
from llm.engines.llama_weights import Floats, Ids, Weights, load_weights
from llm.engines.tree import Tree, trees
from llm.errors import ModelFolderError, SourceTooLong
from llm.tokens import END as FIRST
from llm.tokens import END_WORD, SEPARATOR, START, Tokens

END = END_WORD
Allowed = Callable[[Sequence[str]], Collection[str] | None]
LONGEST = 128  # words of an answer
ROOM = 16  # tokens that a source must leave for its answer


@dataclass(frozen=True)
class Candidate:
    """A finished answer: natural log-probabilities of the whole text, and per token (END counted)."""

    text: str
    words: tuple[str, ...]
    logprob: float
    mean_logprob: float


class LlamaNumpy:
    """A loaded model. Nothing changes after loading, so one instance serves all threads."""

    def __init__(self, weights: Weights, tokens: Tokens) -> None:
        self.weights, self.tokens = weights, tokens

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> LlamaNumpy:
        """Read a model folder; ModelFolderError when it is damaged.

        `threads` bounds BLAS for the whole process: matrices this small run slower on many threads than on one.
        """
        weights = load_weights(folder)
        tokens = Tokens.load(folder, weights.shape.outputs, weights.shape.repeats)
        if tokens.size != weights.shape.vocabulary:
            raise ModelFolderError(
                folder, f"its tokenizer has {tokens.size} words, its weights {weights.shape.vocabulary}"
            )
        threadpool_limits(threads, user_api="blas")
        return cls(weights, tokens)

    def generate(
        self,
        source: str,
        *,
        width: int = 1,
        count: int | None = None,
        allowed: Allowed | None = None,
        longest: int = LONGEST,
    ) -> list[Candidate]:
        """Answers by beam search (`width` 1: greedy), most probable first, distinct, at most `count` (default `width`).

        `allowed(prefix_words)` names the words that may follow, END among them where the text may stop; None allows every word.
        Log-probabilities are the model's own, not rescaled to what was allowed. An answer that does not end within `longest`
        words is left out, so the list may be empty. SourceTooLong when the source leaves no room.
        """
        prefix = self._prefix(source)
        steps = min(longest + 1, self.weights.shape.context - len(prefix))
        pool = Pool(self.weights.shape, len(prefix) + width * steps)
        beams = Beams(self.tokens, width, allowed)
        beams.advance(self._read(prefix, pool))
        mask = np.full((width, pool.keys.shape[2]), -np.inf, np.float32)
        mask[:, : len(prefix)] = 0.0
        for step in range(steps - 1):
            if beams.settled():
                break
            mask = self._branch(mask, beams, pool.used)
            positions = np.full(len(beams.last), len(prefix) + step)
            visible = None if width == 1 else mask[:, : pool.used + len(beams.last)]
            beams.advance(forward(self.weights, pool, beams.last, positions, visible))
        return [self._candidate(ids, logprob) for ids, logprob in beams.best(count or width)]

    def score(self, source: str, target: str) -> float:
        """The log-probability that the model gives to this very target; -inf for words that it cannot write."""
        return self.scores(source, [target])[0]

    def scores(self, source: str, targets: Sequence[str]) -> list[float]:
        """Log-probabilities of many targets in one go; shared beginnings are computed once."""
        prefix = self._prefix(source)
        room = self.weights.shape.context - len(prefix)
        known = {
            i: ids for i, ids in enumerate(map(self.tokens.target_ids, targets)) if ids is not None and len(ids) <= room
        }
        found = [-np.inf] * len(targets)
        start = Pool(self.weights.shape, len(prefix) + max(map(len, known.values()), default=0))
        first = self._read(prefix, start)
        for tree in trees(known):
            table = np.concatenate([first, self._grow(tree, start, len(prefix))])
            for i, path in tree.paths.items():
                found[i] = float(table[path, np.array(known[i]) - FIRST].sum())
        return found

    def said_of(self, targets: Sequence[str], source: str) -> list[float]:
        """How likely this source is where it is said of each target: log-probabilities by a model trained in reverse.

        That model reads `<s> target <sep>` and writes the source; -inf for a target with a word that it does not know or that
        leaves no room. All targets go through in one pass.
        """
        said = self.tokens.source_ids(source)[1:-1]
        known = {i: ids for i, target in enumerate(targets) if (ids := self._reverse(target, said)) is not None}
        found = [-np.inf] * len(targets)
        if not known:
            return found
        lengths = [len(ids) for ids in known.values()]
        starts = np.cumsum([0, *lengths[:-1]])
        wanted = np.concatenate([end - len(said) - 1 + np.arange(len(said) + 1) for end in starts + lengths])
        positions = np.concatenate([np.arange(length) for length in lengths])
        pool = Pool(self.weights.shape, sum(lengths))
        rows = forward(self.weights, pool, np.concatenate([*known.values()]), positions, apart(lengths), wanted)
        right = np.array([*said, FIRST]) - FIRST
        places = np.flatnonzero(right >= 0)  # an unknown word says nothing for or against
        for number, i in enumerate(known):
            own = rows[number * len(right) : (number + 1) * len(right)]
            found[i] = float(own[places, right[places]].sum())
        return found

    def _reverse(self, target: str, said: list[int]) -> Ids | None:
        ids = self.tokens.target_ids(target)
        if ids is None or len(ids) + len(said) + 1 > self.weights.shape.context:
            return None
        return np.array([START, *ids[:-1], SEPARATOR, *said])

    def _prefix(self, source: str) -> list[int]:
        ids = self.tokens.source_ids(source)
        limit = self.weights.shape.context - ROOM
        if len(ids) > limit:
            raise SourceTooLong(len(ids), limit)
        return ids

    def _read(self, prefix: list[int], pool: Pool) -> Floats:
        """Fill the pool with the source; log-probabilities of the first word, [1, outputs]."""
        return forward(self.weights, pool, np.array(prefix), np.arange(len(prefix)), causal(len(prefix)))[-1:]

    @staticmethod
    def _branch(mask: Floats, beams: Beams, used: int) -> Floats:
        """Each beam sees what its parent saw, and itself."""
        grown = mask[beams.parents]
        rows = np.arange(len(grown))
        grown[rows, used + rows] = 0.0
        return grown

    def _grow(self, tree: Tree, start: Pool, length: int) -> Floats:
        """Log-probabilities after each node of a tree that grows from the source, [nodes, outputs]."""
        if not len(tree.ids):
            return np.empty((0, self.weights.shape.outputs), np.float32)
        pool = Pool(self.weights.shape, length + len(tree.ids))
        pool.keys[:, :, :length] = start.keys[:, :, :length]
        pool.values[:, :, :length] = start.values[:, :, :length]
        pool.used = length
        mask = np.concatenate([np.zeros((len(tree.ids), length), np.float32), tree.mask], axis=1)
        return forward(self.weights, pool, tree.ids, tree.depths + length, mask)

    def _candidate(self, ids: tuple[int, ...], logprob: float) -> Candidate:
        words = self.tokens.words(ids)
        return Candidate(" ".join(words), words, logprob, logprob / len(ids))
