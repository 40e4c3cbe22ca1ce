"""The training loop: AdamW, warm-up, cosine down to nothing at the end of the time or of the steps."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.nn import functional
from transformers import LlamaForCausalLM

from llm.train.batches import Batch, Encoded, Epochs
from llm.train.evaluate import Figures, evaluate
from llm.train.network import logits_and_labels

Say = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """What one training does. It ends at `minutes` of computing or at `steps`, whichever comes first."""

    minutes: float
    steps: int | None = None
    rate: float = 1.5e-3
    warm_up: float = 0.03
    decay: float = 0.05
    smoothing: float = 0.0
    batch_tokens: int = 2048  # more, smaller steps learn more in the same minutes (measured: 98 % against 70 %)
    report_minutes: float = 2.0


@dataclass
class Run:
    """Where a training stands; written to the checkpoint and read back by the next start."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    seconds: float = 0.0
    tokens: int = 0


class Trainer:
    """One network being trained; `checkpoint` holds all that a later start needs to go on."""

    def __init__(
        self, network: LlamaForCausalLM, epochs: Epochs, dev: Sequence[Encoded], recipe: Recipe, checkpoint: Path
    ) -> None:
        self.network, self._epochs, self._dev, self._recipe = network, epochs, dev, recipe
        self._checkpoint = checkpoint
        self._optimizer = torch.optim.AdamW(
            _groups(network, recipe.decay), lr=recipe.rate, betas=(0.9, 0.98), fused=True
        )
        self.run = Run()

    def train(self, say: Say) -> Figures:
        """Train to the end of the recipe, report every few minutes, return the figures on the dev pairs."""
        self._resume(say)
        self.network.train()
        begun, reported = time.perf_counter() - self.run.seconds, self.run.seconds
        for batch in self._stream():
            self.run.seconds = time.perf_counter() - begun
            if self._progress() >= 1:
                break
            self._step(batch)
            if self.run.seconds - reported > 60 * self._recipe.report_minutes:
                reported = self.run.seconds
                self._report(say)
                self._save()
        return self._report(say)

    def _stream(self) -> Iterator[Batch]:
        while True:
            for number, batch in enumerate(self._epochs.batches(self.run.epoch)):
                if number >= self.run.batch:
                    self.run.batch = number + 1  # before the step, so that a checkpoint after it counts it
                    yield batch
            self.run.epoch, self.run.batch = self.run.epoch + 1, 0

    def _progress(self) -> float:
        by_step = self.run.step / self._recipe.steps if self._recipe.steps else 0.0
        return max(by_step, self.run.seconds / 60 / self._recipe.minutes)

    def _step(self, batch: Batch) -> None:
        for group in self._optimizer.param_groups:
            group["lr"] = self._recipe.rate * _schedule(self._progress(), self._recipe.warm_up)
        logits, labels = logits_and_labels(self.network, batch)
        loss = functional.cross_entropy(logits, labels, label_smoothing=self._recipe.smoothing)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        self.run.step += 1
        self.run.tokens += int((batch.ids != 0).sum())

    def _report(self, say: Say) -> Figures:
        figures = evaluate(self.network, self._dev, self._recipe.batch_tokens)
        run, rate = self.run, self.run.tokens / max(self.run.seconds, 1e-9)
        say(
            f"{run.seconds / 60:5.1f} min  epoch {run.epoch}  step {run.step}  {rate:,.0f} tokens/s  "
            f"dev loss {figures.loss:.4f}  exact {figures.exact:.1%} of {figures.pairs}"
        )
        return figures

    def _save(self) -> None:
        self._checkpoint.parent.mkdir(parents=True, exist_ok=True)
        state = {"network": self.network.state_dict(), "optimizer": self._optimizer.state_dict(), "run": vars(self.run)}
        half = self._checkpoint.with_suffix(".part")
        torch.save(state, half)
        half.replace(self._checkpoint)

    def _resume(self, say: Say) -> None:
        if self._checkpoint.exists():
            state = torch.load(self._checkpoint, weights_only=True)
            self.network.load_state_dict(state["network"])
            self._optimizer.load_state_dict(state["optimizer"])
            self.run = Run(**state["run"])
            say(f"going on from step {self.run.step}")


def _schedule(progress: float, warm_up: float) -> float:
    """The share of the full rate at a point 0 .. 1 of the training; the very first step already moves."""
    if progress < warm_up:
        return max(progress / warm_up, 0.01)
    return 0.5 + 0.5 * math.cos(math.pi * (progress - warm_up) / (1 - warm_up))


def _groups(network: LlamaForCausalLM, decay: float) -> list[dict[str, object]]:
    """Weight decay on matrices only, not on gains and embeddings."""
    matrices = [p for name, p in network.named_parameters() if p.ndim > 1 and "embed" not in name]
    others = [p for name, p in network.named_parameters() if p.ndim == 1 or "embed" in name]
    return [{"params": matrices, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
