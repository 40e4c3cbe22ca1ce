"""A folder in the Hugging Face layout (LLaMA architecture) -> arrays laid out for the numpy engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from llm.errors import ModelFolderError
from llm.tokens import END

CONFIG_FILE, WEIGHTS_FILE = "config.json", "model.safetensors"
Floats = NDArray[np.float32]
Ids = NDArray[np.intp]
Phases = NDArray[np.complex64]


@dataclass(frozen=True)
class Shape:
    """The sizes of a model; `outputs` counts the ids that may be written, END included; a source is read `repeats` times."""

    hidden: int
    layers: int
    heads: int
    kv_heads: int
    head: int
    inner: int
    vocabulary: int
    context: int
    outputs: int
    epsilon: float
    theta: float
    repeats: int = 1


@dataclass(frozen=True)
class Layer:
    """One block; every matrix is [in, out], C-contiguous float32, with the preceding RMSNorm's gain multiplied in."""

    qkv: Floats
    out: Floats
    gate_up: Floats
    down: Floats


@dataclass(frozen=True)
class Weights:
    """All that a forward pass reads. `embedding` [vocabulary, hidden] stays as the file has it, mostly float16.

    `head` is [hidden, outputs]; `phases` [context, head / 2], the rotary angles as e^(i·angle).
    """

    shape: Shape
    embedding: NDArray[Any]
    layers: tuple[Layer, ...]
    head: Floats
    phases: Phases


def load_weights(folder: Path) -> Weights:
    """Read config.json and model.safetensors; ModelFolderError says what is wrong with either."""
    shape = _read_shape(folder)
    tensors = _Tensors(folder, shape)
    embedding = tensors.stored("model.embed_tokens.weight", shape.vocabulary, shape.hidden)
    gain = tensors.take("model.norm.weight", shape.hidden)
    head = np.ascontiguousarray((embedding[END : END + shape.outputs].astype(np.float32) * gain).T)
    layers = tuple(_layer(tensors, shape, number) for number in range(shape.layers))
    return Weights(shape, embedding, layers, head, _phases(shape))


def _read_shape(folder: Path) -> Shape:
    try:
        config: dict[str, Any] = json.loads((folder / CONFIG_FILE).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelFolderError(folder, f"{CONFIG_FILE} cannot be read ({error})") from error
    try:
        _refuse_other_architectures(folder, config)
        return _shape(config)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelFolderError(folder, f"{CONFIG_FILE} lacks or garbles {error}") from error


def _refuse_other_architectures(folder: Path, config: dict[str, Any]) -> None:
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    checks = {
        "model_type": config["model_type"] == "llama",
        "hidden_act": config["hidden_act"] == "silu",
        "tie_word_embeddings": config["tie_word_embeddings"] is True,
        "attention_bias": not config.get("attention_bias"),
        "mlp_bias": not config.get("mlp_bias"),
        "rope_parameters": rope.get("rope_type", "default") == "default",
    }
    wrong = [key for key, fine in checks.items() if not fine]
    if wrong:
        raise ModelFolderError(folder, f"this engine does not run {', '.join(wrong)} as {CONFIG_FILE} has it")


def _shape(config: dict[str, Any]) -> Shape:
    hidden, heads = int(config["hidden_size"]), int(config["num_attention_heads"])
    rope = config.get("rope_parameters") or {}
    return Shape(
        hidden=hidden,
        layers=int(config["num_hidden_layers"]),
        heads=heads,
        kv_heads=int(config["num_key_value_heads"]),
        head=int(config.get("head_dim") or hidden // heads),
        inner=int(config["intermediate_size"]),
        vocabulary=int(config["vocab_size"]),
        context=int(config["max_position_embeddings"]),
        outputs=int(config["output_vocab"]),
        epsilon=float(config["rms_norm_eps"]),
        repeats=int(config.get("source_repeats", 1)),
        theta=float(rope.get("rope_theta") or config.get("rope_theta") or 10000.0),
    )


class _Tensors:
    """The tensors of a folder as float32, each checked against the shape that the config promises."""

    def __init__(self, folder: Path, shape: Shape) -> None:
        self._folder, self.shape = folder, shape
        try:
            self._arrays = load_file(folder / WEIGHTS_FILE)
        except (OSError, SafetensorError, ValueError) as error:
            raise ModelFolderError(folder, f"{WEIGHTS_FILE} cannot be read ({error})") from error

    def take(self, name: str, *expected: int) -> Floats:
        """The tensor as float32."""
        return self.stored(name, *expected).astype(np.float32)

    def stored(self, name: str, *expected: int) -> NDArray[Any]:
        """The tensor as it is in the file."""
        array = self._arrays.get(name)
        if array is None:
            raise ModelFolderError(self._folder, f"{WEIGHTS_FILE} lacks {name}")
        if array.shape != expected:
            raise ModelFolderError(self._folder, f"{name} has the shape {array.shape}, {CONFIG_FILE} says {expected}")
        return array


def _layer(tensors: _Tensors, shape: Shape, number: int) -> Layer:
    prefix, d = f"model.layers.{number}.", shape.hidden
    queries, keys = shape.heads * shape.head, shape.kv_heads * shape.head

    def matrix(name: str, rows: int, columns: int) -> Floats:
        return tensors.take(f"{prefix}{name}.weight", rows, columns)

    before = tensors.take(f"{prefix}input_layernorm.weight", d)
    after = tensors.take(f"{prefix}post_attention_layernorm.weight", d)
    q = _paired(matrix("self_attn.q_proj", queries, d), shape.head) / np.float32(np.sqrt(shape.head))
    k = _paired(matrix("self_attn.k_proj", keys, d), shape.head)
    qkv = np.concatenate([q, k, matrix("self_attn.v_proj", keys, d)])
    gate_up = np.concatenate([matrix("mlp.gate_proj", shape.inner, d), matrix("mlp.up_proj", shape.inner, d)])
    return Layer(
        qkv=np.ascontiguousarray((qkv * before).T),
        out=np.ascontiguousarray(matrix("self_attn.o_proj", d, queries).T),
        gate_up=np.ascontiguousarray((gate_up * after).T),
        down=np.ascontiguousarray(matrix("mlp.down_proj", d, shape.inner).T),
    )


def _paired(rows: Floats, head: int) -> Floats:
    """Bring row i and row i + head/2 of each head side by side, so that a rotation is one complex product."""
    return rows.reshape(-1, 2, head // 2, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def _phases(shape: Shape) -> Phases:
    steps = shape.theta ** (-np.arange(0, shape.head, 2) / shape.head)
    angles: NDArray[np.float64] = np.outer(np.arange(shape.context), steps)
    return (np.cos(angles) + 1j * np.sin(angles)).astype(np.complex64)
