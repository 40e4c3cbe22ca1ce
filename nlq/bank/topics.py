"""Question bank -> weights of the tagger of searched-for words (nlq.text2sql.link.sought)."""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm.models import User
from nlq.bank.align import SEARCHED
from nlq.bank.lines import Line
from nlq.text2sql.link import link
from nlq.text2sql.link.sought import LABELS, Tagger, features, tokens_of, transitions
from nlq.text2sql.plan import to_json

EPOCHS = 8
LEAST = 0.02  # smaller weights are not written


@dataclass(frozen=True)
class Example:
    """One question's words and their labels."""

    words: tuple[str, ...]
    labels: tuple[str, ...]
    file: str


def examples(lines: Iterable[Line], asker: User) -> Iterator[Example]:
    """The lines as labelled words; topics by the plan's literals that stand in the question."""
    for line in lines:
        topics = [
            text for text in _texts(to_json(line.plan) if line.plan else None) if text.lower() in line.question.lower()
        ]
        spans = [(at, at + len(text)) for text in topics if (at := line.question.lower().find(text.lower())) >= 0]
        linked = link(line.question, user=asker, today=line.today)
        taken = [
            (value.start, value.end, value.kind)
            for value in linked.values.values()
            if value.kind != "text" and not any(start < value.end and value.start < end for start, end in spans)
        ]
        found = tokens_of(line.question, taken)
        yield Example(tuple(t.word for t in found), tuple(_labels([(t.start, t.end) for t in found], spans)), line.file)


def _labels(tokens: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    for start, end in tokens:
        inside = [span for span in spans if span[0] <= start and end <= span[1]]
        yield "O" if not inside else "B" if inside[0][0] == start else "I"


def _texts(data: Any) -> Iterator[str]:
    """The literals that a text column is searched for, in a plan's JSON."""
    if isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        if len(data) == 2 and data[0] == "about" and isinstance(data[1], str):
            yield data[1]
        elif len(data) == 3 and data[0] in SEARCHED and data[1] == "contains" and isinstance(data[2], str):
            yield data[2]
        for value in data:
            yield from _texts(value)


def train(found: Sequence[Example], seed: int = 1) -> Tagger:
    """The averaged perceptron of the examples; the same seed gives the same weights."""
    counts = Counter(w for e in found for w, label in zip(e.words, e.labels, strict=True) if label == "O")
    weights: defaultdict[str, float] = defaultdict(float)
    totals: defaultdict[str, float] = defaultdict(float)
    order, step = random.Random(seed), 0  # noqa: S311 (an order of lines, no secret)
    model = Tagger(weights, counts)
    mixed = list(found)
    for _ in range(EPOCHS):
        order.shuffle(mixed)
        for example in mixed:
            step += 1
            guess = model.tag(example.words)
            if guess != list(example.labels):
                _learn(example, guess, weights, totals, counts, step)
    averaged = {name: round(value - totals[name] / step, 3) for name, value in weights.items()}
    return Tagger({name: value for name, value in averaged.items() if abs(value) >= LEAST}, counts)


def _learn(example: Example, guess: Sequence[str], weights: Any, totals: Any, counts: Counter[str], step: int) -> None:
    rows = features(example.words, counts)
    for names, right, wrong in zip(rows, example.labels, guess, strict=True):
        if right != wrong:
            for name in names:
                _move(weights, totals, f"{right} {name}", 1.0, step)
                _move(weights, totals, f"{wrong} {name}", -1.0, step)
    for amount, labels in ((1.0, example.labels), (-1.0, guess)):
        for name in transitions(labels):
            _move(weights, totals, name, amount, step)


def _move(weights: Any, totals: Any, name: str, amount: float, step: int) -> None:
    weights[name] += amount
    totals[name] += amount * step


def save(tagger: Tagger, path: Path) -> None:
    """Writes the weights; the counts of words that stand once are left out."""
    assert set(LABELS) >= {name.split(" ", 1)[0] for name in tagger.weights}
    data = {
        "weights": dict(sorted(tagger.weights.items())),
        "counts": {word: count for word, count in sorted(tagger.counts.items()) if count > 1},
    }
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
