"""The attributes that all records share, and amounts beside one currency, from a parsed row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.importing.cells import Amount
from crm.importing.columns import Parsed
from crm.importing.problems import warning
from crm.importing.session import Session


def day_of(item: Parsed, column: str) -> date | None:
    """The date of a cell, its precision left aside."""
    day = item.get(column)
    return day.value if day else None


def shared(item: Parsed, session: Session, owner: str = "owner") -> dict[str, Any]:
    """owner_id, team_id, visibility, created_on. An unknown user or team is a warning: the row is kept without."""
    return {
        "owner_id": _id(
            item, owner, session.users, session, _("There is no user of that name; kept without an owner.")
        ),
        "team_id": _id(item, "team", session.teams, session, _("There is no team of that name; kept without a team.")),
        "visibility": item.get("visibility"),
        "created_on": day_of(item, "created_on"),
    }


def _id(item: Parsed, column: str, known: dict[str, int], session: Session, reason: str | Promise) -> int | None:
    name = item.text(column)
    if not name:
        return None
    found = known.get(name) or known.get(name.casefold())
    if found is None:
        session.report.add([warning(item.line, column, name, reason)])
    return found


def amount_of(item: Parsed, *columns: str) -> Amount | None:
    """The first amount among the columns and their converted forms (`X`, `X_cny`, `X_usd`)."""
    for column in columns:
        for name in (column, f"{column}_cny", f"{column}_usd"):
            if found := item.get(name):
                return found  # type: ignore[no-any-return]
    return None


def currency_of(item: Parsed, amounts: Sequence[Amount | None], session: Session) -> str | None:
    """The row's one currency: its own cell, else what an amount says. An amount without any is a warning."""
    said = [amount.currency for amount in amounts if amount and amount.currency]
    currency = item.text("currency") or next(iter(said), "")
    if not currency and any(amount and amount.number is not None for amount in amounts):
        reason = _("The amount names no currency; it was kept as it is and cannot be converted.")
        session.report.add([warning(item.line, "currency", "", reason)])
    return currency or None


def number_of(amount: Amount | None) -> Decimal | None:
    """The number of an amount, None where it is vague or blank."""
    return amount.number if amount else None
