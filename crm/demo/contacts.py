"""Interactions: who was met when, what was said and what comes next; some investors have gone quiet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm.demo.draw import Draw
from crm.demo.people import Cast
from crm.demo.prose import Setting, minutes, topic_for
from crm.demo.rows import CompanyRow, InteractionRow, InvestorRow, OrganisationRow
from crm.demo.staff import MEMBERS, keeping, language_of

COUNT = 910
COLD = 14
_KINDS = {"meeting": 36.0, "call": 24.0, "wechat": 14.0, "email": 12.0, "visit": 9.0, "event": 4.0, "other": 1.0}
_WARMTH = {"none": 0.1, "target": 0.5, "contacted": 1.0, "met": 2.2, "diligence": 4.0, "committed": 3.4, "invested": 3.0,
           "passed": 0.8, "dormant": 0.6}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """Everything that minutes may speak of."""

    anchor: date
    places: tuple[OrganisationRow, ...]
    investors: tuple[InvestorRow, ...]
    companies: tuple[CompanyRow, ...]
    cast: Cast

    def setting(self, draw: Draw, about: str, position: int, person: int | None = None) -> Setting:
        """The surroundings of the investor or company at `position` of its list."""
        row = self.investors[position] if about == "investor" else self.companies[position]
        industry = draw.pick(row.focus) if isinstance(row, InvestorRow) else row.industry
        place = self.places[row.organisation]
        return Setting(
            about, place, industry, self.cast.people[person].name if person is not None else "",
            self._other(draw, self.companies, place), self._other(draw, self.investors, place),
        )  # fmt: skip

    def _other(
        self, draw: Draw, rows: tuple[CompanyRow, ...] | tuple[InvestorRow, ...], place: OrganisationRow
    ) -> OrganisationRow:
        alike = [each for row in rows if (each := self.places[row.organisation]).chinese == place.chinese]
        return draw.pick([each for each in alike if each.name != place.name])


def interactions(seed: int, scene: Scene) -> tuple[InteractionRow, ...]:
    """Contacts of two and a half years, in the order of their days."""
    draw = Draw(seed, "interactions")
    warmth = [_WARMTH[row.relationship] * draw.spread(1.0, 0.7) for row in scene.investors]
    interest = [draw.spread(1.0, 1.0) if draw.chance(0.6) else 0.0 for _ in scene.companies]
    cold = _gone_quiet(draw, scene)
    rows: list[InteractionRow] = []
    while len(rows) < COUNT:
        if draw.chance(0.62):
            position = draw.weighted(range(len(warmth)), warmth)
            rows.append(_interaction(draw, scene, "investor", position, quiet=position in cold))
        else:
            position = draw.weighted(range(len(interest)), interest)
            rows.append(_interaction(draw, scene, "company", position, quiet=False))
    rows += [_interaction(draw, scene, "investor", position, quiet=True) for position in sorted(cold) for _ in range(3)]
    return tuple(sorted(rows, key=lambda row: row.happened_on))


def _gone_quiet(draw: Draw, scene: Scene) -> set[int]:
    """Investors once met or in diligence whom nobody has spoken with for half a year."""
    known = [at for at, row in enumerate(scene.investors) if row.relationship in ("met", "diligence", "committed")]
    return set(draw.some(known, COLD))


def _interaction(draw: Draw, scene: Scene, about: str, position: int, *, quiet: bool) -> InteractionRow:
    row: InvestorRow | CompanyRow = scene.investors[position] if about == "investor" else scene.companies[position]
    owner = row.keeping.owner if draw.chance(0.8) else draw.pick(MEMBERS).username
    there = scene.cast.at.get(row.organisation, ())
    person = draw.pick(there) if there and draw.chance(0.75) else None
    day = _day(draw, scene.anchor, quiet=quiet)
    kind = row.kind if isinstance(row, InvestorRow) else ""
    text = minutes(
        draw,
        language_of(draw, owner),
        topic_for(draw, about, kind),
        scene.setting(draw, about, position, person),
        draw.whole(1, 4),
    )
    due = day + timedelta(days=draw.whole(5, 35)) if text.next_step and draw.chance(0.55) else None
    return InteractionRow(
        kind=draw.of(_KINDS), happened_on=day, investor=position if about == "investor" else None,
        company=position if about == "company" else None, person=person, subject=text.subject,
        summary=text.summary if draw.chance(0.95) else "", next_step=text.next_step if due else "",
        next_step_due_on=due, next_step_done=due is not None and due < scene.anchor and draw.chance(0.72),
        keeping=keeping(draw, owner, day, private=0.02, team_only=0.03),
    )  # fmt: skip


def _day(draw: Draw, anchor: date, *, quiet: bool) -> date:
    if quiet:
        return anchor - timedelta(days=draw.whole(195, 700))
    day = anchor - timedelta(days=min(900, int(draw.waiting(230))))
    return day - timedelta(days=max(0, day.weekday() - 4))
