"""Plain rows of what the firm itself records: people, interactions, opportunities, tasks, notes.

Natural keys, each within the investor and company that the row names (repeats of a key are told apart by order):
interaction: day and subject; opportunity: name; task: title and creation day, where no such day is given title and due
day; note: title, record and creation day where given. People: see `people`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.importing.columns import Parsed
from crm.importing.names import named
from crm.importing.people import Contact, People
from crm.importing.problems import warning
from crm.importing.record_values import amount_of, currency_of, day_of, number_of, shared
from crm.importing.records import Targets, target_of
from crm.importing.session import Session
from crm.importing.store import Wanted, numbered, upsert
from crm.models import Interaction, Note, Opportunity, Person, Task

M = TypeVar("M", bound=models.Model)
Key = Callable[[Mapping[str, Any]], Hashable]


def _ensure(rows: Sequence[Parsed], session: Session) -> None:
    session.investors.ensure(named(item.text("investor")) for item in rows if item.get("investor"))
    session.companies.ensure(named(item.text("company")) for item in rows if item.get("company"))


def _about(item: Parsed, session: Session) -> dict[str, Any]:
    """investor_id and company_id of a row whose organisations are stored."""
    investor, company = item.text("investor"), item.text("company")
    return {
        "investor_id": session.investors.of(investor).pk if investor else None,
        "company_id": session.companies.of(company).pk if company else None,
    }


def _store(model: type[M], wanted: Sequence[Wanted], keys: Sequence[Key], session: Session) -> None:
    """Upsert under keys that may repeat: the first of a key in the file is the first stored one of that key."""
    for item, unique in zip(wanted, numbered([item.key for item in wanted]), strict=True):
        item.key = unique
    stored = list(model._default_manager.order_by("pk"))
    existing: dict[Hashable, M] = {}
    for key in keys:
        existing |= zip(numbered([key(vars(record)) for record in stored]), stored, strict=True)
    upsert(model, wanted, existing, session.report)


def store_people(rows: Sequence[Parsed], session: Session) -> None:
    """People with their present posts."""
    for item in rows:
        _place_of_work(item)
    _ensure(rows, session)
    contacts = [
        Contact(
            name=item.text("name"),
            organisation=_employer(item, session),
            line=item.line,
            email=item.text("email"),
            title=item.text("title"),
            values={"city": item.text("city"), "phone": item.text("phone"), **shared(item, session)},
        )
        for item in rows
    ]
    People(session.report).store(contacts)


def _place_of_work(item: Parsed) -> None:
    """`organization` is the investor or company that `organization_kind` says, an investor where it says nothing."""
    employer = item.text("organization")
    if employer and not item.get("investor") and not item.get("company"):
        item.values["company" if item.get("organization_kind") == "company" else "investor"] = employer


def _employer(item: Parsed, session: Session) -> int | None:
    name = item.text("investor") or item.text("company")
    return session.organisations.of(name).pk if name else None


def store_interactions(rows: Sequence[Parsed], session: Session) -> None:
    """Interactions; a person who is not stored yet is created at the row's organisation."""
    _ensure(rows, session)
    people = People(session.report)
    wanted = []
    for item in rows:
        about = _about(item, session)
        values = {name: item.get(name) for name in ("kind", "subject", "summary", "next_step", "next_step_done")} | {
            "happened_on": day_of(item, "happened_on"),
            "next_step_due_on": day_of(item, "next_step_due_on"),
            "person_id": person.pk if (person := _person(item, people, session)) else None,
            **about,
            **shared(item, session),
        }
        wanted.append(Wanted(_meeting_key(values), values, item.line))
    _store(Interaction, wanted, [_meeting_key], session)


def _meeting_key(values: Mapping[str, Any]) -> Hashable:
    return tuple(values[name] for name in ("happened_on", "subject", "investor_id", "company_id"))


def _person(item: Parsed, people: People, session: Session) -> Person | None:
    name = item.text("person")
    if not name:
        return None
    places = [session.organisations.of(item.text(side)).pk for side in ("investor", "company") if item.get(side)]
    person = people.find(name, places) or people.find(name)
    if person is None and people.is_ambiguous(name):
        reason = _("Several people bear this name; kept without a person.")
        session.report.add([warning(item.line, "person", name, reason)])
        return None
    return person or people.create_at(name, places[0] if places else None)


def store_opportunities(rows: Sequence[Parsed], session: Session) -> None:
    """The firm's pipeline."""
    _ensure(rows, session)
    wanted = []
    for item in rows:
        amount = amount_of(item, "amount")
        values = {
            **{name: item.get(name) for name in ("name", "stage", "status", "probability")},
            **{name: day_of(item, name) for name in ("expected_close_on", "closed_on", "updated_on")},
            "amount": number_of(amount),
            "currency": currency_of(item, [amount], session),
            **_about(item, session),
            **shared(item, session),
        }
        wanted.append(Wanted(_opportunity_key(values), values, item.line))
    _store(Opportunity, wanted, [_opportunity_key], session)


def _opportunity_key(values: Mapping[str, Any]) -> Hashable:
    return (values["name"], values["investor_id"], values["company_id"])


def store_tasks(rows: Sequence[Parsed], session: Session) -> None:
    """Tasks."""
    _ensure(rows, session)
    wanted = []
    for item in rows:
        values = {
            **{name: item.get(name) for name in ("title", "is_done")},
            **{name: day_of(item, name) for name in ("due_on", "done_on")},
            **_about(item, session),
            **shared(item, session),
        }
        key = _dated_task(values) if values["created_on"] else _undated_task(values)
        wanted.append(Wanted(key, values, item.line))
    _store(Task, wanted, [_dated_task, _undated_task], session)


def _dated_task(values: Mapping[str, Any]) -> Hashable:
    return ("dated", *(values[name] for name in ("title", "investor_id", "company_id", "created_on")))


def _undated_task(values: Mapping[str, Any]) -> Hashable:
    return ("undated", *(values[name] for name in ("title", "investor_id", "company_id", "due_on")))


def store_notes(rows: Sequence[Parsed], session: Session) -> None:
    """Notes on the records that they name; a note whose record cannot be told is an error."""
    targets = Targets(rows, session)
    wanted = []
    for item in rows:
        target = targets.of(item)
        if target is None:
            continue
        values = {"title": item.text("title"), "body": item.text("body"), **target, **shared(item, session, "author")}
        wanted.append(Wanted(_dated_note(values) if values["created_on"] else _undated_note(values), values, item.line))
    _store(Note, wanted, [_dated_note, _undated_note], session)


def _dated_note(values: Mapping[str, Any]) -> Hashable:
    return ("dated", values["title"], *target_of(values), values["created_on"])


def _undated_note(values: Mapping[str, Any]) -> Hashable:
    return ("undated", values["title"], *target_of(values))
