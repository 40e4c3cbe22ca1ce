"""The demo's records as plain rows that refer to one another by position in their list; `load` makes models of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OrganisationRow:
    """A name with its place; the language is the one in which analysts write about it."""

    name: str
    name_en: str
    short_name: str
    legal_name: str
    group: str
    country: str
    province: str
    city: str
    district: str
    website: str
    aliases: tuple[str, ...]

    @property
    def chinese(self) -> bool:
        """Whether its own name is Chinese."""
        return not self.name.isascii()

    def called(self, language: str) -> str:
        """The name under which minutes in `language` ("zh" or "en") speak of it."""
        return (self.name_en or self.name) if language == "en" else (self.short_name or self.name)


@dataclass(frozen=True)
class Keeping:
    """Who keeps a record, who sees it and since when it is there."""

    owner: str
    team: str
    visibility: str
    created_on: date


@dataclass(frozen=True)
class CompanyRow:
    organisation: int
    industry: str
    founded_on: date
    status: str
    description: str
    valuation: int | None
    valuation_currency: str
    valuation_on: date | None
    keeping: Keeping


@dataclass(frozen=True)
class InvestorRow:
    organisation: int
    kind: str
    aum: int | None
    aum_on: date | None
    check_min: int | None
    check_max: int | None
    currency: str
    thesis: str
    relationship: str
    fund_currencies: tuple[str, ...]
    focus: tuple[str, ...]
    stages: str
    keeping: Keeping


@dataclass(frozen=True)
class FundRow:
    name: str
    investor: int
    vintage: int
    size: int | None
    currency: str
    status: str
    keeping: Keeping


@dataclass(frozen=True)
class DealRow:
    company: int
    stage: str
    stage_text: str
    announced_on: date
    precision: str
    amount: int | None
    currency: str
    amount_text: str
    is_estimated: bool
    pre_money: int | None
    post_money: int | None
    keeping: Keeping


@dataclass(frozen=True)
class InvestmentRow:
    deal: int
    investor: int
    is_lead: bool | None
    amount: int | None
    currency: str
    position: int


@dataclass(frozen=True)
class PersonRow:
    name: str
    city: str
    email: str
    phone: str
    keeping: Keeping


@dataclass(frozen=True)
class AffiliationRow:
    person: int
    organisation: int
    title: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True)
class InteractionRow:
    kind: str
    happened_on: date
    investor: int | None
    company: int | None
    person: int | None
    subject: str
    summary: str
    next_step: str
    next_step_due_on: date | None
    next_step_done: bool
    keeping: Keeping


@dataclass(frozen=True)
class OpportunityRow:
    name: str
    investor: int | None
    company: int | None
    stage: str
    status: str
    amount: int | None
    currency: str
    probability: int | None
    expected_close_on: date | None
    closed_on: date | None
    updated_on: date
    keeping: Keeping


@dataclass(frozen=True)
class TaskRow:
    title: str
    due_on: date | None
    is_done: bool
    done_on: date | None
    investor: int | None
    company: int | None
    keeping: Keeping


@dataclass(frozen=True)
class NoteRow:
    """A note on the record at `position` of the list of `record_kind`; an industry is named by its key."""

    title: str
    body: str
    record_kind: str
    position: int
    industry: str
    keeping: Keeping


@dataclass(frozen=True)
class World:
    """Everything that the demo holds."""

    organisations: tuple[OrganisationRow, ...]
    companies: tuple[CompanyRow, ...]
    investors: tuple[InvestorRow, ...]
    funds: tuple[FundRow, ...]
    deals: tuple[DealRow, ...]
    investments: tuple[InvestmentRow, ...]
    people: tuple[PersonRow, ...]
    affiliations: tuple[AffiliationRow, ...]
    interactions: tuple[InteractionRow, ...]
    opportunities: tuple[OpportunityRow, ...]
    tasks: tuple[TaskRow, ...]
    notes: tuple[NoteRow, ...]
