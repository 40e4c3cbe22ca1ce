"""Plain rows of what the market holds: companies, investors, funds, deals, investments, exchange rates.

Natural keys: company and investor by the organisation's name; fund by investor and name; deal by company, stage and
date (and amount, where two fall on one day); investment by deal and investor; rate by currency and date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.importing import cells
from crm.importing.columns import Parsed
from crm.importing.deals import Policy, Round, Stake, stored_deals
from crm.importing.names import named, named_in
from crm.importing.organisations import Named
from crm.importing.problems import warning
from crm.importing.profiles import Profile
from crm.importing.record_values import amount_of, currency_of, day_of, number_of, shared
from crm.importing.session import Session
from crm.importing.store import Wanted, upsert
from crm.models import Deal, Fund, FxRate
from crm.names.places import place_in_columns

_RATE = Decimal("0.00000001")


def store_rates(rows: Sequence[Parsed], session: Session) -> None:
    """Rates by currency and date."""
    wanted = []
    for item in rows:
        rates = {name: item.get(name).quantize(_RATE) for name in ("rate_to_cny", "rate_to_usd")}
        values = {"currency": item.get("currency"), "date": day_of(item, "date"), **rates}
        if min(rates.values()) <= 0:
            session.report.add([item.error("rate_to_cny", _("A rate is greater than zero."))])
            continue
        wanted.append(Wanted((values["currency"], values["date"]), values, item.line))
    existing = {(rate.currency, rate.date): rate for rate in FxRate.objects.all()}
    upsert(FxRate, wanted, existing, session.report)


def _organisation(item: Parsed, session: Session) -> Named | None:
    """The organisation of a company's or an investor's row; None, reported, where its country is none."""
    place = place_in_columns(*(item.text(level) for level in ("country", "province", "city", "district")))
    if place.unknown:
        session.report.add([item.error("country", _("This is not a country (write CHN, USA or a name)."))])
        return None
    found = named(item.text("name"), session.organisations.groups)
    aliases = [alias.name for alias in named_in(item.text("aliases"))]
    found.aliases = tuple(dict.fromkeys([*found.aliases, *aliases]))
    found.group = item.text("group_name") or found.group
    found.values = {name: item.text(name) for name in ("name_en", "legal_name", "website", "address")}
    found.values |= {name: getattr(place, name) for name in ("country", "province", "city", "district")}
    return found


def store_companies(rows: Sequence[Parsed], session: Session) -> None:
    """Companies with their organisations."""
    profiles = []
    for item in rows:
        organisation = _organisation(item, session)
        if organisation:
            profiles.append(Profile(organisation, item.line, _company_values(item, session)))
    session.companies.store(profiles)
    session.organisations.head_groups()


def _company_values(item: Parsed, session: Session) -> dict[str, Any]:
    industry = session.industries.node(item.text("industry"), item.text("sub_industry"))
    valuation = amount_of(item, "valuation")
    return {
        "industry_id": industry.pk if industry else None,
        "founded_on": day_of(item, "founded_on"),
        "status": item.get("status"),
        "description": item.text("description"),
        "valuation": number_of(valuation),
        "valuation_currency": currency_of(item, [valuation], session) if valuation else None,
        **shared(item, session),
    }


def store_investors(rows: Sequence[Parsed], session: Session) -> None:
    """Investors with their organisations."""
    profiles = []
    for item in rows:
        organisation = _organisation(item, session)
        if organisation:
            profiles.append(Profile(organisation, item.line, _investor_values(item, session)))
    session.investors.store(profiles)
    session.organisations.head_groups()


def _investor_values(item: Parsed, session: Session) -> dict[str, Any]:
    amounts = {name: amount_of(item, name) for name in ("aum", "check_min", "check_max")}
    return {
        **{name: number_of(amount) for name, amount in amounts.items()},
        "currency": currency_of(item, list(amounts.values()), session),
        **{name: item.get(name) for name in ("kind", "thesis", "relationship")},
        **shared(item, session),
    }


def store_funds(rows: Sequence[Parsed], session: Session) -> None:
    """Funds by investor and name; an investor that is not stored yet is created."""
    session.investors.ensure(named(item.text("investor")) for item in rows)
    wanted = [_fund(item, session) for item in rows]
    existing = {(fund.investor_id, fund.name): fund for fund in Fund.objects.all()}
    upsert(Fund, wanted, existing, session.report)


def _fund(item: Parsed, session: Session) -> Wanted:
    size = amount_of(item, "size", "amount")
    key = (session.investors.of(item.text("investor")).pk, item.text("name"))
    values = {
        "investor_id": key[0],
        "name": key[1],
        "vintage": item.get("vintage"),
        "size": number_of(size),
        "currency": currency_of(item, [size], session),
        "status": item.get("status"),
        **shared(item, session),
    }
    return Wanted(key, values, item.line)


def store_deals(rows: Sequence[Parsed], session: Session) -> None:
    """Deals with their investors; a company or investor that is not stored yet is created."""
    session.companies.ensure(named(item.text("company")) for item in rows)
    session.deals.store([_round(item, session) for item in rows], Policy())
    session.organisations.head_groups()


def _round(item: Parsed, session: Session) -> Round:
    amount = amount_of(item, "amount")
    day = item.get("announced_on")
    values = {
        "stage_text": item.text("stage"),
        "precision": day.precision if day else None,
        "currency": currency_of(item, [amount], session),
        "amount_text": item.text("amount_text") or _words(amount),
        "is_estimated": amount.is_estimated if amount and amount.is_estimated else None,
        **_valuations(item),
        **shared(item, session),
    }
    return Round(
        company=item.text("company"),
        stage=_stage(item, session),
        announced_on=day.value if day else None,
        amount=number_of(amount),
        line=item.line,
        values=values,
        stakes=_stakes(item, session),
    )


def _words(amount: cells.Amount | None) -> str:
    """The words of an amount that is more than a number."""
    return amount.text[:100] if amount and not amount.text.replace(".", "").replace(",", "").isdigit() else ""


def _valuations(item: Parsed) -> dict[str, Any]:
    before, after = amount_of(item, "pre_money"), amount_of(item, "post_money")
    said = [amount.currency for amount in (before, after) if amount and amount.currency]
    currency = next(iter(said), item.text("currency")) if before or after else None
    return {"pre_money": number_of(before), "post_money": number_of(after), "valuation_currency": currency}


def _stage(item: Parsed, session: Session) -> str:
    label = item.text("stage")
    found = session.stage(label) if label else "unknown"
    if found is None:
        reason = _("The stage is not known; the round was kept as “unknown” with this label.")
        session.report.add([warning(item.line, "stage", label, reason)])
    return found or "unknown"


def _stakes(item: Parsed, session: Session) -> list[Stake]:
    """Leads first; of the others the row does not say that they followed, so that stays unknown."""
    groups = session.organisations.groups
    leads = named_in(item.text("lead_investor"), groups)
    names = {lead.name for lead in leads}
    others = [other for other in named_in(item.text("investors"), groups) if other.name not in names]
    return [Stake(lead, True) for lead in leads] + [Stake(other) for other in others]


def store_investments(rows: Sequence[Parsed], session: Session) -> None:
    """Investments; the deal is the stored one that the row's company, stage, date and amount leave, else a new one."""
    session.companies.ensure(named(item.text("company")) for item in rows)
    known = _deals_by_company([session.companies.of(item.text("company")).pk for item in rows])
    rounds = [_stake_round(item, known[session.companies.of(item.text("company")).pk], session) for item in rows]
    session.deals.store(rounds, Policy(may_update=lambda deal: False))
    session.organisations.head_groups()


def _deals_by_company(companies: Sequence[Any]) -> dict[Any, list[Deal]]:
    found: dict[Any, list[Deal]] = {company: [] for company in companies}
    for (company, _stage_code, _day), deals in stored_deals(companies).items():
        found[company].extend(deals)
    return found


def _stake_round(item: Parsed, deals: Sequence[Deal], session: Session) -> Round:
    size, part = amount_of(item, "deal_amount"), amount_of(item, "amount")
    stage = _stage(item, session) if item.text("stage") else None
    deal = the_deal(deals, {"stage_id": stage, "announced_on": day_of(item, "announced_on"), "amount": number_of(size)})
    own = {"amount": number_of(part), "currency": currency_of(item, [part], session) if part else None}
    return Round(
        company=item.text("company"),
        stage=deal.stage_id if deal else stage or "unknown",
        announced_on=deal.announced_on if deal else day_of(item, "announced_on"),
        amount=deal.amount if deal else number_of(size),
        line=item.line,
        values=same_words(deal) if deal else {"currency": size.currency or None if size else None},
        stakes=[Stake(named(item.text("investor"), session.organisations.groups), item.get("is_lead"), own)],
    )


def same_words(deal: Deal) -> dict[str, Any]:
    """The words that, with the amount, make a row's round be this stored deal."""
    return {"stage_text": deal.stage_text, "amount_text": deal.amount_text}


def the_deal(deals: Sequence[Deal], said: Mapping[str, str | date | Any]) -> Deal | None:
    """The only deal that agrees with all that was said, else the only one that agrees with stage and date."""
    for names in (("stage_id", "announced_on", "amount"), ("stage_id", "announced_on")):
        wanted = {name: said[name] for name in names if said[name] is not None}
        if not wanted:
            return None
        fitting = [deal for deal in deals if all(getattr(deal, name) == value for name, value in wanted.items())]
        if len(fitting) == 1:
            return fitting[0]
    return None
