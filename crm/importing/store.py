"""Sets of wanted records -> the tables: created where they are new, updated where they changed, else left alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from crm.importing.report import Report

M = TypeVar("M", bound=models.Model)

_CREATED_AT_ONCE = 2_000
_UPDATED_AT_ONCE = 500


@dataclass
class Wanted:
    """One record as a file describes it. `key` identifies it among the stored ones, `values` are attributes of the model
    (foreign keys by `…_id`), `on_create` those that only a new record gets."""

    key: Hashable
    values: dict[str, Any]
    line: int
    on_create: dict[str, Any] = field(default_factory=dict)


def is_unsaid(value: Any) -> bool:
    """A blank cell, which never erases what is stored."""
    return value is None or value == ""


def merged(wanted: Sequence[Wanted]) -> dict[Hashable, Wanted]:
    """The wanted records by key; where two rows describe one record, the later row's cells win."""
    found: dict[Hashable, Wanted] = {}
    for item in wanted:
        first = found.setdefault(item.key, item)
        if first is not item:
            first.values.update({name: value for name, value in item.values.items() if not is_unsaid(value)})
    return found


def upsert(
    model: type[M],
    wanted: Sequence[Wanted],
    existing: Mapping[Any, M],
    report: Report,
    *,
    may_update: Callable[[M], bool] = lambda record: True,
) -> dict[Any, M]:
    """Store the wanted records and count them under the model's name; returns each key's record.

    Of a stored record only what was said and differs is changed, and nothing where `may_update` refuses («kept»).
    """
    name = model._meta.model_name or ""
    stored: dict[Any, M] = {}
    fresh: dict[Any, M] = {}
    changed: list[tuple[M, list[str]]] = []
    for key, item in merged(wanted).items():
        record = existing.get(key)
        if record is None:
            fresh[key] = model(**_said(item.values), **_said(item.on_create))
            continue
        stored[key] = record
        if not may_update(record):
            report.kept[name] += 1
        elif fields := _apply(record, item.values):
            changed.append((record, fields))
        else:
            report.unchanged[name] += 1
    create(model, list(fresh.values()), report)
    save_changes(model, changed)
    report.updated[name] += len(changed)
    return stored | fresh


def create(model: type[M], records: Sequence[M], report: Report) -> None:
    """Insert new records in batches, counted in the report."""
    report.progress.start(str(model._meta.verbose_name_plural), len(records))
    for at in range(0, len(records), _CREATED_AT_ONCE):
        batch = records[at : at + _CREATED_AT_ONCE]
        model._default_manager.bulk_create(batch)
        report.progress.tick(len(batch))
    report.created[model._meta.model_name or ""] += len(records)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not is_unsaid(value)}


def _apply(record: models.Model, values: dict[str, Any]) -> list[str]:
    """Set what was said and differs; the names of those attributes."""
    differing = [name for name, value in values.items() if not is_unsaid(value) and getattr(record, name) != value]
    for name in differing:
        setattr(record, name, values[name])
    return differing


def save_changes(model: type[M], changed: Sequence[tuple[M, list[str]]]) -> None:
    """Write the named attributes of each record; `updated_at` moves with them."""
    if not changed:
        return
    fields = {name.removesuffix("_id") for _, names in changed for name in names}
    if any(column.name == "updated_at" for column in model._meta.fields):
        fields.add("updated_at")
        for record, _ in changed:
            record.updated_at = timezone.now()  # type: ignore[attr-defined]
    model._default_manager.bulk_update([record for record, _ in changed], fields, batch_size=_UPDATED_AT_ONCE)


def numbered(keys: Sequence[Hashable]) -> list[Hashable]:
    """Keys made distinct by counting repeats: (key, 0), (key, 1), …, for records that may occur twice alike."""
    seen: dict[Hashable, int] = {}
    result: list[Hashable] = []
    for key in keys:
        result.append((key, seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1
    return result
