"""The names in the database that one user may see, as a `NameIndex` kept in the process until they change."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, Func, Max, Model, QuerySet, Sum, Value
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Cast, Concat

from crm.models import (
    Alias,
    Company,
    Fund,
    Group,
    Industry,
    IndustryAlias,
    Investor,
    Organisation,
    Person,
    User,
)
from crm.names.entries import Entry
from crm.names.industries import concept_of
from crm.names.resolver import NameIndex, version_of
from crm.queries import visible_to

_KEPT = 8  # indexes held at once; users who see the same records share one
_indexes: OrderedDict[str, NameIndex] = OrderedDict()
_known: dict[int, tuple[object, str]] = {}
_lock = Lock()


def name_index(user: User) -> NameIndex:
    """The index of every name that `user` may see; one query finds out whether the kept one still holds."""
    fingerprint = _fingerprint(user)
    with _lock:
        seen, version = _known.get(user.pk, (None, ""))
        if seen != fingerprint or version not in _indexes:
            version = _load(user)
            _known[user.pk] = (fingerprint, version)
        _indexes.move_to_end(version)
        return _indexes[version]


def forget() -> None:
    """Drops every kept index."""
    with _lock:
        _indexes.clear()
        _known.clear()


def _load(user: User) -> str:
    entries = tuple(entries_for(user))
    version = version_of(entries)
    if version not in _indexes:
        _indexes[version] = NameIndex(entries)
        while len(_indexes) > _KEPT:
            _indexes.popitem(last=False)
    return version


def entries_for(user: User) -> Iterator[Entry]:
    """Companies, investors, funds, people and groups that `user` may see, every industry and every active user."""
    aliases = _grouped(Alias.objects.values_list("organisation_id", "name"))
    companies = list(_profiles(visible_to(Company.objects.all(), user), "deals"))
    investors = list(_profiles(visible_to(Investor.objects.all(), user), "investments"))
    for kind, rows in (("company", companies), ("investor", investors)):
        for row in rows:
            yield _organisation_entry(kind, row, aliases)
    for fund in visible_to(Fund.objects.all(), user).values_list("pk", "name"):
        yield Entry("fund", *fund)
    for person in visible_to(Person.objects.all(), user).values_list("pk", "name"):
        yield Entry("person", *person)
    yield from _groups([*companies, *investors])
    yield from _industries()
    yield from _users()


_CHANGED = Cast(Max("updated_at"), CharField())
_ORGANISATION = (
    "organisation_id",
    *(f"organisation__{field}" for field in ("name", "name_en", "short_name", "legal_name")),
)


def _profiles(rows: QuerySet[Any], counted: str) -> QuerySet[Any, dict[str, Any]]:
    fields = ("pk", *_ORGANISATION, "organisation__group_id", "organisation__group__name")
    counted_rows: QuerySet[Any, dict[str, Any]] = rows.order_by("pk").annotate(weight=Count(counted))
    return counted_rows.values(*fields, "weight")


def _organisation_entry(kind: str, row: Mapping[str, Any], aliases: Mapping[int, list[str]]) -> Entry:
    name, *others = (row[field] for field in _ORGANISATION[1:])
    others = [*filter(None, others), *aliases.get(row["organisation_id"], ())]
    return Entry(kind, row["pk"], name, tuple(others), row["organisation__group__name"], float(row["weight"]))


def _groups(rows: Iterable[Mapping[str, Any]]) -> Iterator[Entry]:
    """The groups of visible organisations, as prominent as all of their members together."""
    weights: dict[tuple[int, str], float] = defaultdict(float)
    for row in rows:
        if row["organisation__group_id"]:
            weights[row["organisation__group_id"], row["organisation__group__name"]] += row["weight"]
    for (pk, name), weight in weights.items():
        yield Entry("group", pk, name, weight=weight)


def _industries() -> Iterator[Entry]:
    """Every industry with its stored aliases and the words by which the trade calls it."""
    aliases = _grouped(IndustryAlias.objects.values_list("industry_id", "name"))
    for pk, name, name_en in Industry.objects.order_by("pk").values_list("pk", "name", "name_en"):
        concept = concept_of(name)
        words = (name_en, *aliases.get(pk, ()), *(concept.strong_words if concept else ()))
        yield Entry("industry", pk, name, tuple(dict.fromkeys(word for word in words if word and word != name)))


def _users() -> Iterator[Entry]:
    """Usernames, with full names in both orders."""
    rows = User.objects.filter(is_active=True).order_by("pk")
    for pk, username, first, last in rows.values_list("pk", "username", "first_name", "last_name"):
        full = (f"{first} {last}".strip(), f"{last}{first}".strip())
        yield Entry("user", pk, username, tuple(dict.fromkeys(name for name in full if name and name != username)))


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = defaultdict(list)
    for key, name in pairs:
        groups[key].append(name)
    return groups


def _fingerprint(user: User) -> object:
    """What changes whenever a visible name does, in one query: counts, key sums, last changes, hashes of names."""
    records: tuple[type[Model], ...] = (Company, Investor, Fund, Person)
    queries = [_summary(visible_to(model._default_manager.all(), user), _CHANGED) for model in records]
    queries += [_summary(model._default_manager.all(), _CHANGED) for model in (Organisation, Industry)]
    queries += [_summary(model._default_manager.all(), _hashed("name")) for model in (Alias, Group, IndustryAlias)]
    full_name = Concat("username", Value(" "), "first_name", Value(" "), "last_name")
    queries.append(_summary(User.objects.filter(is_active=True), _hashed(full_name)))
    return tuple(sorted(queries[0].union(*queries[1:], all=True)))


def _hashed(name: str | Combinable) -> Expression:
    return Cast(Sum(Func(name, function="hashtext", output_field=BigIntegerField())), CharField())


def _summary(rows: QuerySet[Any], changed: Expression) -> QuerySet[Any, Any]:
    table = Value(rows.model.__name__, output_field=CharField())
    counted: QuerySet[Any, Any] = rows.order_by().annotate(table=table).values("table")
    counted = counted.annotate(rows=Count("pk"), keys=Sum("pk"), changed=changed)
    return counted.values_list("table", "rows", "keys", "changed")
