"""Companies and investors by their organisations' names: the two profiles that an organisation may have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from crm.importing.organisations import Named, Organisations
from crm.importing.report import Report
from crm.importing.store import Wanted, upsert
from crm.models import Company, Investor, Organisation

P = TypeVar("P", Company, Investor)


@dataclass
class Profile:
    """A company or an investor as a row describes it: its organisation and its own attributes."""

    named: Named
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    on_create: dict[str, Any] = field(default_factory=dict)


class Profiles(Generic[P]):
    """Every stored profile of one model, by organisation."""

    def __init__(self, model: type[P], organisations: Organisations, report: Report, source: str = "") -> None:
        self._model: type[P] = model
        self._organisations = organisations
        self._report = report
        self._source = source
        self._by_organisation: dict[Any, P] = {record.organisation_id: record for record in model.objects.all()}

    def find(self, name: str) -> P | None:
        """The stored profile of that name."""
        organisation = self._organisations.find(name)
        return self._by_organisation.get(organisation.pk) if organisation else None

    def of(self, name: str) -> P:
        """The profile of a name that `store` or `ensure` has seen. Raises KeyError for another."""
        return self._by_organisation[self._organisations.of(name).pk]

    def ensure(self, named: Iterable[Named]) -> None:
        """Create what is missing under these names; nothing else is changed."""
        items = list(named)
        self._organisations.settle(items)
        found = {self._organisations.of(item.name).pk for item in items}
        missing = sorted(found - self._by_organisation.keys())
        self._remember(upsert(self._model, [self._bare(pk) for pk in missing], {}, self._report).values())

    def _bare(self, organisation_id: Any) -> Wanted:
        return Wanted(organisation_id, {"organisation_id": organisation_id, "source": self._source}, 0)

    def _remember(self, records: Iterable[P]) -> None:
        self._by_organisation |= {record.organisation_id: record for record in records}

    def is_ours(self, record: P) -> bool:
        """Whether this import's source made the record; a plain file speaks for the firm and may change any."""
        return not self._source or record.source == self._source

    def _may_rename(self, organisation: Organisation) -> bool:
        record = self._by_organisation.get(organisation.pk)
        return self.is_ours(record) if record else not self._source

    def store(self, profiles: Sequence[Profile]) -> None:
        """Create and update the profiles with their organisations."""
        self._organisations.settle([profile.named for profile in profiles], self._may_rename)
        wanted = [self._wanted(profile) for profile in profiles]
        self._remember(
            upsert(self._model, wanted, self._by_organisation, self._report, may_update=self.is_ours).values()
        )

    def _wanted(self, profile: Profile) -> Wanted:
        pk = self._organisations.of(profile.named.name).pk
        on_create = {"source": self._source, **profile.on_create}
        return Wanted(pk, {"organisation_id": pk, **profile.values}, profile.line, on_create)
