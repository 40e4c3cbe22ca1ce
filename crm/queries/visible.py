"""Who sees which rows: the same rule as the row-level policies, for the ORM."""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from crm.models import Deal, Fund, Investment, Team, User

M = TypeVar("M", bound=Model)

# A row shows only with the rows it stands on, as in the views, which join them.
PARENTS: dict[type[Model], tuple[str, ...]] = {
    Deal: ("company",),
    Fund: ("investor",),
    Investment: ("deal", "deal__company", "investor"),
}


def visible_to(rows: QuerySet[M], user: User | AnonymousUser) -> QuerySet[M]:
    """The rows that `user` may see: firm, own, and those of the user's teams (for an administrator, of all teams)."""
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    own = () if rows.model is Investment else ("",)
    for path in (*own, *PARENTS.get(rows.model, ())):
        rows = rows.filter(_rule(user, f"{path}__" if path else ""))
    return rows


def _rule(user: User, prefix: str) -> Q:
    teams = Team.objects.all() if user.is_superuser else Team.objects.filter(members=user)
    return (
        Q(**{f"{prefix}visibility": "firm"})
        | Q(**{f"{prefix}owner": user})
        | Q(**{f"{prefix}visibility": "team", f"{prefix}team__in": teams})
    )
