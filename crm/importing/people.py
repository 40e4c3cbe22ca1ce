"""People: who is meant by a name, and their posts.

A person is known by e-mail address; else by name and organisation; else by name alone where only one bears it and
nothing that was said speaks against it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.importing.report import Report
from crm.importing.store import Wanted, create, upsert
from crm.models import Affiliation, Person


@dataclass
class Contact:
    """A person as a row describes them, at an organisation (its id) if one was named."""

    name: str
    organisation: int | None
    line: int
    email: str = ""
    title: str = ""
    started_on: date | None = None
    values: dict[str, Any] = field(default_factory=dict)


class People:
    """Every stored person with their posts."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._by_email: dict[str, Person] = {}
        self._by_name: dict[str, list[Person]] = defaultdict(list)
        self._posts: dict[tuple[int, int], Affiliation] = {}
        self._employers: dict[int, set[int]] = defaultdict(set)
        for person in Person.objects.order_by("pk"):
            self._remember(person)
        for post in Affiliation.objects.order_by("pk"):
            self._remember_post(post)

    def _remember(self, person: Person) -> None:
        self._by_name[person.name].append(person)
        if person.email:
            self._by_email.setdefault(person.email.lower(), person)

    def _remember_post(self, post: Affiliation) -> None:
        self._posts[(post.person_id, post.organisation_id)] = post
        self._employers[post.person_id].add(post.organisation_id)

    def find(self, name: str, organisations: Iterable[int] = (), email: str = "") -> Person | None:
        """The one stored person who is meant; None where none is or where several could be."""
        if email and (person := self._by_email.get(email.lower())):
            return person
        bearers, employers = self._by_name.get(name, []), set(organisations)
        if not employers:
            return bearers[0] if len(bearers) == 1 else None
        there = [person for person in bearers if self._employers[person.pk] & employers]
        free = [person for person in bearers if not self._employers[person.pk]]
        fitting = there or free
        return fitting[0] if len(fitting) == 1 else None

    def is_ambiguous(self, name: str) -> bool:
        """Whether several stored people bear the name."""
        return len(self._by_name.get(name, [])) > 1

    def store(self, contacts: Sequence[Contact]) -> list[Person]:
        """Create and update people and their posts; the person of each contact, in order."""
        found = [self.find(item.name, _one(item.organisation), item.email) for item in contacts]
        wanted = [_wanted(item, person) for item, person in zip(contacts, found, strict=True)]
        existing: dict[Any, Person] = {person.pk: person for person in found if person}
        stored = upsert(Person, wanted, existing, self._report)
        people = [stored[item.key] for item in wanted]
        for key, person in stored.items():
            if key not in existing:
                self._remember(person)
        self._store_posts(list(zip(contacts, people, strict=True)))
        return people

    def _store_posts(self, stored: Sequence[tuple[Contact, Person]]) -> None:
        wanted = [
            Wanted(
                (person.pk, item.organisation),
                {"person_id": person.pk, "organisation_id": item.organisation, "title": item.title},
                item.line,
                {"started_on": item.started_on},
            )
            for item, person in stored
            if item.organisation
        ]
        for post in upsert(Affiliation, wanted, self._posts, self._report).values():
            self._remember_post(post)

    def create_at(self, name: str, organisation: int | None) -> Person:
        """A person whom only a mention tells of, at the organisation that the mention was about."""
        person = Person(name=name)
        create(Person, [person], self._report)
        self._remember(person)
        if organisation:
            post = Affiliation(person=person, organisation_id=organisation)
            create(Affiliation, [post], self._report)
            self._remember_post(post)
        return person


def _one(organisation: int | None) -> tuple[int, ...]:
    return (organisation,) if organisation else ()


def _wanted(item: Contact, person: Person | None) -> Wanted:
    key = person.pk if person else ("new", item.email.lower() or (item.name, item.organisation))
    return Wanted(key, {"name": item.name, "email": item.email, **item.values}, item.line)
