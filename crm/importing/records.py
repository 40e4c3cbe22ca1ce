"""The record that a note stands on, from its kind and its name as the views show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.importing.columns import Parsed
from crm.importing.names import named
from crm.importing.session import Session
from crm.models import Deal, Fund, Industry, Interaction, Opportunity, Person

Index = Mapping[str, Sequence[int]]


class Targets:
    """Finds the records that a file's notes stand on; each kind is read once, when it is first named.

    An investor or company that is not stored yet is created, as everywhere; a record of another kind must be there.
    """

    def __init__(self, rows: Sequence[Parsed], session: Session) -> None:
        self._session = session
        self._indexes: dict[str, Index] = {}
        for kind, profiles in (("investor", session.investors), ("company", session.companies)):
            profiles.ensure(named(name) for name in _names(rows, kind))

    def of(self, item: Parsed) -> dict[str, int] | None:
        """{"<kind>_id": id}, empty for a note on nothing; None, reported, where the record cannot be told."""
        kind, name = _target(item)
        if not name:
            return {}
        if not kind:
            self._session.report.add([item.error("record_kind", _("This cell must not be empty."))])
            return None
        found = self._found(kind, name)
        if len(found) == 1:
            return {f"{kind}_id": found[0]}
        reason = _("No stored record bears this name.") if not found else _("Several stored records bear this name.")
        self._session.report.add([item.error("record", reason)])
        return None

    def _found(self, kind: str, name: str) -> Sequence[int]:
        if kind == "investor":
            return [self._session.investors.of(name).pk]
        if kind == "company":
            return [self._session.companies.of(name).pk]
        if kind not in self._indexes:
            self._indexes[kind] = _READERS[kind]()
        return self._indexes[kind].get(name, [])


def _target(item: Parsed) -> tuple[str, str]:
    """(kind, name): of `record_kind` and `record`, else of the columns `investor` and `company`."""
    if item.get("record"):
        return item.text("record_kind"), item.text("record")
    side = "investor" if item.get("investor") else "company"
    return side, item.text(side)


def _names(rows: Sequence[Parsed], kind: str) -> list[str]:
    targets = map(_target, rows)
    return [name for found, name in targets if found == kind and name]


def _index(pairs: Iterable[tuple[str, int]]) -> Index:
    found: dict[str, list[int]] = defaultdict(list)
    for name, pk in pairs:
        found[name].append(pk)
    return found


def _deals() -> Index:
    """A deal by its company alone, and by company and stage («… A轮», "… · Series A", "… a")."""
    pairs = []
    for deal in Deal.objects.select_related("company__organisation", "stage"):
        company, stage = deal.company.organisation.name, deal.stage
        pairs.append((company, deal.pk))
        labels = {stage.code, stage.name_zh, stage.name_en, deal.stage_text} - {""}
        pairs += [(f"{company}{between}{label}", deal.pk) for label in labels for between in (" ", "", " · ")]
    return _index(pairs)


def _industries() -> Index:
    nodes = Industry.objects.order_by("level", "pk")
    pairs = [(word, node) for node in nodes for word in {node.name, node.name_en} - {""}]
    topmost: dict[str, Industry] = {}
    for word, node in pairs:
        topmost.setdefault(word, node)
    return {word: [node.pk] for word, node in topmost.items()}


_READERS: Mapping[str, Callable[[], Index]] = {
    "fund": lambda: _index(Fund.objects.values_list("name", "pk")),
    "deal": _deals,
    "industry": _industries,
    "person": lambda: _index(Person.objects.values_list("name", "pk")),
    "interaction": lambda: _index(Interaction.objects.values_list("subject", "pk")),
    "opportunity": lambda: _index(Opportunity.objects.values_list("name", "pk")),
}


def target_columns() -> tuple[str, ...]:
    """The attributes of Note that name its record."""
    return tuple(f"{kind}_id" for kind in ("investor", "company", *_READERS))


def target_of(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Which record a note stands on, comparable between a row and a stored note."""
    return tuple(values.get(name) for name in target_columns())
