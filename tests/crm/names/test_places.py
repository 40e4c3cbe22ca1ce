"""Places: how they are written, how they are stored, what a question may call them."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from crm.names.places import LEVELS, Place, parse_location, place_in_columns, places

CASES = Path(__file__).parents[2] / "fixtures" / "importing" / "places.tsv"


def _cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["text"])
def test_a_place_is_stored_by_the_conventions(case: dict[str, str]) -> None:
    expected = Place(case["country"], case["province"], case["city"], case["district"])
    assert parse_location(case["text"]) == expected


def test_a_place_that_nobody_knows_is_not_guessed() -> None:
    assert parse_location("火星-奥林帕斯") == Place(unknown=("火星", "奥林帕斯"))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("", "", "深圳市", ""), Place("CHN", "广东", "深圳")),
        (("中国", "广东省", "", ""), Place("CHN", "广东")),
        (("美国", "", "纽约", ""), Place("USA", "", "New York")),
        (("USA", "CA", "Palo Alto", ""), Place("USA", "California", "Palo Alto")),
        (("HKG", "", "", ""), Place("CHN", "香港", "香港")),
        (("CHN", "北京", "", "海淀"), Place("CHN", "北京", "北京", "海淀区")),
        (("DEU", "", "Jena", ""), Place("DEU", "", "Jena")),
        (("Atlantis", "", "", ""), Place(unknown=("Atlantis",))),
    ],
)
def test_cells_of_the_four_columns_take_their_stored_forms(cells: tuple[str, str, str, str], expected: Place) -> None:
    assert place_in_columns(*cells) == expected


def test_the_list_holds_all_provinces_cities_and_countries_once() -> None:
    china = Counter(entry.level for entry in places() if entry.country == "CHN")
    assert (china["province"], china["country"]) == (34, 1)
    assert china["city"] >= 340
    countries = [entry.country for entry in places() if entry.level == "country"]
    assert len(countries) == len(set(countries)) >= 200
    assert all(len(code) == 3 and code.isupper() for code in countries)


def test_every_place_has_both_names_and_lies_somewhere() -> None:
    provinces = {(entry.country, entry.stored) for entry in places() if entry.level == "province"}
    cities = {(entry.country, entry.stored) for entry in places() if entry.level == "city"}
    for entry in places():
        assert entry.level in LEVELS
        assert entry.zh and entry.en and entry.country
        if entry.country == "CHN" and entry.level in ("city", "district"):
            assert ("CHN", entry.province) in provinces
        if entry.level == "district":
            assert ("CHN", entry.city) in cities


def test_two_letter_codes_are_no_words_of_a_sentence() -> None:
    words = {word for entry in places() for word in entry.words}
    assert not words & {"IN", "IS", "IT", "AT", "NO", "ME", "OR", "TO"}
    assert {"US", "UK", "HK"} <= words
