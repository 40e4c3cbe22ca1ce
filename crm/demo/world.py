"""The whole demo, from a seed and a day: the same two give the same world."""

from __future__ import annotations

from datetime import date, timedelta

from crm.demo import memos, organisations, people, pipeline, rounds, syndicates
from crm.demo.contacts import Scene, interactions
from crm.demo.rows import World

SEED = 20


def anchor_of(today: date) -> date:
    """The Monday of the week of `today`: nothing of the demo has happened after it."""
    return today - timedelta(days=today.weekday())


def build(today: date, seed: int = SEED) -> World:
    """Every record of the demo as of the week of `today`."""
    anchor = anchor_of(today)
    places = organisations.organisations()
    investors = organisations.investors(seed, anchor, {place.name: at for at, place in enumerate(places)})
    funds = organisations.funds(seed, anchor, investors, places)
    companies, deals = rounds.companies_and_deals(seed, anchor, places)
    cast = people.cast(seed, anchor, places, investors, companies)
    scene = Scene(anchor, places, investors, companies, cast)
    contacts = interactions(seed, scene)
    cases = pipeline.opportunities(seed, scene)
    return World(
        organisations=places, companies=companies, investors=investors, funds=funds, deals=deals,
        investments=syndicates.investments(seed, deals, investors, companies, places), people=cast.people,
        affiliations=cast.affiliations, interactions=contacts, opportunities=cases, tasks=pipeline.tasks(seed, scene),
        notes=memos.notes(seed, scene, memos.Shelf(funds, deals, contacts, cases)),
    )  # fmt: skip
