"""Small random models in the layout that `llm.train` writes, made once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from llm.engines.llama_numpy import LlamaNumpy
from tests.llm import toy


@pytest.fixture(scope="session")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with random weights (large enough to have opinions) and a tokenizer of the toy task."""
    import torch

    from llm.tokens import Tokens
    from llm.train.network import Size, build
    from llm.train.pairs import read_pairs
    from llm.train.save import save_model
    from llm.train.tokenizer import train_tokenizer

    folder = tmp_path_factory.mktemp("models") / "random"
    pairs = read_pairs([toy.write(folder.parent / "pairs.jsonl", 300, 1)])
    tokens = Tokens(*train_tokenizer([p.source for p in pairs], [p.target for p in pairs]))
    size = Size(hidden=64, layers=2, heads=4, kv_heads=2, inner=96, context=96)
    network = build(size, tokens.size, tokens.outputs, seed=3)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.mul_(8 if parameter.ndim > 1 else 1).add_(0.1 * torch.randn_like(parameter))
    save_model(folder, network, tokens, facts(tokens.size))
    return folder


@pytest.fixture(scope="session")
def engine(random_model: Path) -> LlamaNumpy:
    return LlamaNumpy.load(random_model)


def facts(vocabulary: int) -> dict[str, object]:
    """What a card needs."""
    counts = {
        "parameters": 1,
        "pairs": 300,
        "vocabulary": vocabulary,
        "outputs": 30,
        "threads": 1,
        "steps": 0,
        "tokens": 0,
        "seed": 3,
    }
    return {"name": "random", "licence": "other", "minutes": 0.0, "figures": {}, **counts}
