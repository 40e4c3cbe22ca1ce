"""Invented but lifelike records for a first look: the same seed and day give the same data. No name is a real firm's.

The .tsv files hold what was written by hand (names, places, sentences, rates); the modules draw the rest.
world.py       seed and day -> World (rows.py)
load.py        World -> the database
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """What questions about the demo may name; each tuple is in the order of its file."""

    investors: tuple[str, ...]
    companies: tuple[str, ...]
    aliases: tuple[str, ...]
    groups: tuple[str, ...]
    funds: tuple[str, ...]
    people: tuple[str, ...]
    industries: tuple[str, ...]
    cities: tuple[str, ...]
    users: tuple[str, ...]
    teams: tuple[str, ...]


def names() -> Names:
    """The names in the demo, without a database."""
    from datetime import date

    from crm.demo.organisations import by_key
    from crm.demo.staff import EARLY, GROWTH, MEMBERS
    from crm.demo.world import build

    world = build(date(2026, 1, 5))
    places = world.organisations
    used = {row.industry for row in world.companies}
    return Names(
        investors=tuple(places[row.organisation].name for row in world.investors),
        companies=tuple(places[row.organisation].name for row in world.companies),
        aliases=tuple(dict.fromkeys(alias for place in places for alias in place.aliases)),
        groups=tuple(dict.fromkeys(place.group for place in places if place.group)),
        funds=tuple(fund.name for fund in world.funds),
        people=tuple(person.name for person in world.people),
        industries=tuple(concept.zh for key, concept in by_key().items() if key in used),
        cities=tuple(dict.fromkeys(place.city for place in places if place.city)),
        users=tuple(member.username for member in MEMBERS),
        teams=(GROWTH, EARLY),
    )
