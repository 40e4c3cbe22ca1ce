"""Training: the data's errors, the batches' promises, and that it learns."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from llm.errors import TrainingDataError
from llm.tokens import UNKNOWN, Tokens
from llm.train.batches import IGNORED, Encoded, Epochs, Noise, encode_pairs, plain_batches
from llm.train.pairs import Pair, read_pairs
from llm.train.tokenizer import MARKED, train_tokenizer
from tests.llm import toy


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    return read_pairs([toy.write(tmp_path_factory.mktemp("toy") / "pairs.jsonl", 200, 1)])


@pytest.fixture(scope="module")
def tokens(pairs: list[Pair]) -> Tokens:
    return Tokens(*train_tokenizer([p.source for p in pairs], [p.target for p in pairs]))


@pytest.fixture(scope="module")
def items(pairs: list[Pair], tokens: Tokens) -> list[Encoded]:
    return encode_pairs(pairs, tokens, 256)[0]


def _epoch(items: list[Encoded], tokens: Tokens, noise: Noise, seed: int = 1, epoch: int = 0) -> list[str]:
    batches = Epochs(items, tokens, noise, limit=2048, seed=seed).batches(epoch)
    return [f"{batch.ids.tolist()}{batch.labels.tolist()}" for batch in batches]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"source": "a"}',
        '{"source": 1, "target": "b"}',
        '{"source": "a", "target": " "}',
        '{"source": "a", "target": "b", "weight": -1}',
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"source": "a", "target": "b"}\n\n' + line + "\n")
    with pytest.raises(TrainingDataError, match=r"pairs.jsonl, line 3"):
        read_pairs([path])


def test_the_same_seed_gives_the_same_batches(items: list[Encoded], tokens: Tokens) -> None:
    assert _epoch(items, tokens, Noise()) == _epoch(items, tokens, Noise())
    assert _epoch(items, tokens, Noise()) != _epoch(items, tokens, Noise(), seed=2)
    assert _epoch(items, tokens, Noise()) != _epoch(items, tokens, Noise(), epoch=1)


def test_weights_decide_how_often_a_pair_is_shown(items: list[Encoded], tokens: Tokens) -> None:
    weighted = [Encoded(i.source, i.target, 2.5 if n < 100 else 0.0) for n, i in enumerate(items)]
    shown = sum(len(b.ids) for b in Epochs(weighted, tokens, Noise(), limit=2048, seed=1).batches(0))
    assert 220 < shown < 280


def test_labels_are_the_target_and_nothing_else(items: list[Encoded], tokens: Tokens) -> None:
    targets = {tuple(item.target.tolist()) for item in items}
    for batch in plain_batches(items, 1024):
        assert batch.ids.size <= 1024
        for labels in batch.labels:
            assert tuple((labels[labels != IGNORED] + 4).tolist()) in targets


def test_noise_spares_placeholders_and_tags(items: list[Encoded], tokens: Tokens) -> None:
    epochs = Epochs(items, tokens, Noise(drop=0.5, unknown=0.5, renumber=0), limit=2048, seed=1)
    marks = [i for i in range(5, tokens.size) if MARKED.fullmatch(tokens.word(i))]
    before = sum(np.isin(item.source, marks).sum() for item in items)
    batches = list(epochs.batches(0))
    assert sum(np.isin(batch.ids[batch.labels == IGNORED], marks).sum() for batch in batches) == before
    assert {tokens.word(int(i)) for i in np.unique(np.concatenate([b.ids[b.labels == IGNORED] for b in batches]))} <= {
        *(tokens.word(i) for i in (*marks, *range(5))),
    }
    assert any((batch.ids == UNKNOWN).any() for batch in batches)


def test_renumbering_keeps_what_points_where(tokens: Tokens) -> None:
    source, target = (
        ":v1 <investor> 投过的 :v2 <city> 的公司",
        "{ list companies where [ investor = :v1 ] [ place = :v2 ] }",
    )
    items, _ = encode_pairs([Pair(source, target)], tokens, 256)
    seen = set()
    for epoch in range(20):
        (batch,) = Epochs(items, tokens, Noise(0, 0, 1), limit=2048, seed=1).batches(epoch)
        places = [tokens.word(int(i)) for i in batch.ids[0] if tokens.word(int(i)).startswith(":v")]
        assert places[:2] == places[2:] and places[0] != places[1]
        seen.add(tuple(places))
    assert len(seen) > 5


def test_what_does_not_fit_is_counted(pairs: list[Pair], tokens: Tokens) -> None:
    items, left_out = encode_pairs([*pairs, Pair("a " * 400, "{ }"), Pair("a", "neverseen")], tokens, 256)
    assert (len(items), left_out) == (len(pairs), 2)


@pytest.mark.slow
def test_it_learns_forty_pairs_by_heart_and_the_engine_repeats_them(tmp_path: Path) -> None:
    from llm.engines.llama_numpy import LlamaNumpy
    from llm.train.__main__ import main

    path, out = toy.write(tmp_path / "pairs.jsonl", 40, 5), tmp_path / "model"
    words = f"--pairs {path} --dev {path} --out {out} --checkpoint {tmp_path / 'c.pt'} --minutes 2 --steps 120"
    noise = "--drop 0 --unknown 0 --renumber 0 --batch-tokens 1024 --hidden 128 --layers 3 --heads 4 --kv-heads 2 --inner 256 --rate 3e-3"
    assert main([*words.split(), *noise.split()]) == 0
    engine = LlamaNumpy.load(out)
    pairs = {p.source: p.target for p in read_pairs([path])}
    assert sum(engine.generate(source)[0].text == target for source, target in pairs.items()) >= 0.95 * len(pairs)
    facts = json.loads((out / "facts.json").read_text())
    assert facts["steps"] == 120 and f"{facts['parameters']:,}" in (out / "README.md").read_text()
    assert [p.name for p in tmp_path.glob("*.pt")] == []


@pytest.mark.slow
def test_an_interrupted_training_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    import torch

    from llm.train.loop import Recipe, Trainer
    from llm.train.network import Size, build

    torch.set_num_threads(1)
    pairs = read_pairs([toy.write(tmp_path / "pairs.jsonl", 60, 5)])
    tokens = Tokens(*train_tokenizer([p.source for p in pairs], [p.target for p in pairs]))
    items, _ = encode_pairs(pairs, tokens, 256)

    def trainer(name: str) -> Trainer:
        network = build(Size(64, 2, 2, 1, 96), tokens.size, tokens.outputs, 1)
        epochs = Epochs(items, tokens, Noise(), limit=512, seed=1)
        return Trainer(network, epochs, items, Recipe(9, steps=12, report_minutes=0.0), tmp_path / name)

    class Interrupted(Exception):
        pass

    def stop(line: str) -> None:
        if "step 8 " in line:
            raise Interrupted

    whole, broken, resumed = trainer("whole.pt"), trainer("broken.pt"), trainer("broken.pt")
    whole.train(lambda _: None)
    with pytest.raises(Interrupted):
        broken.train(stop)
    resumed.train(lambda _: None)
    assert resumed.run.step == whole.run.step == 12
    ours, theirs = resumed.network.state_dict(), whole.network.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_bad_data_ends_the_command_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from llm.train.__main__ import main

    path = tmp_path / "pairs.jsonl"
    path.write_text("nonsense\n")
    assert main(["--pairs", str(path), "--dev", str(path), "--out", str(tmp_path / "m")]) == 1
    assert "pairs.jsonl, line 1" in capsys.readouterr().err
    assert not (tmp_path / "m").exists()
