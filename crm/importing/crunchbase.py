"""The Crunchbase export of 2013: companies, rounds, acquisitions and, in a file of its own, investments.

The rounds name no investors. In the file of investments the amount is the round's, never the investor's own part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.importing import cells
from crm.importing.deals import Policy, Round, Stake
from crm.importing.names import is_nobody, named
from crm.importing.organisations import Named
from crm.importing.problems import BadCell, Problem, error
from crm.importing.profiles import Profile
from crm.importing.session import Session
from crm.importing.tables import Row, Table
from crm.models import Deal
from crm.names.places import Place, place_in_columns

SOURCE = "Crunchbase 2013"

COMPANIES = ("permalink", "name", "category_code", "status", "country_code")
ROUNDS = ("company_permalink", "company_name", "funding_round_type", "funded_at", "raised_amount_usd")
ACQUISITIONS = ("company_permalink", "company_name", "acquirer_name", "acquired_at", "price_amount")
INVESTMENTS = ("company_name", "investor_name", "funded_when", "amount_usd")
_FILES = (COMPANIES, ROUNDS, ACQUISITIONS, INVESTMENTS)

# «series-c+» is C or later; venture, private equity, crowdfunding and other say nothing of the stage.
STAGES = {
    "angel": "angel",
    "seed": "seed",
    "series-a": "a",
    "series-b": "b",
    "series-c+": "c",
    "post-ipo": "post_ipo",
    "venture": "unknown",
    "private-equity": "unknown",
    "crowdfunding": "unknown",
    "other": "unknown",
}
STATUSES = {"operating": "operating", "acquired": "acquired", "closed": "closed", "ipo": "listed"}


def _file(header: Sequence[str]) -> tuple[str, ...] | None:
    return next((columns for columns in _FILES if set(columns) <= set(header)), None)


def recognises(header: Sequence[str]) -> bool:
    """Whether the header is one of this export's files."""
    return _file(header) is not None


def order(header: Sequence[str]) -> int:
    """Companies before rounds, rounds before investments."""
    columns = _file(header)
    return _FILES.index(columns) if columns else len(_FILES)


def load(table: Table, session: Session) -> None:
    """Store one file of the export."""
    loaders: dict[Any, Any] = {COMPANIES: _load_companies, ROUNDS: _load_rounds, ACQUISITIONS: _load_acquisitions}
    columns = _file(table.header)
    assert columns is not None
    session.report.progress.start(table.name, len(table.rows))
    loaders.get(columns, _load_investments)(table, session)


class _Unread(Exception):
    """A row left out, with its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


def _read(row: Row, column: str, reader: Any) -> Any:
    text = row.get(column)
    if cells.is_blank(text):
        return None
    try:
        return reader(text)
    except BadCell as bad:
        raise _Unread(Problem(row.line, column, text, bad.reason, True, row.raw)) from bad


def _each(table: Table, session: Session, reader: Any) -> list[Any]:
    """What `reader(row, session)` makes of every row; the rows it cannot take are reported."""
    found = []
    for row in table.rows:
        try:
            found.append(reader(row, session))
        except _Unread as unread:
            session.report.add([unread.problem])
        session.report.progress.tick(1)
    return found


def _name(row: Row, column: str) -> str:
    """A name that must be there. «-» is a blank elsewhere, but here names are odd («#NAME?»), so only nothing is none."""
    name = " ".join(row.get(column).split())
    if not name or is_nobody(name):
        raise _Unread(error(row.line, column, name, _("This cell must not be empty."), raw=row.raw))
    if len(name) > 300:
        reason = _("The text has %(length)s characters, at most %(longest)s are kept.")
        raise _Unread(error(row.line, column, name, reason, raw=row.raw, length=len(name), longest=300))
    return name


@cache
def _place(country: str, state: str, city: str) -> Place:
    return place_in_columns(country, state, city, "")


def _organisation(row: Row, prefix: str = "", name: str = "name") -> Named:
    place = _place(*(row.get(f"{prefix}{column}") for column in ("country_code", "state_code", "city")))
    values = {column: getattr(place, column) for column in ("country", "province", "city")}
    return Named(_name(row, f"{prefix}{name}"), values, is_own=True)


def _industry(row: Row, column: str, session: Session) -> int | None:
    category = row.get(column)
    if cells.is_blank(category):
        return None
    node = session.industries.concept(category)
    session.industries.add_alias(node, category)
    return node.pk


def _company(row: Row, session: Session) -> Profile:
    founded = _read(row, "founded_at", cells.day)
    values = {
        "industry_id": _industry(row, "category_code", session),
        "status": STATUSES.get(row.get("status")),
        "founded_on": founded.value if founded else None,
    }
    return Profile(_organisation(row), row.line, values)


def _load_companies(table: Table, session: Session) -> None:
    session.companies.store(_each(table, session, _company))


def _named_company(row: Row, session: Session) -> Profile:
    """The company as rounds and acquisitions describe it; only used where it is not stored yet."""
    values = {"industry_id": _industry(row, "company_category_code", session)}
    return Profile(_organisation(row, "company_"), row.line, {}, values)


def _round(row: Row, session: Session) -> tuple[Profile, Round]:
    label = row.get("funding_round_type")
    day = _read(row, "funded_at", cells.day)
    amount = _read(row, "raised_amount_usd", _dollars)
    company = _named_company(row, session)
    return company, Round(
        company=company.named.name,
        stage=STAGES.get(label) or session.stage(label) or "unknown",
        announced_on=day.value if day else None,
        amount=amount,
        line=row.line,
        values={"stage_text": label[:50], "currency": "USD" if amount is not None else ""},
        on_create={"source": SOURCE},
    )


def _dollars(text: str) -> Decimal | None:
    return cells.amount(text, "USD").number


def _store(found: Sequence[tuple[Profile, Round]], session: Session, policy: Policy) -> None:
    new = {item.named.name: item for item, _round in found if session.companies.find(item.named.name) is None}
    session.companies.store(list(new.values()))
    session.companies.ensure(item.named for item, _round in found)
    session.deals.store([item for _profile, item in found], policy)


def _is_ours(deal: Deal) -> bool:
    return deal.source == SOURCE


def _load_rounds(table: Table, session: Session) -> None:
    """Two rows alike are two rounds: the export counts them so in its companies."""
    _store(_each(table, session, _round), session, Policy(repeats_count=True, may_update=_is_ours))


def _acquisition(row: Row, session: Session) -> tuple[Profile, Round]:
    company = _named_company(row, session)
    day = _read(row, "acquired_at", cells.day)
    amount = _read(row, "price_amount", _dollars)
    acquirer = _organisation(row, "acquirer_")
    acquirer.is_own = False
    return company, Round(
        company=company.named.name,
        stage="ma",
        announced_on=day.value if day else None,
        amount=amount,
        line=row.line,
        values={"currency": (row.get("price_currency_code") or "USD") if amount is not None else ""},
        on_create={"source": SOURCE},
        stakes=[Stake(acquirer)],
    )


def _load_acquisitions(table: Table, session: Session) -> None:
    _store(_each(table, session, _acquisition), session, Policy(may_update=_is_ours))


class _Rounds:
    """The stored deals by company and day, to which investments belong."""

    def __init__(self, companies: Sequence[Any]) -> None:
        self._by_amount: dict[tuple[Any, ...], Deal] = {}
        self._by_day: dict[tuple[Any, ...], list[Deal]] = {}
        for deal in Deal.objects.filter(company_id__in=companies).exclude(stage_id="ma").order_by("pk"):
            self._by_amount.setdefault((deal.company_id, deal.announced_on, deal.amount), deal)
            self._by_day.setdefault((deal.company_id, deal.announced_on), []).append(deal)

    def find(self, company: Any, day: Any, amount: Decimal | None) -> Deal | None:
        """The deal of that day and amount, else the only one of that day."""
        same_day = self._by_day.get((company, day), [])
        return self._by_amount.get((company, day, amount)) or (same_day[0] if len(same_day) == 1 else None)


def _investment(row: Row, _session: Session) -> Mapping[str, Any]:
    day = _read(row, "funded_when", cells.day)
    return {
        "line": row.line,
        "company": Named(_name(row, "company_name")),
        "investor": None if is_nobody(row.get("investor_name")) else named(_name(row, "investor_name")),
        "day": day.value if day else None,
        "amount": _read(row, "amount_usd", _dollars),
    }


def _load_investments(table: Table, session: Session) -> None:
    found = _each(table, session, _investment)
    session.companies.ensure(item["company"] for item in found)
    stored = _Rounds([session.companies.of(item["company"].name).pk for item in found])
    rounds = [_stake_round(item, stored, session) for item in found]
    session.deals.store(rounds, Policy(may_update=lambda deal: False))


def _stake_round(item: Mapping[str, Any], stored: _Rounds, session: Session) -> Round:
    company, amount = item["company"].name, item["amount"]
    deal = stored.find(session.companies.of(company).pk, item["day"], amount)
    if deal:
        amount, words = deal.amount, {"stage_text": deal.stage_text, "amount_text": deal.amount_text}
    else:
        words = {"currency": "USD" if amount is not None else ""}
    return Round(
        company=company,
        stage=deal.stage_id if deal else "unknown",
        announced_on=item["day"],
        amount=amount,
        line=item["line"],
        values=words,
        on_create={"source": SOURCE},
        stakes=[Stake(item["investor"])] if item["investor"] else [],
    )
