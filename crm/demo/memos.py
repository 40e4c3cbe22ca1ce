"""Notes on every kind of record, two to eight sentences each, on topics that a search can find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm.demo.contacts import Scene
from crm.demo.draw import Draw
from crm.demo.prose import Setting, minutes, topic_for
from crm.demo.rows import DealRow, FundRow, InteractionRow, NoteRow, OpportunityRow
from crm.demo.staff import MEMBERS, keeping, language_of
from crm.names.industries import concepts

COUNT = 264
_KINDS = {"investor": 34.0, "company": 36.0, "fund": 4.0, "deal": 8.0, "industry": 7.0, "person": 5.0, "interaction": 3.0,
          "opportunity": 3.0}  # fmt: skip


@dataclass(frozen=True)
class _Subject:
    """The record that a note stands on, and the investor or company that it speaks of."""

    kind: str
    position: int
    about: str
    speaks_of: int
    owner: str


@dataclass(frozen=True)
class Shelf:
    """The records besides organisations that notes may stand on."""

    funds: tuple[FundRow, ...]
    deals: tuple[DealRow, ...]
    interactions: tuple[InteractionRow, ...]
    opportunities: tuple[OpportunityRow, ...]


def notes(seed: int, scene: Scene, shelf: Shelf) -> tuple[NoteRow, ...]:
    """Notes of two years, in the order of their days."""
    draw = Draw(seed, "notes")
    rows = [_note(draw, scene, shelf) for _ in range(COUNT)]
    return tuple(sorted(rows, key=lambda row: row.keeping.created_on))


def _note(draw: Draw, scene: Scene, shelf: Shelf) -> NoteRow:
    kind = draw.of(_KINDS)
    if kind == "industry":
        return _industry_note(draw, scene)
    subject = _subject(draw, scene, shelf, kind)
    language = language_of(draw, subject.owner)
    setting = scene.setting(draw, subject.about, subject.speaks_of)
    return _written(draw, scene.anchor, subject, language, setting, "")


def _industry_note(draw: Draw, scene: Scene) -> NoteRow:
    owner = draw.pick(MEMBERS).username
    company = draw.whole(0, len(scene.companies) - 1)
    setting = scene.setting(draw, "company", company)
    tops = {concept.key: concept.parent or concept.key for concept in concepts()}
    industry = tops[setting.industry] if draw.chance(0.5) else setting.industry
    about = Setting("industry", None, industry, "", setting.peer, setting.partner)
    subject = _Subject("industry", 0, "industry", 0, owner)
    return _written(draw, scene.anchor, subject, language_of(draw, owner), about, industry)


def _written(draw: Draw, anchor: date, subject: _Subject, language: str, setting: Setting, industry: str) -> NoteRow:
    kind = "" if setting.about == "industry" else subject.kind
    first = minutes(draw, language, topic_for(draw, subject.about, kind), setting, draw.whole(2, 4))
    more = [
        minutes(draw, language, topic_for(draw, subject.about, kind), setting, draw.whole(1, 3)).summary
        for _ in range(draw.of({0: 45.0, 1: 55.0}) if subject.about != "industry" else 0)
    ]
    body = ("" if language == "zh" else " ").join([first.summary, *more])
    created = anchor - timedelta(days=min(800, int(draw.waiting(200))))
    return NoteRow(
        title=first.title, body=body, record_kind=subject.kind, position=subject.position, industry=industry,
        keeping=keeping(draw, subject.owner, created, private=0.025, team_only=0.03),
    )  # fmt: skip


def _subject(draw: Draw, scene: Scene, shelf: Shelf, kind: str) -> _Subject:
    if kind in ("investor", "company"):
        rows = scene.investors if kind == "investor" else scene.companies
        position = draw.whole(0, len(rows) - 1)
        return _Subject(kind, position, kind, position, rows[position].keeping.owner)
    if kind == "person":
        return _person(draw, scene)
    if kind == "fund":
        position = draw.whole(0, len(shelf.funds) - 1)
        fund = shelf.funds[position]
        return _Subject(kind, position, "investor", fund.investor, fund.keeping.owner)
    if kind == "deal":
        position = draw.whole(0, len(shelf.deals) - 1)
        deal = shelf.deals[position]
        return _Subject(kind, position, "company", deal.company, deal.keeping.owner)
    return _contact_or_case(draw, shelf, kind)


def _contact_or_case(draw: Draw, shelf: Shelf, kind: str) -> _Subject:
    rows: tuple[InteractionRow, ...] | tuple[OpportunityRow, ...]
    rows = shelf.interactions if kind == "interaction" else shelf.opportunities
    position = draw.whole(0, len(rows) - 1)
    row = rows[position]
    if row.investor is not None:
        return _Subject(kind, position, "investor", row.investor, row.keeping.owner)
    return _Subject(kind, position, "company", row.company or 0, row.keeping.owner)


def _person(draw: Draw, scene: Scene) -> _Subject:
    places = {row.organisation: at for at, row in enumerate(scene.investors)}
    staff = [post for post in scene.cast.affiliations if post.organisation in places]
    post = draw.pick(staff)
    person = scene.cast.people[post.person]
    return _Subject("person", post.person, "investor", places[post.organisation], person.keeping.owner)
