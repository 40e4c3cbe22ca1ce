"""Words that a question looks for in texts where no verb of saying points at them: «谁坚持关键人条款», "who insisted on co-investment".

A sequence tagger learned from the question bank (structured perceptron, Collins 2002; weights averaged): labels B, I, O over the
tokens of a question whose names and values are already linked. Its span is a second reading, which the planner may take.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

WEIGHTS = Path(__file__).with_name("sought.json")
TOKEN = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d+|[一-鿿]|[^\s]")
LABELS = ("O", "B", "I")
EDGES = "“”\"'‘’「」『』,，。.?？!！:：;； 的了"
RARE = (0, 3, 20)
# Words about texts anywhere in the question speak for a topic.
CUES = frozenset({
    "纪要", "笔记", "备忘", "记录", "沟通", "提", "聊", "谈", "说", "问", "讨论", "抱怨", "担心", "坚持", "要求", "写", "notes", "note",
    "minutes", "memo", "memos", "mention", "mentioned", "mentions", "said", "say", "told", "talk", "talked",
    "discuss", "discussed", "raised", "raise", "brought", "complained", "worried", "insisted", "asked", "about",
    "regarding", "wording",
})  # fmt: skip


@dataclass(frozen=True)
class Token:
    """A token text[start:end]; `word` is its folded form, or `<kind>` for a linked value."""

    word: str
    start: int
    end: int


def tokens_of(text: str, taken: Sequence[tuple[int, int, str]]) -> list[Token]:
    """The tokens of a question; `taken` are (start, end, kind) of its linked values, each one token."""
    found: list[Token] = []
    at = 0
    for start, end, kind in [*sorted(taken), (len(text), len(text), "")]:
        found += [Token(m.group().lower(), m.start() + at, m.end() + at) for m in TOKEN.finditer(text[at:start])]
        if kind:
            found.append(Token(f"<{kind}>", start, end))
        at = end
    return found


@dataclass(frozen=True)
class Tagger:
    """`weights` by "label feature"; `counts` says how often a word stands in the bank outside of topics."""

    weights: Mapping[str, float]
    counts: Mapping[str, int]

    def tag(self, words: Sequence[str]) -> list[str]:
        """The best labels by Viterbi; I follows B or I only."""
        spoken = features(words, self.counts)
        best: list[dict[str, tuple[float, str]]] = []
        for at, names in enumerate(spoken):
            row: dict[str, tuple[float, str]] = {}
            for label in LABELS:
                own = sum(self.weights.get(f"{label} {name}", 0.0) for name in names)
                row[label] = max(
                    (score + self.weights.get(f"{label} after {before}", 0.0) + own, before)
                    for before, score in self._before(best, at, label)
                )
            best.append(row)
        return _backwards(best)

    @staticmethod
    def _before(best: Sequence[Mapping[str, tuple[float, str]]], at: int, label: str) -> Iterator[tuple[str, float]]:
        if at == 0:
            yield "O", -1e9 if label == "I" else 0.0
            return
        for before, (score, _) in best[at - 1].items():
            yield before, score - (1e9 if label == "I" and before == "O" else 0.0)

    def spans(self, found: Sequence[Token]) -> list[tuple[int, int]]:
        """(start, end) of each topic."""
        labels = self.tag([token.word for token in found])
        spans: list[tuple[int, int]] = []
        for token, label in zip(found, labels, strict=True):
            if label == "B":
                spans.append((token.start, token.end))
            elif label == "I":
                spans[-1] = (spans[-1][0], token.end)
        return spans


def features(words: Sequence[str], counts: Mapping[str, int]) -> list[list[str]]:
    """The feature names of each token: itself, its neighbours, pairs, how rare it is, and the question's words about texts."""
    padded = ["<s>", "<s>", *words, "</s>", "</s>"]
    cues = sorted(CUES & set(words))
    rows = []
    for at in range(len(words)):
        before2, before, own, after, after2 = padded[at : at + 5]
        kinds = [_rarity(word, counts) for word in (before, own, after)]
        row = [f"w={own}", f"-1={before}", f"-2={before2}", f"+1={after}", f"+2={after2}"]
        row += [f"-1,0={before} {own}", f"0,+1={own} {after}", f"-2,-1={before2} {before}", f"+1,+2={after} {after2}"]
        row += [f"rare={kinds[1]}", f"rare3={' '.join(kinds)}", f"tail={own[-4:]}", "bias"]
        row += [f"cue={cue}" for cue in cues] or ["no cue"]
        rows.append(row)
    return rows


def _rarity(word: str, counts: Mapping[str, int]) -> str:
    if word.startswith("<"):
        return "value"
    if not word[0].isalnum():
        return "mark"
    return str(sum(counts.get(word, 0) > edge for edge in RARE)) + ("zh" if not word.isascii() else "")


def _backwards(best: Sequence[Mapping[str, tuple[float, str]]]) -> list[str]:
    if not best:
        return []
    label = max(best[-1], key=lambda name: best[-1][name][0])
    labels = [label]
    for row in reversed(best[1:]):
        label = row[label][1]
        labels.append(label)
    return labels[::-1]


@cache
def tagger() -> Tagger:
    """The shipped tagger; read once."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Tagger(data["weights"], data["counts"])


def sought(text: str, taken: Sequence[tuple[int, int, str]]) -> list[str]:
    """The words of the question that texts are searched for, as the tagger sees it; their edges trimmed."""
    found = tokens_of(text, taken)
    spans = tagger().spans(found)
    joined = [(a, b) for a, b in spans if not any(start < b and a < end for start, end, _ in taken)]
    words = [text[start:end].strip(EDGES) for start, end in joined]
    return [word for word in words if len(word) > 1]


def transitions(labels: Sequence[str]) -> Iterator[str]:
    """The names of the label pairs."""
    yield f"{labels[0]} after O"
    for before, label in pairwise(labels):
        yield f"{label} after {before}"
