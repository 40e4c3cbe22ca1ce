"""What is asked for, in both languages: nouns, figures to rank and sum by, keys to group by, attributes to look up.

A line of `nouns/VIEW.txt` is `words | zh forms | en forms`, `unit | Chinese measure word |`, or a table and a column,
`asked owner | 负责人;谁负责 | owner`; a table's column may have several lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from nlq.bank.grammar.filters import forms_of, lines_of_file

FOLDER = Path(__file__).with_name("nouns")
Said = dict[str, tuple[str, ...]]


@dataclass
class Noun:
    """A view's rows: `unit` is the Chinese measure word; the tables hold column or key -> its words."""

    words: Said = field(default_factory=dict)
    unit: str = ""
    ranked: dict[str, Said] = field(default_factory=dict)
    summed: dict[str, Said] = field(default_factory=dict)
    keys: dict[str, Said] = field(default_factory=dict)
    times: dict[str, Said] = field(default_factory=dict)
    asked: dict[str, Said] = field(default_factory=dict)


# The name of one record, for look-ups: view -> (slot, column of that view that holds it).
NAMED = {
    "companies": ("company", "name"),
    "investors": ("investor", "name"),
    "funds": ("fund", "name"),
    "people": ("person", "name"),
}


@cache
def nouns() -> dict[str, Noun]:
    """The nouns by view."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.txt"))}


def _read(path: Path) -> Noun:
    noun = Noun()
    for line in lines_of_file(path):
        head, zh, en = (part.strip() for part in line.split("|"))
        table, _, column = head.partition(" ")
        if table == "unit":
            noun.unit = zh
        elif table == "words":
            noun.words = _more(noun.words, zh, en)
        else:
            held: dict[str, Said] = getattr(noun, table)
            held[column] = _more(held.get(column, {}), zh, en)
    return noun


def _more(said: Said, zh: str, en: str) -> Said:
    both = {"zh": forms_of(zh) or ("",), "en": forms_of(en) or ("",)}
    return {language: (*said.get(language, ()), *forms) for language, forms in both.items()}
