"""The forward pass of a LLaMA in numpy: rows of tokens that may stand on different branches of one tree.

Keys and values of all tokens seen so far lie in one pool; a mask says which of them a row may look at. So beams share their
common past without copying it, and candidates that share a beginning are computed once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from llm.engines.llama_weights import Floats, Layer, Shape, Weights

Ids = NDArray[np.intp]


class Pool:
    """Keys and values of one call, [layers, kv_heads, capacity, head] each; `used` tokens are filled."""

    def __init__(self, shape: Shape, capacity: int) -> None:
        size = (shape.layers, shape.kv_heads, capacity, shape.head)
        self.keys: Floats = np.empty(size, np.float32)
        self.values: Floats = np.empty(size, np.float32)
        self.used = 0


def forward(weights: Weights, pool: Pool, ids: Ids, positions: Ids, mask: Floats | None) -> Floats:
    """Append the rows' keys and values to the pool and return log-probabilities [rows, outputs].

    `mask` [rows, pool.used + rows] is added to the scores (0 or -inf); None lets every row see everything.
    """
    x = weights.embedding[ids]
    phases = weights.phases[positions][:, None, :]
    for number, layer in enumerate(weights.layers):
        x += _attend(weights.shape, layer, _normed(x, weights.shape.epsilon), pool, number, phases, mask)
        x += _feed(layer, _normed(x, weights.shape.epsilon))
    pool.used += len(ids)
    return _log_softmax(_normed(x, weights.shape.epsilon) @ weights.head)


def causal(rows: int) -> Floats:
    """The mask of a first pass: each row sees itself and what stands before it."""
    return np.triu(np.full((rows, rows), -np.inf, np.float32), 1)


def _normed(x: Floats, epsilon: float) -> Floats:
    squares = np.einsum("ij,ij->i", x, x)
    scale = 1.0 / np.sqrt(squares / np.float32(x.shape[1]) + np.float32(epsilon))
    return x * scale[:, None]


def _attend(
    shape: Shape, layer: Layer, x: Floats, pool: Pool, number: int, phases: NDArray[np.complex64], mask: Floats | None
) -> Floats:
    rows, start, kv = len(x), pool.used, shape.kv_heads
    end, group = start + rows, shape.heads // shape.kv_heads
    qkv = (x @ layer.qkv).reshape(rows, shape.heads + 2 * kv, shape.head)
    rotated = qkv[:, : shape.heads + kv].view(np.complex64)
    rotated *= phases
    keys, values = pool.keys[number, :, :end], pool.values[number, :, :end]
    keys[:, start:] = qkv[:, shape.heads : shape.heads + kv].swapaxes(0, 1)
    values[:, start:] = qkv[:, shape.heads + kv :].swapaxes(0, 1)
    queries = (
        qkv[:, : shape.heads]
        .reshape(rows, kv, group, shape.head)
        .transpose(1, 2, 0, 3)
        .reshape(kv, group * rows, shape.head)
    )
    scores = queries @ keys.swapaxes(1, 2)
    if mask is not None:
        by_row = scores.reshape(kv, group, rows, end)
        by_row += mask
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    mixed = scores @ values
    mixed /= scores.sum(axis=-1, keepdims=True)
    together = mixed.reshape(kv, group, rows, shape.head).transpose(2, 0, 1, 3).reshape(rows, shape.heads * shape.head)
    return together @ layer.out


def _feed(layer: Layer, x: Floats) -> Floats:
    both = x @ layer.gate_up
    gate, up = np.split(both, 2, axis=1)
    slope = np.exp(-gate)
    slope += 1.0
    gated = gate / slope
    gated *= up
    return gated @ layer.down


def _log_softmax(logits: Floats) -> Floats:
    logits -= logits.max(axis=-1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
