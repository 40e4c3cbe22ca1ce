"""The demo's own firm: its analysts, their teams, and who keeps a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm.demo.draw import Draw
from crm.demo.rows import Keeping

GROWTH = "成长基金组 Growth"
EARLY = "早期组 Early"


@dataclass(frozen=True)
class Member:
    """One analyst; `language` is "zh" or "en"."""

    username: str
    first_name: str
    last_name: str
    language: str
    team: str


MEMBERS = (
    Member("lin", "晓岚", "林", "zh", GROWTH),
    Member("wang", "致宁", "王", "zh", GROWTH),
    Member("chen", "牧之", "陈", "zh", EARLY),
    Member("alice", "Alice", "Marchbank", "en", GROWTH),
    Member("bob", "Bob", "Tennant", "en", EARLY),
    Member("demo", "Demo", "", "zh", ""),
)
BY_NAME = {member.username: member for member in MEMBERS}
_CHINESE_DESK = {"lin": 30.0, "wang": 24.0, "chen": 24.0, "alice": 5.0, "bob": 7.0, "demo": 6.0}
_WORLD_DESK = {"lin": 8.0, "wang": 6.0, "chen": 5.0, "alice": 38.0, "bob": 34.0, "demo": 5.0}


def owner_for(draw: Draw, *, chinese: bool) -> str:
    """The analyst who looks after an organisation."""
    return draw.of(_CHINESE_DESK if chinese else _WORLD_DESK)


def language_of(draw: Draw, owner: str) -> str:
    """The language in which the analyst writes this time, mostly their own."""
    own = BY_NAME[owner].language
    return own if draw.chance(0.92) else {"zh": "en", "en": "zh"}[own]


def keeping(draw: Draw, owner: str, created_on: date, *, private: float = 0.0, team_only: float = 0.0) -> Keeping:
    """Owner and day, with a share of records seen by the owner or the team alone."""
    team = BY_NAME[owner].team
    if draw.chance(private):
        return Keeping(owner, team, "private", created_on)
    visible = "team" if draw.chance(team_only) and team else "firm"
    return Keeping(owner, team, visible, created_on)
