"""One order -> one model folder: tokenizer, network, training, saving."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from llm.tokens import END, Tokens
from llm.train.batches import Epochs, Noise, encode_pairs
from llm.train.evaluate import Figures
from llm.train.loop import Recipe, Trainer
from llm.train.network import Size, build, with_words
from llm.train.pairs import Pair, read_pairs
from llm.train.save import Json, save_model
from llm.train.tokenizer import HAN, train_tokenizer, word_tokenizer
from llm.train.words import WordVectors


@dataclass(frozen=True)
class Order:
    """Everything that one training is told."""

    pairs: tuple[Path, ...]
    dev: Path
    out: Path
    checkpoint: Path
    recipe: Recipe
    size: Size = field(default_factory=Size)
    noise: Noise = field(default_factory=Noise)
    seed: int = 1
    threads: int = 1
    vocabulary: int = 4000
    han_length: int = 2
    repeats: int = 1
    reverse: bool = False
    phrases: int = 0
    words: Path | None = None
    forget: float = 0.15
    licence: str = "other"


def train(order: Order, say: Callable[[str], None]) -> Figures:
    """Train and save; TrainingDataError when a file is wrong. The checkpoint is removed once the model is written."""
    torch.set_num_threads(order.threads)
    pairs, dev_pairs = read_pairs(order.pairs), read_pairs([order.dev])
    tokens = _tokens(order, pairs)
    items, left_out = encode_pairs(pairs, tokens, order.size.context, reverse=order.reverse)
    dev, dev_left_out = encode_pairs(dev_pairs, tokens, order.size.context, reverse=order.reverse)
    say(
        f"{len(items)} pairs ({left_out} left out), {len(dev)} dev pairs ({dev_left_out} left out), {tokens.size} tokens"
    )
    outputs = tokens.size - END if order.reverse else tokens.outputs
    network = build(order.size, tokens.size, outputs, order.seed)
    network.config.source_repeats = order.repeats
    if order.words:
        with_words(network, vectors_of(tokens, WordVectors.load(order.words)), order.forget)
    epochs = Epochs(items, tokens, order.noise, limit=order.recipe.batch_tokens, seed=order.seed)
    trainer = Trainer(network, epochs, dev, order.recipe, _checkpoint(order))
    figures = trainer.train(say)
    save_model(order.out, network, tokens, _facts(order, trainer, tokens, len(items), figures))
    _checkpoint(order).unlink(missing_ok=True)
    say(f"written: {order.out}")
    return figures


def _tokens(order: Order, pairs: list[Pair]) -> Tokens:
    sources, targets = [pair.source for pair in pairs], [pair.target for pair in pairs]
    if order.words:
        words = WordVectors.load(order.words).words
        made = word_tokenizer(sources, targets, words, size=order.vocabulary, phrases=order.phrases)
    else:
        made = train_tokenizer(
            sources, targets, size=order.vocabulary, han_length=order.han_length, phrases=order.phrases
        )
    return Tokens(*made, order.repeats)


def vectors_of(tokens: Tokens, known: WordVectors) -> Tensor:
    """The vector of each token, [tokens, dimensions]: the word's, of a Chinese word without one the mean of its characters'."""
    numbers = {word: i for i, word in enumerate(known.words)}
    found = torch.zeros(tokens.size, known.vectors.shape[1])
    for i in range(tokens.size):
        word = tokens.word(i)
        parts = [word] if word in numbers else list(word) if HAN.match(word) else []
        if parts and all(part in numbers for part in parts):
            found[i] = torch.from_numpy(known.vectors[[numbers[part] for part in parts]].mean(axis=0))
    return found


def _checkpoint(order: Order) -> Path:
    """A checkpoint fits only the same data and sizes: both are part of its name."""
    made_of = (order.size, order.vocabulary, order.han_length, order.phrases, order.words)
    told = (*made_of, order.repeats, order.seed, order.forget, order.reverse)
    digest = hashlib.sha256(repr(told).encode())
    for path in order.pairs:
        digest.update(path.read_bytes())
    return order.checkpoint.with_name(f"{order.checkpoint.stem}-{digest.hexdigest()[:8]}.pt")


def _facts(order: Order, trainer: Trainer, tokens: Tokens, pairs: int, figures: Figures) -> Json:
    return {
        "name": order.out.name,
        "licence": order.licence,
        "parameters": sum(p.numel() for p in trainer.network.parameters()),
        "pairs": pairs,
        "vocabulary": tokens.size,
        "outputs": trainer.network.config.output_vocab,
        "minutes": trainer.run.seconds / 60,
        "threads": order.threads,
        "repeats": order.repeats,
        "reverse": order.reverse,
        "phrases": order.phrases,
        "words": order.words.name if order.words else None,
        "steps": trainer.run.step,
        "tokens": trainer.run.tokens,
        "seed": order.seed,
        "figures": {
            f"dev pairs exact ({figures.pairs})": f"{figures.exact:.1%}",
            "dev loss a token": f"{figures.loss:.4f}",
        },
    }
