"""The analyst views as data: their columns, types, code lists and labels in both languages.

`catalog.tsv` is the reviewable source. The database's comments, the guard's allow-list, the restatement, the
language models' prompts and the pages' headings are all made from it.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from crm import codes

SOURCE = Path(__file__).with_name("catalog.tsv")
SCHEMA = "analyst"


@dataclass(frozen=True)
class Column:
    """One column: `type` is text, integer, numeric, date or boolean; `codes` names its code list, empty for free values."""

    name: str
    type: str
    codes: str
    zh: str
    en: str
    comment: str

    def label(self, language: str) -> str:
        """The heading in `language`."""
        return self.zh if language.startswith("zh") else self.en

    def value_label(self, value: str, language: str) -> str:
        """A stored value as people say it: the label of a code, any other value as it is."""
        return codes.label(self.codes, value, language) if self.codes else value


@dataclass(frozen=True)
class View:
    """One analyst view and its columns, in the contract's order."""

    name: str
    zh: str
    en: str
    comment: str
    columns: Mapping[str, Column]

    def label(self, language: str) -> str:
        """The heading in `language`."""
        return self.zh if language.startswith("zh") else self.en


@lru_cache(maxsize=1)
def views() -> Mapping[str, View]:
    """Every analyst view by name."""
    columns: dict[str, dict[str, Column]] = {}
    heads: dict[str, tuple[str, str, str]] = {}
    with SOURCE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["type"] == "view":
                heads[row["view"]] = (row["zh"], row["en"], row["comment"])
                columns[row["view"]] = {}
            else:
                columns[row["view"]][row["column"]] = Column(
                    row["column"], row["type"], row["codes"], row["zh"], row["en"], row["comment"]
                )
    return MappingProxyType({name: View(name, *head, MappingProxyType(columns[name])) for name, head in heads.items()})


def view(name: str) -> View:
    """The view `name`. Raises KeyError for one that the contract does not have."""
    return views()[name]


def comments() -> list[tuple[str, str | None, str]]:
    """(view, column or None, text) of each `COMMENT ON`: the English sentence, then the Chinese label."""
    result: list[tuple[str, str | None, str]] = []
    for item in views().values():
        result.append((item.name, None, f"{item.comment} · {item.zh}"))
        for column in item.columns.values():
            english = f"{column.en}: {column.comment}" if column.comment else column.en
            result.append((item.name, column.name, f"{english} · {column.zh}"))
    return result
