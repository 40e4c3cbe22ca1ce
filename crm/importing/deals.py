"""Rounds of a file -> stored deals and their investments.

A deal is known by company, stage and date; where several share these, by amount. An investment is known by deal and
investor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.importing.organisations import Named
from crm.importing.problems import warning
from crm.importing.profiles import Profiles
from crm.importing.report import Report
from crm.importing.store import Wanted, upsert
from crm.models import Company, Deal, Investment, Investor

Group = tuple[Any, Any, date | None]


@dataclass
class Stake:
    """One investor in a round; `is_lead` is None where the source does not say, `values` its own part."""

    investor: Named
    is_lead: bool | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Round:
    """A deal as a row describes it. `values` are attributes of Deal beside company, stage, date and amount."""

    company: str
    stage: str | None
    announced_on: date | None
    amount: Decimal | None
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    on_create: dict[str, Any] = field(default_factory=dict)
    stakes: list[Stake] = field(default_factory=list)

    @property
    def signature(self) -> tuple[Any, ...]:
        """What tells apart two rounds of one stage on one day."""
        return (self.values.get("stage_text", ""), self.amount, self.values.get("amount_text", ""))


def _stored_signature(deal: Deal) -> tuple[Any, ...]:
    return (deal.stage_text, deal.amount, deal.amount_text)


@dataclass(frozen=True)
class Policy:
    """How a source is read. `repeats_count`: two rows alike are two deals (an export that counts them so), else one.
    `may_update`: which stored deals it may change."""

    repeats_count: bool = False
    may_update: Callable[[Deal], bool] = lambda deal: True


class Deals:
    """The writing of a file's rounds: deals first, then who invested in them."""

    def __init__(self, companies: Profiles[Company], investors: Profiles[Investor], report: Report) -> None:
        self._companies = companies
        self._investors = investors
        self._report = report

    def store(self, rounds: Sequence[Round], policy: Policy) -> None:
        """Create and update deals and investments. The companies must be stored; investors are created where missing."""
        kept = list(rounds) if policy.repeats_count else self._once(rounds)
        matched = self._matched(kept)
        wanted = [self._wanted(item, deal) for item, deal in matched]
        existing: dict[Any, Deal] = {deal.pk: deal for _, deal in matched if deal}
        stored = upsert(Deal, wanted, existing, self._report, may_update=policy.may_update)
        self._store_stakes([(item, stored[want.key]) for (item, _), want in zip(matched, wanted, strict=True)])

    def _group(self, item: Round) -> Group:
        return (self._companies.of(item.company).pk, item.stage, item.announced_on)

    def _once(self, rounds: Sequence[Round]) -> list[Round]:
        """One round for rows alike; their investors are joined."""
        found: dict[Any, Round] = {}
        for item in rounds:
            first = found.setdefault((self._group(item), item.signature), item)
            if first is item:
                continue
            names = {stake.investor.name for stake in first.stakes}
            new = [stake for stake in item.stakes if stake.investor.name not in names]
            first.stakes.extend(new)
            if not new:
                self._report.add([warning(item.line, "", "", _("The same as in line %(first)s."), first=first.line)])
        return list(found.values())

    def _matched(self, rounds: Sequence[Round]) -> list[tuple[Round, Deal | None]]:
        by_group: dict[Group, list[Round]] = defaultdict(list)
        for item in rounds:
            by_group[self._group(item)].append(item)
        stored = stored_deals({company for company, _, _ in by_group})
        pairs: dict[int, Deal] = {}
        for group, items in by_group.items():
            pairs |= {id(item): deal for item, deal in _paired(items, stored.get(group, []))}
        return [(item, pairs.get(id(item))) for item in rounds]

    def _wanted(self, item: Round, deal: Deal | None) -> Wanted:
        company, stage, day = self._group(item)
        values = {"company_id": company, "stage_id": stage, "announced_on": day, "amount": item.amount, **item.values}
        return Wanted(deal.pk if deal else ("new", id(item)), values, item.line, item.on_create)

    def _store_stakes(self, stored: Sequence[tuple[Round, Deal]]) -> None:
        self._investors.ensure(stake.investor for item, _ in stored for stake in item.stakes)
        wanted = [
            self._stake(deal, stake, position) for item, deal in stored for position, stake in enumerate(item.stakes)
        ]
        ids = [deal.pk for item, deal in stored if item.stakes]
        existing = {(row.deal_id, row.investor_id): row for row in Investment.objects.filter(deal_id__in=ids)}
        upsert(Investment, wanted, existing, self._report)

    def _stake(self, deal: Deal, stake: Stake, position: int) -> Wanted:
        key = (deal.pk, self._investors.of(stake.investor.name).pk)
        values = {"deal_id": key[0], "investor_id": key[1], "is_lead": stake.is_lead, **stake.values}
        return Wanted(key, values, 0, {"position": position})


def stored_deals(companies: Iterable[Any]) -> dict[Group, list[Deal]]:
    """The deals of these companies by company, stage and date, oldest first."""
    found: dict[Group, list[Deal]] = defaultdict(list)
    for deal in Deal.objects.filter(company_id__in=list(companies)).order_by("pk"):
        found[(deal.company_id, deal.stage_id, deal.announced_on)].append(deal)
    return found


def _paired(rounds: Sequence[Round], deals: Sequence[Deal]) -> list[tuple[Round, Deal]]:
    """Rounds and stored deals of one company, stage and day: those alike first, then those of one amount, then those
    where one side does not know the amount, or where one is left on either side."""
    left, free, pairs = list(rounds), list(deals), []
    tests: tuple[Callable[[Round, Deal], bool], ...] = (
        lambda item, deal: item.signature == _stored_signature(deal),
        lambda item, deal: item.amount == deal.amount,
        lambda item, deal: item.amount is None or deal.amount is None or (len(rounds) == len(deals) == 1),
    )
    for test in tests:
        for item in list(left):
            match = next((deal for deal in free if test(item, deal)), None)
            if match:
                pairs.append((item, match))
                left.remove(item)
                free.remove(match)
    return pairs
