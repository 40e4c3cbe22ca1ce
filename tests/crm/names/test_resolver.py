import random
import string
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm.names.entries import Candidate, Entry, Mention
from crm.names.resolver import NameIndex
from tests.crm.names.name_cases import entries, index, rows, told


@pytest.mark.parametrize(("text", "expected"), rows("find.tsv"))
def test_it_finds_the_stored_names_of_a_sentence(text: str, expected: str) -> None:
    assert told(index().find(text)) == expected


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
def test_every_name_and_alias_is_found_as_written(entry: Entry) -> None:
    for name in (entry.name, *entry.aliases):
        found = index().find(f"给我看看 {name} 的情况")
        assert any(c.name == entry.name for mention in found for c in mention.candidates), name


def test_candidates_are_ranked_and_say_how_they_were_found() -> None:
    (mention,) = index().find("红杉")
    assert [(c.kind, c.name, c.how) for c in mention.candidates] == [
        ("group", "红杉", "exact"),
        ("investor", "红杉资本", "short"),
        ("investor", "红杉资本中国", "short"),
    ]
    assert mention.candidates[1].group == "红杉"


def test_a_short_name_means_the_record_it_fits_best() -> None:
    best = index().find("红杉")[0].best({"investor"})
    assert best is not None
    assert best.name == "红杉资本"


def test_several_that_fit_alike_are_asked_about() -> None:
    mention = index().find("云帆海岳投过谁")[0]
    assert mention.best() is None
    assert {c.name for c in mention.alike()} == {"云帆海岳资本", "云帆海岳创投"}


def test_a_much_more_prominent_record_is_meant() -> None:
    index = NameIndex([Entry("investor", 1, "星垣资本", weight=40), Entry("investor", 2, "星垣创投", weight=1)])
    best = index.find("星垣投过谁")[0].best()
    assert best is not None
    assert best.name == "星垣资本"


def test_a_company_and_an_investor_of_one_name_are_one_record() -> None:
    index = NameIndex([Entry("company", 1, "星垣科技"), Entry("investor", 9, "星垣科技")])
    mention = index.find("星垣科技")[0]
    assert [c.kind for c in mention.of({"investor"})] == ["investor"]
    assert mention.best() is not None


def test_a_typo_that_fits_two_names_is_asked_about() -> None:
    mention = index().find("deepwunder rounds")[0]
    assert mention.best() is None
    assert {c.name for c in mention.candidates} == {"Deepwander", "Deepwonder"} or len(mention.candidates) == 1


def test_a_name_that_is_a_word_too_says_so() -> None:
    assert index().find("数据")[0].is_ordinary
    assert not index().find("旷视科技")[0].is_ordinary


def test_kinds_without_a_candidate_give_none() -> None:
    mention = index().find("旷视科技")[0]
    assert mention.best({"person"}) is None
    assert mention.alike({"person"}) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("红山资本", "红杉资本"),
        ("Squoia Captal", "红杉资本"),
        ("商塘", "商汤科技SenseTime"),
        ("Harbourline", "Harborline Partners"),
    ],
)
def test_the_nearest_of_a_name_that_is_not_there_are_offered(text: str, name: str) -> None:
    nearest = index().nearest(text)
    assert len(nearest) <= 3
    assert name in [c.name for c in nearest]
    assert [c.score for c in nearest] == sorted((c.score for c in nearest), reverse=True)


def test_the_nearest_keep_to_the_kinds_asked_for() -> None:
    assert {c.kind for c in index().nearest("红杉", {"company"}, n=5)} <= {"company"}
    assert index().nearest("", n=3) == index().nearest("红杉", n=0) == []


def test_a_whole_field_is_looked_up() -> None:
    assert [c.id for c in index().lookup("sequoia capital", {"investor"})] == [2, 1]
    assert index().lookup("sequoia capitel") == ()


def test_no_typo_is_made_of_words_that_the_caller_calls_ordinary() -> None:
    stored = [Entry("company", 1, "Quillmark")]
    assert NameIndex(stored).find("quilmark")
    assert NameIndex(stored, {"quilmark"}).find("quilmark") == []
    assert NameIndex(stored, lambda word: word == "quilmark").find("quilmark") == []


def test_an_empty_index_finds_nothing() -> None:
    empty = NameIndex([])
    assert (len(empty), empty.find("红杉 sequoia"), empty.nearest("红杉")) == (0, [], [])


def test_the_version_tells_content_apart() -> None:
    same = NameIndex(entries()).version
    assert same == index().version
    assert NameIndex(entries()[1:]).version != same


def test_best_of_nothing_is_none() -> None:
    assert Mention(0, 1, "x", ()).best() is None
    assert Mention(0, 1, "x", (Candidate("company", 1, "X", 1.0, "exact"),)).best() is not None


NAMES = {name.casefold() for e in entries() for name in (e.name, *e.aliases)}
LATIN = [e.name for e in entries() if e.name.isalpha() and e.name.isascii() and len(e.name) >= 8]


@given(st.sampled_from(LATIN), st.integers(0, 3), st.randoms(use_true_random=False))
def test_one_letter_wrong_still_finds_the_name(name: str, way: int, chance: random.Random) -> None:
    place = chance.randrange(1, len(name) - 1)
    wrong = {
        0: name[:place] + name[place + 1 :],
        1: name[:place] + chance.choice(string.ascii_lowercase) + name[place:],
        2: name[:place] + chance.choice(string.ascii_lowercase) + name[place + 1 :],
        3: name[:place] + name[place + 1] + name[place] + name[place + 2 :],
    }[way]
    assume(wrong.casefold() not in NAMES)  # the wrong spelling of one name may be another name
    found = index().find(f"deals of {wrong} since 2017")
    assert any(c.name == name for mention in found for c in mention.candidates)


@given(st.text(max_size=100) | st.text("红杉资本投过IDGsequoia 商汤,、()（）", max_size=40))
def test_any_text_gives_ordered_spans(text: str) -> None:
    found = index().find(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[m.start : m.end] == m.words and m.candidates for m in found)
