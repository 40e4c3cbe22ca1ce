"""The forward pass of a LLaMA in numpy: rows of tokens that may stand on different branches of one tree.

Keys and values of all tokens seen so far lie in one pool; a mask says which of them a row may look at. So beams share their
common past without copying it, and candidates that share a beginning are computed once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from llm.engines.llama_weights import Floats, Ids, Layer, Phases, Shape, Weights


class Pool:
    """Keys and values of one call, [layers, kv_heads, capacity, head] each; `used` tokens are filled."""

    def __init__(self, shape: Shape, capacity: int) -> None:
        size = (shape.layers, shape.kv_heads, capacity, shape.head)
        self.keys: Floats = np.empty(size, np.float32)
        self.values: Floats = np.empty(size, np.float32)
        self.used = 0


def forward(
    weights: Weights, pool: Pool, ids: Ids, positions: Ids, mask: Floats | None, wanted: Ids | None = None
) -> Floats:
    """Append the rows' keys and values to the pool and return log-probabilities [rows, outputs], of the `wanted` rows only.

    `mask` [rows, pool.used + rows] is added to the scores (0 or -inf); None lets every row see everything.
    """
    x: Floats = weights.embedding[ids].astype(np.float32)
    phases = weights.phases[positions][:, None, :]
    with np.errstate(over="ignore"):  # exp(-gate) may reach infinity, and the gate is then rightly shut
        for number, layer in enumerate(weights.layers):
            x += _attend(weights.shape, layer, _normed(x, weights.shape.epsilon), pool, number, phases, mask)
            x += _feed(layer, _normed(x, weights.shape.epsilon))
    pool.used += len(ids)
    x = x if wanted is None else x[wanted]
    return _log_softmax(_normed(x, weights.shape.epsilon) @ weights.head)


def causal(rows: int) -> Floats:
    """The mask of a first pass: each row sees itself and what stands before it."""
    return np.triu(np.full((rows, rows), -np.inf, np.float32), 1)


def apart(lengths: Sequence[int]) -> Floats:
    """The mask of several texts side by side: each row sees itself and what stands before it in its own text."""
    mask = np.full((sum(lengths), sum(lengths)), -np.inf, np.float32)
    start = 0
    for length in lengths:
        mask[start : start + length, start : start + length] = causal(length)
        start += length
    return mask


def _normed(x: Floats, epsilon: float) -> Floats:
    squares: Floats = np.einsum("ij,ij->i", x, x)
    squares /= np.float32(x.shape[1])
    squares += np.float32(epsilon)
    scaled: Floats = np.divide(x, np.sqrt(squares)[:, None])
    return scaled


def _attend(
    shape: Shape, layer: Layer, x: Floats, pool: Pool, number: int, phases: Phases, mask: Floats | None
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
    scores: Floats = np.matmul(queries, keys.swapaxes(1, 2))
    if mask is not None:
        by_row = scores.reshape(kv, group, rows, end)
        by_row += mask
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    mixed: Floats = np.matmul(scores, values)
    mixed /= np.sum(scores, axis=-1, keepdims=True)  # after the product: fewer numbers to divide
    together = mixed.reshape(kv, group, rows, shape.head).transpose(2, 0, 1, 3).reshape(rows, shape.heads * shape.head)
    mixed_out: Floats = together @ layer.out
    return mixed_out


def _feed(layer: Layer, x: Floats) -> Floats:
    inner = len(layer.down)
    both: Floats = x @ layer.gate_up
    gate, up = both[:, :inner], both[:, inner:]
    up *= gate
    np.negative(gate, out=gate)
    np.exp(gate, out=gate)
    gate += 1.0
    up /= gate
    fed: Floats = up @ layer.down
    return fed


def _log_softmax(logits: Floats) -> Floats:
    logits -= logits.max(axis=-1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    return logits
