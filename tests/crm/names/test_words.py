"""Spelling, sound and shape of names: normalise, pinyin, split, affixes, ordinary words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.names.affixes import is_hollow, short_forms
from crm.names.normalise import normalise, tokens
from crm.names.ordinary import covered, is_common, is_ordinary
from crm.names.pinyin import initials, pinyin, sound_alike
from crm.names.split import aliases_in, halves, parts_of, split_names
from tests.crm.names.name_cases import rows


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ＩＤＧ 資本", "idg资本"),
        ("J.P. Morgan", "j p morgan"),
        ("Geek+", "geek+"),
        ("騰訊", "腾讯"),
        ("Société Générale", "societe generale"),
        ("O’Reilly", "oreilly"),
        ("高通 Qualcomm  Ventures", "高通qualcomm ventures"),
        ("(某某)", "某某"),
        ("", ""),
        ("!!!", ""),
    ],
)
def test_names_are_compared_without_width_case_and_punctuation(name: str, key: str) -> None:
    assert normalise(name) == key


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(name: str) -> None:
    once = normalise(name)
    assert normalise(once) == once
    assert all(name[t.start : t.end] for t in tokens(name))


@pytest.mark.parametrize(
    ("name", "full", "first"),
    [
        ("红杉资本", "hongshanziben", "hszb"),
        ("重庆", "chongqing", "cq"),
        ("今日头条", "jinritoutiao", "jrtt"),
        ("绿", "lv", "l"),
    ],
)
def test_pinyin_reads_characters_in_their_words(name: str, full: str, first: str) -> None:
    assert (pinyin(name), initials(name)) == (full, first)


@pytest.mark.parametrize(
    ("left", "right", "alike"), [("泓", "红", True), ("商", "桑", True), ("林", "灵", True), ("红", "蓝", False)]
)
def test_sounds_are_compared_as_people_mix_them_up(left: str, right: str, alike: bool) -> None:
    assert sound_alike(left, right) is alike


@pytest.mark.parametrize(("cell", "expected"), rows("split.tsv"))
def test_a_cell_of_names_is_split_outside_brackets(cell: str, expected: str) -> None:
    assert "|".join(split_names(cell)) == expected


@given(
    st.lists(st.sampled_from(["甲乙资本", "丙丁创投(北京,上海)", "Foo Bar", "戊（己，庚）"]), min_size=1, unique=True),
    st.sampled_from([",", "，", "、"]),
)
def test_joined_names_are_split_again(names: list[str], separator: str) -> None:
    assert split_names(separator.join(names)) == names


def test_what_stands_in_brackets_becomes_an_alias_or_the_group() -> None:
    assert aliases_in("云九资本(原中国风投)") == (("云九资本", "中国风投"), None)
    assert aliases_in("某某支付（阿里巴巴）", {"阿里巴巴"}) == (("某某支付",), "阿里巴巴")
    assert aliases_in("某某支付") == ((), None)
    assert parts_of("(某某)").base == "(某某)"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("商汤科技SenseTime", ("商汤科技", "SenseTime")),
        ("GGV纪源资本", ("纪源资本", "GGV")),
        ("Foo Bar", None),
        ("红杉", None),
        ("51信用卡", None),
    ],
)
def test_a_name_in_two_scripts_has_two_halves(name: str, expected: tuple[str, str] | None) -> None:
    assert halves(name) == expected


@pytest.mark.parametrize(("name", "expected"), rows("short.tsv"))
def test_short_forms_drop_what_says_nothing(name: str, expected: str) -> None:
    forms = sorted(short_forms(name), key=lambda form: form[1])
    assert "|".join(key for key, _ in forms) == expected


def test_hollow_words_are_no_names() -> None:
    assert all(map(is_hollow, ["资本", "capital partners", "中国", "x", "42", "top10"]))
    assert not any(map(is_hollow, ["红杉", "sequoia", "idg"]))


@pytest.mark.parametrize(
    "word", ["海外", "智能", "capital", "deal", "deals", "robotics", "领投", "轮次", "invested", "vc"]
)
def test_ordinary_words_are_known(word: str) -> None:
    assert is_ordinary(word)


@pytest.mark.parametrize("word", ["旷视", "泓杉", "qualcomm", "hongshan", "seqoia"])
def test_names_are_not_ordinary_words(word: str) -> None:
    assert not is_ordinary(word)


def test_covered_marks_what_the_language_accounts_for() -> None:
    assert covered("泓杉投过的公司") == [False, False, True, True, True, True, True]
    assert is_common("公司")
    assert not is_common("红杉")
