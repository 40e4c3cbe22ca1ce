"""Who sees which rows: the same rule as the row-level policies, for the ORM."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from crm.models import (
    Affiliation,
    Alias,
    Company,
    Deal,
    Fund,
    Group,
    Interaction,
    Investment,
    Investor,
    Note,
    Opportunity,
    Organisation,
    Task,
    Team,
    User,
)
from crm.models.note import TARGETS
from crm.models.record import Record

M = TypeVar("M", bound=Model)

# A row is seen only with every record that it stands on; an empty field stands on nothing.
STANDS_ON: dict[type[Model], tuple[str, ...]] = {
    Deal: ("company",),
    Fund: ("investor",),
    Investment: ("deal", "investor"),
    Interaction: ("investor", "company", "person"),
    Opportunity: ("investor", "company"),
    Task: ("investor", "company"),
    Note: tuple(name for name in TARGETS if name != "industry"),
    Alias: ("organisation",),
    Affiliation: ("person", "organisation"),
}


def visible_to(rows: QuerySet[M], user: User | AnonymousUser) -> QuerySet[M]:
    """The rows that `user` may see: firm, own, and those of the user's teams (for an administrator, of all teams).

    A row that stands on another record (a note on a deal, a deal of a company) is seen only with it. An organisation is
    seen by its profiles, a group by its members. What belongs to nobody (industries, stages, rates) is seen by all.
    """
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    return rows.filter(_rule(rows.model, user))


def _rule(model: type[Model], user: User) -> Q:
    rule = _own_rule(user) if issubclass(model, Record) else Q()
    for name in STANDS_ON.get(model, ()):
        field: Any = model._meta.get_field(name)
        seen = Q(**{f"{name}__in": _keys(field.remote_field.model, user)})
        rule &= Q(**{f"{name}__isnull": True}) | seen if field.null else seen
    if model is Organisation:
        rule &= _by_profiles(user)
    elif model is Group:
        grouped = Organisation.objects.filter(group__isnull=False)
        rule &= ~Q(pk__in=grouped.values("group")) | Q(pk__in=_seen(Organisation, user).values("group"))
    return rule


def _own_rule(user: User) -> Q:
    teams = Team.objects.all() if user.is_superuser else Team.objects.filter(members=user)
    return Q(visibility="firm") | Q(owner=user) | Q(visibility="team", team__in=teams)


def _by_profiles(user: User) -> Q:
    """One that has neither profile yet is only a name, which whoever enters the profile has to find."""
    bare = Q(company__isnull=True, investor__isnull=True)
    return (
        bare
        | Q(pk__in=_seen(Company, user).values("organisation"))
        | Q(pk__in=_seen(Investor, user).values("organisation"))
    )


def _seen(model: type[Model], user: User) -> QuerySet[Any]:
    return model._default_manager.filter(_rule(model, user))


def _keys(model: type[Model], user: User) -> QuerySet[Any]:
    return _seen(model, user).order_by().values("pk")
