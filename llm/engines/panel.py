"""Several models that answer as one: each proposes, all of them judge every proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from llm.engines.llama_numpy import LONGEST, Allowed, Candidate, LlamaNumpy


class Panel:
    """Models trained apart, with the same output words; an answer's log-probability is the mean of theirs.

    Agreement of models is a better measure of confidence than one model's own probability.
    """

    def __init__(self, engines: Sequence[LlamaNumpy], proposing: int | None = None) -> None:
        self.engines = tuple(engines)
        self._proposing = self.engines[:proposing]

    def generate(
        self, source: str, *, width: int = 1, allowed: Allowed | None = None, longest: int = LONGEST
    ) -> list[Candidate]:
        """As LlamaNumpy.generate: the candidates of the proposing models, at most `width` of each, judged by all."""
        proposed: dict[str, Candidate] = {}
        for engine in self._proposing:
            for candidate in engine.generate(source, width=width, allowed=allowed, longest=longest):
                proposed.setdefault(candidate.text, candidate)
        if len(self.engines) == 1:
            return list(proposed.values())
        of_each = self._each(source, list(proposed))
        judged = [
            replace(
                one, logprob=sum(own) / len(own), mean_logprob=sum(own) / len(own) / (len(one.words) + 1), of_each=own
            )
            for one, own in zip(proposed.values(), of_each, strict=True)
        ]
        return sorted(judged, key=lambda one: one.logprob, reverse=True)

    def scores(self, source: str, targets: Sequence[str]) -> list[float]:
        """The mean log-probability of each target."""
        return [sum(own) / len(own) for own in self._each(source, targets)]

    def _each(self, source: str, targets: Sequence[str]) -> list[tuple[float, ...]]:
        if not targets:
            return []
        return list(zip(*(engine.scores(source, targets) for engine in self.engines), strict=True))
