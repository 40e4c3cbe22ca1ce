"""Words that look like values are left alone where the words around them say so, and kept where they do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlq.text2sql.link import plain

Rule = Callable[[str, int, int], bool]


def is_plain(rule: Rule, text: str, word: str) -> bool:
    start = text.index(word)
    return rule(text, start, start + len(word))


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("which companies should we target", "target", True),
        ("target investors in Berlin", "target", False),
        ("investors that are target or met", "target", False),
        ("our target of the year", "target", True),
        ("目标是什么", "目标", True),
        ("目标机构有几家", "目标", False),
        ("关系为目标的机构", "目标", False),
        ("标着“目标”的机构", "目标", False),
        ("who invested in biotech", "invested", True),
        ("who has invested in us", "invested", False),
        ("committed or invested LPs", "invested", False),
        ("open the page", "open", True),
        ("investors linked to open opportunities", "open", False),
        ("can you open the file", "open", True),
        ("open opportunities", "open", False),
        ("email the report", "email", True),
        ("email contacts last month", "email", False),
        ("I will visit later", "visit", True),
        ("remind me to call Freya", "call", True),
        ("who got a call last week", "call", False),
        ("grant me access", "grant", True),
        ("grant rounds", "grant", False),
        ("is it public information", "public", True),
        ("public companies", "public", False),
        ("companies listed above", "listed", True),
        ("listed companies", "listed", False),
        ("银行流水", "银行", True),
        ("银行投了谁", "银行", False),
    ],
)
def test_a_word_of_a_code_list_may_be_a_verb_or_another_noun(text: str, word: str, expected: bool) -> None:
    assert is_plain(plain.is_plain_code, text, word) is expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("最近一轮融了多少", "一", True),
        ("一家机构都没投过", "一", True),
        ("只投过一次的机构", "一", False),
        ("至少一家", "一", False),
        ("一家以上的公司", "一", False),
        ("两轮之间隔了多久", "两", True),
        ("投过两轮的机构", "两", False),
        ("三天两头见面", "三", True),
        ("one investor, many deals", "one", True),
        ("exactly one investor", "one", False),
        ("one or more deals", "one", False),
        ("between two rounds", "two", True),
        ("more than two rounds", "two", False),
        ("at once", "once", True),
        ("invested only once", "once", False),
        ("third party data", "third", True),
        ("the third largest round", "third", False),
    ],
)
def test_an_article_or_an_idiom_is_no_number(text: str, word: str, expected: bool) -> None:
    assert is_plain(plain.is_plain_number, text, word) is expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("may I see the deals", "I", True),
        ("how do I apply a filter", "I", True),
        ("who should I call", "I", True),
        ("which investors do I own", "I", False),
        ("what do I have due", "I", False),
        ("write me a poem", "me", True),
        ("tasks assigned to me", "me", False),
        ("deals owned by me", "me", False),
    ],
)
def test_who_asks_is_not_always_whom_the_question_is_about(text: str, word: str, expected: bool) -> None:
    assert is_plain(plain.is_plain_me, text, word) is expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("远方的朋友来过吗", "远方", True),
        ("远方的融资历史", "远方", False),
        ("招手即停的车", "招手", True),
        ("投过招手的机构", "招手", False),
        ("小满那边谁在跟", "小满", False),
        ("泡泡越来越大了", "泡泡", True),
    ],
)
def test_an_everyday_word_is_a_name_where_a_name_can_stand(text: str, word: str, expected: bool) -> None:
    assert is_plain(plain.is_plain_name, text, word) is expected


@pytest.mark.parametrize(
    ("text", "words", "is_unit"),
    [
        ("折合多少亿元", "亿元", True),
        ("以万元计", "万元", True),
        ("上亿元的融资", "亿元", False),
        ("超过亿元", "亿元", False),
    ],
)
def test_a_unit_that_is_asked_for_is_no_amount(text: str, words: str, is_unit: bool) -> None:
    start = text.index(words)
    assert plain.is_unit(text, start, start + len(words)) == is_unit
