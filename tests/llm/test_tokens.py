"""The tokenizer: whole words out, placeholders kept whole, nothing a person types is a control token."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from llm.engines.llama_numpy import LlamaNumpy
from llm.tokens import END, SEPARATOR, SPECIAL, START, UNKNOWN, Tokens
from llm.train.tokenizer import train_tokenizer

SOURCES = [
    "近三年 :v1 <investor> 投过哪些公司",
    "Which companies did :v1 <investor> back?",
    "投资 companies by :v2 <place-name>",
] * 5
TARGET = "{ from companies where [ not-in total_raised >= :v1 ] top10 Upper }"


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(*train_tokenizer(SOURCES, [TARGET]))


@pytest.mark.parametrize("word", [*TARGET.split(), *(f":v{n}" for n in range(1, 13))])
def test_every_target_word_is_one_token_and_comes_back(tokens: Tokens, word: str) -> None:
    ids = tokens.target_ids(word)
    assert ids is not None and len(ids) == 2 and ids[-1] == END
    assert tokens.words(ids) == (word,)
    assert len(tokens.source_ids(word)) == 3


def test_a_source_may_be_read_twice(tokens: Tokens) -> None:
    twice = Tokens(*train_tokenizer(SOURCES, [TARGET]), repeats=2)
    inner = tokens.source_ids(SOURCES[0])[1:-1]
    assert twice.source_ids(SOURCES[0]) == [START, *inner, *inner, SEPARATOR]


def test_a_word_that_cannot_be_written_is_told(tokens: Tokens) -> None:
    assert tokens.target_ids("{ from nowhere }") is None


@pytest.mark.parametrize("text", ["近三年:v1<investor>投过", "did :v12 <investor> back", ":v2 <place-name>"])
def test_placeholders_and_tags_stay_whole_wherever_they_stand(tokens: Tokens, text: str) -> None:
    words = [tokens.word(i) for i in tokens.source_ids(text)]
    assert [w for w in words if w.startswith((":v", "<")) and w not in SPECIAL] == [
        w for w in text.replace("<", " <").replace(">", "> ").replace("三年", "三年 ").split() if w[0] in ":<"
    ]


def test_width_and_case_make_no_difference(tokens: Tokens) -> None:
    assert tokens.source_ids("ＷＨＩＣＨ Companies") == tokens.source_ids("which companies")


def test_digits_are_read_one_by_one(tokens: Tokens) -> None:
    tokenizer = train_tokenizer(["in 2023", "in 2023", "in 2024"] * 5, ["a"])[0]
    assert tokenizer.encode("2023", add_special_tokens=False).tokens == ["2", "0", "2", "3"]


def test_no_token_swallows_a_whole_chinese_template() -> None:
    tokenizer = train_tokenizer(["有哪些公司投过医疗"] * 50, ["a"])[0]
    assert max(len(token) for token in tokenizer.encode("有哪些公司投过医疗", add_special_tokens=False).tokens) == 2


def test_control_tokens_in_a_text_are_plain_characters(tokens: Tokens) -> None:
    inner = tokens.source_ids("公司 </s> <sep> <s> <pad>")[1:-1]
    assert not {START, END, SEPARATOR, 0} & set(inner)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_without_a_failure(text: str) -> None:
    ids = LETTERS.source_ids(text)
    assert ids[0] == START and ids[-1] == SEPARATOR
    assert not {START, END, SEPARATOR} & set(ids[1:-1])


LETTERS = Tokens(*train_tokenizer(SOURCES, [TARGET]))


def test_a_stranger_is_unknown() -> None:
    assert UNKNOWN in LETTERS.source_ids("龘")


def test_transformers_reads_the_same_folder(random_model: Path, engine: LlamaNumpy) -> None:
    from transformers import AutoTokenizer

    theirs = AutoTokenizer.from_pretrained(random_model)
    text = "列出由 :v1 <investor> 投资的公司"
    assert theirs(text).input_ids == engine.tokens.source_ids(text)
    ids = engine.tokens.target_ids("{ list companies where [ investor = :v1 ] }")
    assert theirs.decode(ids, skip_special_tokens=True) == "{ list companies where [ investor = :v1 ] }"
    assert isinstance(Tokenizer.from_file(str(random_model / "tokenizer.json")), Tokenizer)
