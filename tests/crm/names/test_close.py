"""Names with two characters wrong are found, other words are not taken for them."""

from __future__ import annotations

import pytest

from crm.names.affixes import distinctive
from crm.names.entries import Entry
from crm.names.resolver import NameIndex

NAMES = (
    "砚山资本", "澄屿资本", "龙城动力电池产业基金", "菜篮到家", "车间大脑", "招手营销云", "蜂语农业", "天问台", "云杉医疗",
    "Halcyon Cells", "Southern Cross Orchard", "Orange Cat Select", "Wenqu Capital", "Benyu Capital", "Shopstitch",
)  # fmt: skip


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex([Entry("company", number, name) for number, name in enumerate(NAMES)])


def best(index: NameIndex, text: str) -> list[str]:
    return [mention.candidates[0].name for mention in index.find(text)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("跟言衫资本聊过吗", "砚山资本"),
        ("成屿本资的联系人", "澄屿资本"),
        ("查一下龙城动力店池业产基金", "龙城动力电池产业基金"),
        ("谁负责菜涪到荚", "菜篮到家"),
        ("上海有没有蜂于业农投的公司", "蜂语农业"),
        ("deals with galcion Cells in them", "Halcyon Cells"),
        ("southern corss orchrd deals", "Southern Cross Orchard"),
        ("Orange kta Select contact details", "Orange Cat Select"),
        ("hoppstitch's last round", "Shopstitch"),
        ("who owns Wenuq Capitl?", "Wenqu Capital"),
    ],
)
def test_two_wrong_characters_are_seen_through(index: NameIndex, text: str, name: str) -> None:
    assert best(index, text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "一起看看大家的想法",
        "纯农业的机构有哪些",
        "招手即停的车",
        "城市拆开看公司数",
        "anything about falcons?",
        "what is the weather like",
        "Genko Capital deals",
    ],
)
def test_other_words_are_not_taken_for_a_name(index: NameIndex, text: str) -> None:
    assert best(index, text) == []


def test_a_name_written_right_is_not_stretched_over_the_next_words(index: NameIndex) -> None:
    assert [mention.words for mention in index.find("天问台谁先成立")] == ["天问台"]


def test_a_guess_does_not_reach_over_a_comma(index: NameIndex) -> None:
    assert best(index, "菜涪，到荚") == []


def test_what_is_a_names_own_is_without_its_generic_tail() -> None:
    assert distinctive("砚山资本") == "砚山"
    assert distinctive("wenqu capital") == "wenqu"
    assert distinctive("capital") == "capital"
