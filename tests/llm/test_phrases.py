"""Runs of output words as single tokens: how they are found, written, read back, and held to what may be written."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence

import numpy as np
import pytest

from llm.engines.beams import Beams
from llm.tokens import END_WORD, Tokens
from llm.train.phrases import frequent_phrases
from llm.train.tokenizer import PLACEHOLDERS, train_tokenizer
from tests.llm import toy

PAIRS = [toy.pair(random.Random(seed)) for seed in range(200)]
TARGETS = [target for _, target in PAIRS]


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(*train_tokenizer([source for source, _ in PAIRS], TARGETS, phrases=40))


def test_runs_that_stand_together_become_phrases() -> None:
    found = frequent_phrases(["a b c", "a b d", "a b c"], 2, apart=())
    assert found == [("a", "b"), ("a", "b", "c")]


def test_words_kept_apart_stand_in_no_phrase() -> None:
    assert frequent_phrases(["a :v1 a :v1"] * 3, 5, apart=PLACEHOLDERS) == []


def test_targets_come_back_word_for_word_in_fewer_tokens(tokens: Tokens) -> None:
    shorter = 0
    for target in TARGETS:
        ids = tokens.target_ids(target)
        assert ids is not None
        assert tokens.words(ids) == tuple(target.split())
        shorter += len(target.split()) + 1 - len(ids)
    assert shorter > 3 * len(TARGETS)


@pytest.mark.parametrize("seed", range(20))
def test_a_phrase_is_written_only_where_each_of_its_words_may_stand(tokens: Tokens, seed: int) -> None:
    texts = [*random.Random(seed).sample([target.split() for target in TARGETS], 12)]

    def allowed(prefix: Sequence[str]) -> Collection[str]:
        known = [text for text in texts if text[: len(prefix)] == list(prefix)]
        return {text[len(prefix)] if len(text) > len(prefix) else END_WORD for text in known}

    draw = np.random.default_rng(seed)
    beams = Beams(tokens, 4, allowed)
    for step in range(40):
        if beams.settled():
            break
        rows = 1 if step == 0 else len(beams.last)
        beams.advance(np.log(draw.dirichlet(np.ones(tokens.outputs), rows)).astype(np.float32))
    written = [list(tokens.words(ids)) for ids, _ in beams.best(4)]
    assert written
    assert all(text in texts for text in written)
