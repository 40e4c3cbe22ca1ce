"""Places as people write them -> the four stored columns, and every place that a question may name.

`places.tsv` holds one place a line: level, Chinese and English name, synonyms, codes, and where it belongs. Chinese
places are stored in Chinese, others in English, countries as ISO 3166 alpha-3. Hong Kong, Macau and Taiwan are
stored as provinces of CHN, as the exports write them («香港-中西区»). A county-level city (昆山) is a district of
the city above it. Of places that share a name (苏州 and 宿州 in pinyin) the better known stands first in the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

LEVELS = ("country", "province", "city", "district")

_FILE = Path(__file__).with_name("places.tsv")
_CHINA = "CHN"
_SEPARATORS = re.compile(r"[-–—/·,，、;|>\n]+|(?<=[一-鿿])\s+(?=[一-鿿])")
_NOWHERE = re.compile(
    r"[东西南北]?[亚欧非]洲|[北南]美洲?|大洋洲|拉丁美洲|东南亚|中东|海外|国外|其他|asia|europe|africa|oceania", re.I
)
_SUFFIXES = ("特别行政区", "自治区", "省", "市")


@dataclass(frozen=True)
class PlaceName:
    """One place of the list. `codes` (ISO, states' letters) name it in a cell; in a sentence they are ordinary words."""

    level: str
    zh: str
    en: str
    synonyms: tuple[str, ...]
    codes: tuple[str, ...]
    country: str
    province: str
    city: str

    @property
    def stored(self) -> str:
        """The value that the column of this level holds."""
        if self.level == "country":
            return self.country
        return self.zh if self.country == _CHINA else self.en

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that names this place in a sentence, labels first."""
        return (self.zh, self.en, *self.synonyms)


@dataclass(frozen=True)
class Place:
    """The stored columns, empty where unknown; `unknown` holds the parts of the text that no rule could place."""

    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    unknown: tuple[str, ...] = ()


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split("|") if word)


def _entry(row: Mapping[str, str]) -> PlaceName:
    return PlaceName(
        level=row["level"],
        zh=row["zh"],
        en=row["en"],
        synonyms=_words(row["synonyms"]),
        codes=_words(row["codes"]),
        country=row["country"],
        province=row["province"],
        city=row["city"],
    )


@cache
def places() -> tuple[PlaceName, ...]:
    """Every listed place: countries, then Chinese provinces and cities, districts, the world's cities, US states."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_entry(row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _key(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split())


def _index(pairs: Iterator[tuple[str, PlaceName]]) -> dict[str, tuple[PlaceName, ...]]:
    found: dict[str, dict[PlaceName, None]] = {}
    for word, entry in pairs:
        found.setdefault(_key(word), {})[entry] = None
    return {key: tuple(entries) for key, entries in found.items()}


@cache
def _by_word() -> dict[str, tuple[PlaceName, ...]]:
    return _index((word, entry) for entry in places() for word in entry.words)


@cache
def _by_code() -> dict[str, tuple[PlaceName, ...]]:
    return _index((code, entry) for entry in places() for code in entry.codes)


def is_place(text: str) -> bool:
    """Whether the whole text is the name of a listed place."""
    return _key(text) in _by_word()


@cache
def _cities_of_their_own() -> frozenset[str]:
    """The provinces that are one city: 北京, 上海, 天津, 重庆, 香港, 澳门."""
    cities = [entry.province for entry in places() if entry.level == "city" and entry.country == _CHINA]
    return frozenset(province for province in cities if cities.count(province) == 1)


def _fits(entry: PlaceName, place: Place) -> bool:
    if place.country and entry.country != place.country:
        return False
    inside = entry.level in ("city", "district") and entry.country == _CHINA
    if inside and place.province and entry.province != place.province:
        return False
    return not (entry.level == "district" and place.city and entry.city != place.city)


def _named(part: str, level: str, place: Place) -> PlaceName | None:
    """The first place of that level that the part names and that lies in `place`; names win over codes."""
    for entries in (_by_word().get(_key(part), ()), _by_code().get(_key(part), ())):
        for entry in entries:
            if entry.level == level and _fits(entry, place):
                return entry
    return None


def _with(place: Place, entry: PlaceName) -> Place:
    """`place` narrowed to `entry`, with what lies above it."""
    province = place.province or entry.province
    city = entry.city if entry.country == _CHINA else entry.stored if entry.level == "city" else ""
    if province in _cities_of_their_own():
        city = city or province
    district = entry.stored if entry.level == "district" else place.district
    return replace(place, country=entry.country, province=province, city=place.city or city, district=district)


def _joined(part: str) -> Iterator[str]:
    """«陕西省西安市雁塔区» in its pieces, longest known name first; what is not known stays in one piece."""
    while "一" <= part[:1] <= "鿿":
        known = (end for end in range(len(part), 1, -1) if _key(part[:end]) in _by_word())
        end = next(known, len(part))
        yield part[:end].strip()
        part = part[end:].strip()
    if part:
        yield part


def _parts(text: str) -> list[str]:
    if _key(text) in _by_word():
        return [text.strip()]
    pieces = (piece.strip(" ()（）.") for piece in _SEPARATORS.split(text))
    split = (part for piece in pieces if piece for part in _joined(piece))
    return [part for part in split if part and not _NOWHERE.fullmatch(part)]


def _waits(part: str, level: str, parts: list[str]) -> bool:
    """Whether the part is better taken at another level: New York the city, CA and Georgia the states."""
    nowhere = Place()
    if level == "country":
        state = _named(part, "province", nowhere)
        return len(parts) > 1 and state is not None and state.country != _CHINA
    city = _named(part, "city", nowhere) if level == "province" else None
    return city is not None and city.country != _CHINA


def _take(place: Place, parts: list[str], level: str, *, patient: bool) -> Place:
    for part in parts:
        entry = None if patient and _waits(part, level, parts) else _named(part, level, place)
        if entry:
            parts.remove(part)
            return _with(place, entry)
    return place


def parse_location(text: str) -> Place:
    """«陕西-西安», «北京市海淀区», «北美洲-美国», "San Francisco, CA" -> Place.

    A part that is not in the list stays as typed in the first column below what is known («江苏-如东» is a city of
    江苏); where nothing is known it is left in `unknown` and no column is guessed.
    """
    parts = _parts(text)
    place = Place()
    for level in LEVELS:
        place = _take(place, parts, level, patient=True)
    for level in ("province", "city"):
        if not getattr(place, level):
            place = _take(place, parts, level, patient=False)
    return _unlisted(place, parts)


def _unlisted(place: Place, parts: list[str]) -> Place:
    left = list(parts)
    if left and place.country and not place.city:
        place = replace(place, city=_bare(left.pop(0)))
    elif left and place.country == _CHINA and place.city and not place.district:
        place = replace(place, district=left.pop(0))
    return replace(place, unknown=tuple(left))


def _bare(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name.removesuffix(suffix)
    return name


def place_in_columns(country: str, province: str, city: str, district: str) -> Place:
    """Cells of the four columns -> their stored forms («广东省» -> 广东), filled upwards («深圳» alone -> CHN, 广东).

    A province, city or district that is not listed stays as typed; a country that is none is left in `unknown`.
    """
    place = Place()
    unknown: tuple[str, ...] = ()
    for level, text in zip(LEVELS, (country, province, city, district), strict=True):
        if not text:
            continue
        entry = _named(text, level, place) or (_named(text, "province", place) if level == "country" else None)
        if entry:
            place = _with(place, entry)
        elif level == "country":
            unknown = (text,)
        else:
            typed: dict[str, Any] = {level: text if level == "district" else _bare(text)}
            place = replace(place, **typed)
    return replace(place, unknown=unknown)
