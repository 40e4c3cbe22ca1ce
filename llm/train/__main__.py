"""Train a model: python -m llm.train --pairs A.jsonl B.jsonl --dev dev.jsonl --out llm/models/NAME --minutes 25 --seed 1."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from llm.errors import LlmError
from llm.train.batches import Noise
from llm.train.loop import Recipe
from llm.train.network import Size
from llm.train.train import Order, train


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m llm.train", description=__doc__)
    parser.add_argument("--pairs", type=Path, nargs="+", required=True, help="training pairs, JSONL")
    parser.add_argument("--dev", type=Path, required=True, help="pairs to measure on, JSONL")
    parser.add_argument(
        "--out", type=Path, required=True, help="the model's folder; replaced when the training is done"
    )
    parser.add_argument("--checkpoint", type=Path, help="default build/train/NAME.pt; a later start goes on from it")
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--steps", type=int, help="end after so many steps: the same weights on every run")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--vocabulary", type=int, default=4000, help="tokens at most")
    parser.add_argument("--han-length", type=int, default=2, help="longest token of Chinese characters")
    parser.add_argument("--repeats", type=int, default=1, help="how often a source is read")
    parser.add_argument("--phrases", type=int, default=0, help="so many runs of output words are one token each")
    parser.add_argument("--reverse", action="store_true", help="read the target and write the source")
    parser.add_argument("--words", type=Path, help="folder of word vectors (llm.train.words): the embedding knows words before training")
    parser.add_argument("--forget", type=float, default=0.15, help="how often a known word has only its vector")
    parser.add_argument("--licence", default="other")
    _add_numbers(parser)
    return parser.parse_args(words)


def _add_numbers(parser: argparse.ArgumentParser) -> None:
    for name in ("layers", "hidden", "heads", "kv_heads", "inner", "context"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(Size(), name))
    for name in ("rate", "decay", "smoothing", "report_minutes"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=getattr(Recipe(1), name))
    parser.add_argument("--batch-tokens", type=int, default=Recipe(1).batch_tokens)
    for name in ("drop", "unknown", "renumber", "hide"):
        parser.add_argument(f"--{name}", type=float, default=getattr(Noise(), name), help="chance of this noise")


def _order(given: argparse.Namespace) -> Order:
    return Order(
        pairs=tuple(given.pairs),
        dev=given.dev,
        out=given.out,
        checkpoint=given.checkpoint or Path("build/train") / f"{given.out.name}.pt",
        size=Size(given.hidden, given.layers, given.heads, given.kv_heads, given.inner, given.context),
        noise=Noise(given.drop, given.unknown, given.renumber, given.hide),
        recipe=Recipe(
            minutes=given.minutes,
            steps=given.steps,
            rate=given.rate,
            decay=given.decay,
            smoothing=given.smoothing,
            batch_tokens=given.batch_tokens,
            report_minutes=given.report_minutes,
        ),
        seed=given.seed,
        threads=given.threads,
        vocabulary=given.vocabulary,
        han_length=given.han_length,
        repeats=given.repeats,
        reverse=given.reverse,
        phrases=given.phrases,
        words=given.words,
        forget=given.forget,
        licence=given.licence,
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the model was written, 1 with a sentence when the data would not do."""
    try:
        train(_order(_arguments(words)), _say)
    except (LlmError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
