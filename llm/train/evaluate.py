"""How good a network is on pairs that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional
from transformers import LlamaForCausalLM

from llm.train.batches import IGNORED, Encoded, plain_batches
from llm.train.network import logits_and_labels


@dataclass(frozen=True)
class Figures:
    """`loss`: nats a target token; `exact`: the share of pairs whose whole target greedy decoding would write."""

    loss: float
    exact: float
    pairs: int


def evaluate(network: LlamaForCausalLM, items: Sequence[Encoded], limit: int) -> Figures:
    """One pass with the true targets shown: greedy decoding writes a target exactly when each of its words comes first."""
    network.eval()  # type: ignore[no-untyped-call]
    loss = right = tokens = 0.0
    with torch.no_grad():
        for batch in plain_batches(items, limit):
            logits, labels = logits_and_labels(network, batch)
            loss += float(functional.cross_entropy(logits, labels, reduction="sum"))
            tokens += len(labels)
            hits = torch.zeros(batch.labels.shape, dtype=torch.bool)
            place = torch.from_numpy(batch.labels) != IGNORED
            hits[place] = logits.argmax(-1) == labels
            right += int((hits | ~place).all(dim=1).sum())
    network.train()
    return Figures(loss / max(tokens, 1), right / max(len(items), 1), len(items))
