"""What there is to read: the analyst views with their columns, as the guard sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz, process

from crm import catalog

SCHEMA_NAME: Final = "analyst"
SEARCH_COLUMNS: Final = ("note_id", "document", "page", "score", "snippet")
SYSTEM_COLUMNS: Final = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"})
NEAR_ENOUGH: Final = 60


@lru_cache(maxsize=1)
def views() -> Mapping[str, tuple[str, ...]]:
    """Each view's name and the names of its columns, in their order."""
    return {name: tuple(view.columns) for name, view in catalog.views().items()}


def nearest(name: str, names: Iterable[str]) -> str:
    """The name most like this one, or "" where none is near."""
    found = process.extractOne(name, tuple(names), scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH)
    return str(found[0]) if found else ""
