"""Files of training pairs: one JSON object a line, {"source": str, "target": str, "weight"?: float, "origin"?: str}."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from llm.errors import TrainingDataError


@dataclass(frozen=True)
class Pair:
    """One source with its target. `weight`: how often an epoch shows it; `origin`: where it came from, for the figures."""

    source: str
    target: str
    weight: float = 1.0
    origin: str = ""


def read_pairs(paths: Sequence[Path]) -> list[Pair]:
    """All pairs of all files in order; TrainingDataError names the file and line of the first that is wrong."""
    return [pair for path in paths for pair in _read(path)]


def _read(path: Path) -> Iterator[Pair]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _parse(path, number, line)


def _parse(path: Path, number: int, line: str) -> Pair:
    try:
        item = json.loads(line)
        pair = Pair(
            item["source"], " ".join(item["target"].split()), float(item.get("weight", 1)), str(item.get("origin", ""))
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TrainingDataError(path, number, f"not a pair of texts ({error})") from error
    if not isinstance(pair.source, str) or not pair.target or pair.weight < 0:
        raise TrainingDataError(
            path, number, "source and target must be texts, the target not empty, the weight not negative"
        )
    return pair
