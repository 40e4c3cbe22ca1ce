"""Our own industry taxonomy in two levels, and which stored industry a word means.

`industries.tsv` holds one node a line: key, parent's key, Chinese name, English name, Chinese words, English words.
A word with `~` before it is weak: an ordinary word («服务», «web») that names the industry only where the place says
that an industry is meant (a column of an import, a word beside «行业»).
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("industries.tsv")
_SUFFIXES = ("行业", "领域", "赛道", "产业", " industry", " sector", " space")


@dataclass(frozen=True)
class IndustryConcept:
    """One node; `words` holds every name of it, the two labels first, `weak` the ambiguous ones among them.

    `parent` is the key of the top-level industry, None for a top-level one.
    """

    key: str
    zh: str
    en: str
    words: tuple[str, ...]
    parent: str | None
    weak: tuple[str, ...] = ()

    @property
    def strong_words(self) -> tuple[str, ...]:
        """The words that name this industry wherever they stand."""
        return tuple(word for word in self.words if word not in self.weak)


def _split(cell: str) -> list[str]:
    return [word for word in cell.split("|") if word]


def _concept(row: Mapping[str, str]) -> IndustryConcept:
    marked = [*_split(row["zh_words"]), *_split(row["en_words"])]
    words = dict.fromkeys([row["zh"], row["en"], *(word.removeprefix("~") for word in marked)])
    weak = tuple(word.removeprefix("~") for word in marked if word.startswith("~"))
    return IndustryConcept(row["key"], row["zh"], row["en"], tuple(words), row["parent"] or None, weak)


@cache
def concepts() -> tuple[IndustryConcept, ...]:
    """Every node of the taxonomy; a parent stands before its children."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_concept(row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def folded(word: str) -> str:
    """The form in which industry words are compared: width and case folded, hyphens and underscores as spaces."""
    text = unicodedata.normalize("NFKC", word).casefold().replace("-", " ").replace("_", " ")
    return " ".join(text.split())


def _without_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) > len(suffix):
            return word.removesuffix(suffix).strip()
    return word


@cache
def _by_word() -> dict[str, IndustryConcept]:
    return {folded(word): concept for concept in concepts() for word in concept.words}


@cache
def _weak() -> frozenset[str]:
    return frozenset(folded(word) for concept in concepts() for word in concept.weak)


def concept_of(word: str) -> IndustryConcept | None:
    """The concept that `word` names, weak words included; «行业», «赛道», "sector" behind it are ignored."""
    key = folded(word)
    return _by_word().get(key) or _by_word().get(_without_suffix(key))


def is_weak(word: str) -> bool:
    """Whether `word` is an ordinary word that names an industry only in a place where one is expected."""
    return folded(word) in _weak()


def children_of(concept: IndustryConcept) -> tuple[IndustryConcept, ...]:
    """The sub-industries of a top-level industry, in the order of the file."""
    return tuple(child for child in concepts() if child.parent == concept.key)


def same_industry(word: str, stored_names: Iterable[str]) -> tuple[str, ...]:
    """The stored industry names that `word` means, in the order given; empty where none does.

    The exact name wins; else names of the same concept; else, for a top-level industry that is not stored, the
    names of its sub-industries. A parent is never offered for a sub-industry: it would mean more than was asked.
    """
    names = tuple(stored_names)
    exact = tuple(name for name in names if folded(name) == folded(word))
    concept = concept_of(word)
    if exact or concept is None:
        return exact
    same = tuple(name for name in names if concept_of(name) == concept)
    keys = {child.key for child in children_of(concept)}
    return same or tuple(name for name in names if (found := concept_of(name)) and found.key in keys)
