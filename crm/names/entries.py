"""What a name index holds and what it finds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

# Kinds whose names are ordinary words by nature and found in any case.
PLAIN_KINDS = frozenset({"industry", "user", "place", "stage"})
_MARGIN = 0.02
_PROMINENT = 3.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A stored record: its name as stored, its other names, and how prominent it is (a count of deals, say)."""

    kind: str
    id: int | str
    name: str
    aliases: tuple[str, ...] = ()
    group: str | None = None
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a span may mean. `score` is 0..1; how: exact, alias, short, pinyin, initials or typo."""

    kind: str
    id: int | str
    name: str
    score: float
    how: str
    weight: float = 0.0
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the text as typed and the records it may mean, best first. `is_ordinary`: it is an ordinary word too."""

    start: int
    end: int
    words: str
    candidates: tuple[Candidate, ...]
    is_ordinary: bool = False

    def of(self, kinds: Collection[str] | None = None) -> tuple[Candidate, ...]:
        """The candidates of some kinds."""
        return tuple(c for c in self.candidates if kinds is None or c.kind in kinds)

    def alike(self, kinds: Collection[str] | None = None) -> tuple[Candidate, ...]:
        """The candidates that fit as well as the best, each stored name once: one is clear, several are asked about.

        A better fit wins, and so does a much more prominent record. A company and an investor of one name are one.
        """
        found = self.of(kinds)
        if not found:
            return ()
        best = found[0]
        close: dict[str, Candidate] = {}
        for candidate in found:
            outshone = best.weight >= _PROMINENT * candidate.weight + _PROMINENT
            if candidate.score >= best.score - _MARGIN and (candidate.name == best.name or not outshone):
                close.setdefault(candidate.name, candidate)
        return tuple(close.values())

    def best(self, kinds: Collection[str] | None = None) -> Candidate | None:
        """The one candidate that is clearly meant, None where several fit alike or none does."""
        alike = self.alike(kinds)
        return alike[0] if len(alike) == 1 else None
