"""Word vectors: chosen, reduced, kept; a tokenizer and an embedding that know words before training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from llm.tokens import UNKNOWN, Tokens
from llm.train import words
from llm.train.network import Size, WordEmbedding, build, output_rows, with_words
from llm.train.tokenizer import word_tokenizer
from llm.train.train import vectors_of
from llm.train.words import WordVectors

CEDICT = [
    "# CC-CEDICT",
    "逾期 逾期 [yu2 qi1] /to be overdue/to fail to meet a deadline/",
    "拜訪 拜访 [bai4 fang3] /to pay a visit/to call on/",
    "王 王 [Wang2] /surname Wang/",
    "王 王 [wang2] /king or monarch/best or strongest of its type/grand/great/",
]
SOURCES = ["逾期的任务有哪些", "list overdue tasks of :v1 <user>", "how many tasks are open"] * 5
TARGETS = ["{ from tasks where [ [ owner = :v1 ] ] }"] * 15


@pytest.fixture(scope="module")
def known() -> WordVectors:
    chosen = ("overdue", "late", "逾期", "拖", "延", "tasks")
    return WordVectors(chosen, np.eye(6, 8, dtype=np.float32))


@pytest.fixture(scope="module")
def tokens(known: WordVectors) -> Tokens:
    return Tokens(*word_tokenizer(SOURCES, TARGETS, known.words))


def test_a_dictionary_gives_what_words_mean() -> None:
    assert words.glosses(CEDICT) == {
        "逾期": ["to be overdue", "to fail to meet a deadline"],
        "拜访": ["to pay a visit", "to call on"],
        "王": ["king or monarch", "best or strongest of its type", "grand"],
    }


def test_our_own_words_come_before_frequent_ones() -> None:
    english = words.english_words(["touchpoints and touchpoints"], ["the fund the fund the round"], 3)
    assert english == ["touchpoints", "the", "fund"]
    chinese = words.chinese_words(["逾期，逾期"], {"逾期", "拜访", "王", "abc"}, {"王": 9, "拜访": 5}, 2)
    assert chinese == ["逾期", "王"]


def test_vectors_survive_being_stored_in_eight_bits(tmp_path: Path) -> None:
    vectors = words.reduced(np.random.default_rng(1).normal(size=(40, 16)).astype(np.float32), 8)
    WordVectors(tuple(f"w{i}" for i in range(40)), vectors).save(tmp_path)
    read = WordVectors.load(tmp_path)
    assert read.vectors.shape == (40, 8)
    assert np.allclose(np.linalg.norm(read.vectors, axis=1), 1, atol=1e-5)
    assert ((read.vectors * vectors).sum(axis=1) > 0.999).all()
    (tmp_path / words.WORDS_FILE).write_text("one\n")
    with pytest.raises(ValueError, match="1 words, 40 vectors"):
        WordVectors.load(tmp_path)


def test_a_known_word_is_one_token_although_no_pair_holds_it(tokens: Tokens) -> None:
    assert [tokens.word(i) for i in tokens.source_ids("late")] == ["<s>", "late", "<sep>"]
    assert [tokens.word(i) for i in tokens.source_ids(":v1 <user> 逾期")] == ["<s>", ":v1", "<user>", "逾期", "<sep>"]
    assert UNKNOWN in tokens.source_ids("齉")
    assert tokens.target_ids(TARGETS[0]) is not None


def test_a_token_takes_its_word_s_vector_or_the_mean_of_its_characters(tokens: Tokens, known: WordVectors) -> None:
    found = vectors_of(tokens, known)
    at = {tokens.word(i): i for i in range(tokens.size)}
    assert torch.equal(found[at["late"]], torch.from_numpy(known.vectors[1]))
    assert not found[at["list"]].any()
    both = Tokens(*word_tokenizer(["拖延"] * 9, ["a"], known.words))
    mean = vectors_of(both, known)[[both.word(i) for i in range(both.size)].index("拖延")]
    assert torch.allclose(mean, torch.from_numpy(known.vectors[3:5].mean(axis=0)))


def test_what_is_learnt_of_one_word_holds_for_its_neighbour() -> None:
    """Training moves the projection; a token that never occurred moves with those of a like vector and no others."""
    torch.manual_seed(1)
    vectors = torch.zeros(4, 8)
    vectors[1, 0] = vectors[2, 0] = vectors[3, 1] = 1.0
    embedding = WordEmbedding(vectors, 16, forget=1.0)
    before = embedding.rows(torch.arange(4)).detach()
    embedding(torch.tensor([[1]])).sum().backward()
    with torch.no_grad():
        for parameter in (embedding.own, embedding.project.weight):
            parameter -= parameter.grad
    moved = (embedding.rows(torch.arange(4)).detach() - before).abs().sum(dim=1)
    assert moved[2] > 1 and moved[0] == moved[3] == 0


def test_a_saved_embedding_gives_the_same_rows(tokens: Tokens, known: WordVectors) -> None:
    network = build(Size(hidden=32, layers=1, heads=2, kv_heads=1, inner=32), tokens.size, tokens.outputs, 1)
    with_words(network, vectors_of(tokens, known), 0.5)
    network.eval()
    ids = torch.tensor([tokens.source_ids("逾期 late tasks")])
    embedding = network.model.embed_tokens
    assert isinstance(embedding, WordEmbedding)
    assert torch.allclose(embedding(ids), embedding.folded()(ids))
    assert torch.allclose(output_rows(network)[0], embedding.folded().weight[4])
