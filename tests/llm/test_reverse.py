"""A model that reads plans and writes questions: trained in reverse, and how likely a question is of each of several plans."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from llm.engines.llama_numpy import LlamaNumpy
from llm.tokens import END, SEPARATOR, START, UNKNOWN, Tokens
from llm.train.__main__ import main
from llm.train.batches import IGNORED, Epochs, Noise, encode_pairs, plain_batches
from llm.train.pairs import Pair, read_pairs
from llm.train.tokenizer import train_tokenizer
from tests.llm import toy


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    return read_pairs([toy.write(tmp_path_factory.mktemp("toy") / "pairs.jsonl", 120, 1)])


@pytest.fixture(scope="module")
def tokens(pairs: list[Pair]) -> Tokens:
    return Tokens(*train_tokenizer([p.source for p in pairs], [p.target for p in pairs]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model that has read sixty pairs in reverse."""
    home = tmp_path_factory.mktemp("reverse")
    path = toy.write(home / "pairs.jsonl", 60, 5)
    words = f"--reverse --pairs {path} --dev {path} --out {home / 'model'} --checkpoint {home / 'c.pt'} --minutes 2 --steps 140"
    noise = "--drop 0 --unknown 0 --renumber 0 --hide 0.1 --batch-tokens 1024 --rate 3e-3"
    sizes = "--hidden 64 --layers 2 --heads 4 --kv-heads 2 --inner 96"
    assert main([*words.split(), *noise.split(), *sizes.split()]) == 0
    return home / "model"


def test_the_target_is_read_and_the_source_written(tokens: Tokens, pairs: list[Pair]) -> None:
    (item,), left_out = encode_pairs(pairs[:1], tokens, 256, reverse=True)
    assert left_out == 0
    assert [tokens.word(i) for i in item.source] == ["<s>", *pairs[0].target.split(), "<sep>"]
    assert list(item.target) == [*tokens.source_ids(pairs[0].source)[1:-1], END]


def test_an_unknown_word_is_not_foretold(tokens: Tokens, pairs: list[Pair]) -> None:
    strange = Pair("齉 " + pairs[0].source, pairs[0].target)
    (batch,) = plain_batches(encode_pairs([strange], tokens, 256, reverse=True)[0], 4096)
    assert (batch.ids == UNKNOWN).any()
    assert batch.labels.max() >= 0 and batch.labels[batch.labels != IGNORED].min() >= 0


def test_hidden_words_are_still_foretold_and_placeholders_never_hidden(tokens: Tokens, pairs: list[Pair]) -> None:
    items, _ = encode_pairs(pairs, tokens, 256, reverse=True)
    shown = list(Epochs(items, tokens, Noise(0, 0, 0, 0.9), limit=4096, seed=1).batches(0))
    plain = list(Epochs(items, tokens, Noise(0, 0, 0, 0), limit=4096, seed=1).batches(0))
    assert all(np.array_equal(a.labels, b.labels) for a, b in zip(shown, plain, strict=True))
    changed = {int(i) for a, b in zip(shown, plain, strict=True) for i in b.ids[a.ids != b.ids]}
    assert changed and not any(tokens.word(i).startswith((":v", "<")) for i in changed)


def test_scores_are_those_of_transformers(folder: Path) -> None:
    from transformers import LlamaForCausalLM

    engine, network = LlamaNumpy.load(folder), LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
    pairs = read_pairs([folder.parent / "pairs.jsonl"])
    question = pairs[0].source
    found = engine.said_of([pair.target for pair in pairs[:6]], question)
    for pair, score in zip(pairs, found, strict=False):
        said = engine.tokens.source_ids(question)[1:-1]
        plan = engine.tokens.target_ids(pair.target)
        assert plan is not None
        ids = [START, *plan[:-1], SEPARATOR, *said]
        with torch.no_grad():
            rows = network(input_ids=torch.tensor([ids])).logits[0, :, END:].log_softmax(-1)
        want = sum(float(rows[len(plan) + i, word - END]) for i, word in enumerate([*said, END]) if word != UNKNOWN)
        assert score == pytest.approx(want, abs=2e-2)


def test_a_question_is_likeliest_of_its_own_plan(folder: Path) -> None:
    engine = LlamaNumpy.load(folder)
    pairs = {pair.target: pair.source for pair in read_pairs([folder.parent / "pairs.jsonl"])}
    plans = list(pairs)[:12]
    right = sum(int(np.argmax(engine.said_of(plans, pairs[plan])) == number) for number, plan in enumerate(plans))
    assert right >= 10


def test_a_plan_of_other_words_or_without_room_is_impossible(folder: Path) -> None:
    engine = LlamaNumpy.load(folder)
    assert engine.said_of(["never heard of", "{ " * 400], "公司") == [-np.inf, -np.inf]
    assert engine.said_of([], "公司") == []
