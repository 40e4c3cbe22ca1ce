"""Names of a file -> stored organisations, for whole files at a time.

A name means the stored organisation that bears it exactly; else the only one whose name has the same normalised form;
else the only one with such a legal name, English name or alias; else a new one. Nothing is matched by likeness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.importing.problems import Reason
from crm.importing.report import Report
from crm.importing.store import create, save_changes
from crm.models import Alias, Group, Organisation
from crm.names.normalise import normalise as _normalise


@dataclass
class Named:
    """An organisation as a file names it. `values` are attributes of Organisation; aliases are added, never taken away.

    `is_own` marks a row that stands for an organisation of its own, however alike its name is to another of the file.
    """

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    group: str = ""
    is_own: bool = False


def normalise(name: str) -> str:
    """The key of a name; a name of signs alone is its own key."""
    return _normalise(name) or name


def _never(record: Organisation) -> bool:
    return False


class Organisations:
    """Every stored organisation by name, and the new ones of this import."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._exact: dict[str, Organisation] = {}
        self._by_name: dict[str, dict[int, Organisation]] = defaultdict(dict)
        self._by_alias: dict[str, dict[int, Organisation]] = defaultdict(dict)
        self._aliases: set[tuple[int, str]] = set()
        self._groups: dict[str, Group] = {group.name: group for group in Group.objects.all()}
        self._settled: dict[str, Organisation] = {}
        self._load()

    def _load(self) -> None:
        stored = {record.pk: record for record in Organisation.objects.order_by("pk")}
        for record in stored.values():
            self._remember(record)
        for organisation_id, name in Alias.objects.values_list("organisation_id", "name"):
            self._aliases.add((organisation_id, name))
            self._by_alias[normalise(name)][organisation_id] = stored[organisation_id]

    def _remember(self, record: Organisation) -> None:
        self._exact.setdefault(record.name, record)
        self._by_name[normalise(record.name)][record.pk] = record
        for other in {record.legal_name, record.name_en} - {"", record.name}:
            self._by_alias[normalise(other)][record.pk] = record

    def find(self, name: str, barred: Collection[int] = ()) -> Organisation | None:
        """The stored organisation of that name, those with an id in `barred` left out; None where none or several fit."""
        fitting = self._fitting(name, barred)
        return fitting[0] if len(fitting) == 1 else None

    def _fitting(self, name: str, barred: Collection[int]) -> list[Organisation]:
        if exact := self._exact.get(name):
            return [exact]
        key = normalise(name)
        for index in (self._by_name, self._by_alias):
            fitting = [record for pk, record in index.get(key, {}).items() if pk not in barred]
            if fitting:
                return fitting
        return []

    @property
    def groups(self) -> Collection[str]:
        """The names of the stored groups."""
        return self._groups.keys()

    def of(self, name: str) -> Organisation:
        """The organisation of a name that `settle` has seen. Raises KeyError for another."""
        return self._settled[name]

    def settle(self, named: Iterable[Named], may_update: Callable[[Organisation], bool] = _never) -> None:
        """Find or create the organisation of every name, and store what the file says about it.

        What is unknown so far is filled in; what is stored is changed only where `may_update` allows it.
        """
        items = _merged(named)
        self._name_groups(items)
        self._resolve(items)
        self._add_aliases(items)
        self._update(items, may_update)

    def _name_groups(self, items: Sequence[Named]) -> None:
        new = {item.group for item in items if item.group} - self._groups.keys()
        created = [Group(name=name) for name in sorted(new)]
        create(Group, created, self._report)
        self._groups |= {group.name: group for group in created}
        for item in items:
            if item.group:
                item.values["group_id"] = self._groups[item.group].pk

    def _resolve(self, items: Sequence[Named]) -> None:
        exact = [item for item in items if item.name in self._exact]
        barred = {self._exact[item.name].pk for item in exact if item.is_own}
        fresh: dict[str, Named] = {}
        for item in items:
            fitting = self._fitting(item.name, barred if item.is_own else ())
            if len(fitting) != 1:
                self._want(item, fresh, fitting)
                continue
            self._settled[item.name] = fitting[0]
            if item.is_own:
                barred.add(fitting[0].pk)
        self._create(fresh)
        for item in items:
            if item.name not in self._settled:
                self._settled[item.name] = self._settled[fresh[normalise(item.name)].name]

    def _want(self, item: Named, fresh: dict[str, Named], fitting: Sequence[Organisation]) -> None:
        """Spellings of one name are one new organisation, the others its aliases, unless each has a row of its own."""
        if fitting:
            reason = _("“%(name)s” fits several stored organisations; a new one was created.")
            self._report.notes.append(Reason(reason, {"name": item.name}))
        first = fresh.setdefault(item.name if item.is_own else normalise(item.name), item)
        if first is not item:
            first.aliases = tuple(dict.fromkeys([*first.aliases, item.name]))

    def _create(self, fresh: dict[str, Named]) -> None:
        records = [Organisation(name=item.name, **item.values) for item in fresh.values()]
        create(Organisation, records, self._report)
        for record in records:
            self._remember(record)
            self._settled[record.name] = record

    def _add_aliases(self, items: Sequence[Named]) -> None:
        wanted = {(self.of(item.name).pk, alias): item for item in items for alias in item.aliases}
        new = {key: item for key, item in wanted.items() if key not in self._aliases and key[1] != item.name}
        rows = [Alias(organisation_id=pk, name=alias) for pk, alias in new]
        create(Alias, rows, self._report)
        for (pk, alias), item in new.items():
            self._aliases.add((pk, alias))
            self._by_alias[normalise(alias)][pk] = self.of(item.name)

    def _update(self, items: Sequence[Named], may_update: Callable[[Organisation], bool]) -> None:
        said: dict[int, tuple[Organisation, dict[str, Any]]] = {}
        for item in items:
            record = self.of(item.name)
            values = {name: value for name, value in item.values.items() if value}
            said.setdefault(record.pk, (record, {}))[1].update(values)
        changed = []
        for record, values in said.values():
            differing = [name for name, value in values.items() if getattr(record, name) != value]
            fields = [name for name in differing if not getattr(record, name) or may_update(record)]
            for name in fields:
                setattr(record, name, values[name])
            if fields:
                changed.append((record, fields))
        save_changes(Organisation, changed)
        self._report.updated["organisation"] += len(changed)

    def head_groups(self) -> None:
        """The organisation that a group is called after belongs to it."""
        heads = [(self._exact.get(name), group) for name, group in self._groups.items()]
        changed = [(record, ["group_id"]) for record, group in heads if record and record.group_id is None]
        for record, _names in changed:
            record.group_id = self._groups[record.name].pk
        save_changes(Organisation, changed)
        self._report.updated["organisation"] += len(changed)


def _merged(named: Iterable[Named]) -> list[Named]:
    """One item a name; what later rows say is added to the first."""
    found: dict[str, Named] = {}
    for item in named:
        first = found.setdefault(item.name, item)
        if first is not item:
            first.values.update({name: value for name, value in item.values.items() if value})
            first.aliases = tuple(dict.fromkeys([*first.aliases, *item.aliases]))
            first.group = item.group or first.group
    return list(found.values())
