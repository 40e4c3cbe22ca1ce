"""From the rows of a plan to the records related to them: «他们投了哪些公司», "their contacts"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nlq.text2sql.compile.semantics import RELATIONS
from nlq.text2sql.follow.conditions import added
from nlq.text2sql.follow.edit import Turn
from nlq.text2sql.plan import Condition, Plan, Related, Test

# The views through which two others meet that have no relation of their own.
BETWEEN = ("companies", "investors", "deals", "investments")


@dataclass(frozen=True)
class Turned:
    """The plan over related records; `narrower`: the previous one was cut to its first rows, which this cannot keep."""

    plan: Plan
    narrower: bool = False


def turn(plan: Plan, edit: Turn, *, has_qualities: bool) -> Turned | None:
    """The records of another view that the plan's rows lead to; None where they lead to none.

    `has_qualities`: more is said of the investments between both («去年», «领投»), so that they have to be named.
    """
    shown = plan.show[0].where if len(plan.show) == 1 else ()
    where: tuple[Condition, ...] = plan.where
    for item in shown:
        where = added(replace(plan, where=where), item).where
    if edit.invested and (edit.lead or has_qualities):
        condition = _through_investments(plan.view, edit, where)
    else:
        condition = _path(edit.view, plan.view, where)
    if condition is None:
        return None
    cut = plan.limit is not None or bool(plan.having) or bool(plan.per)
    return Turned(Plan(edit.view, (condition,) if where else ()), cut)


def _through_investments(view: str, edit: Turn, where: tuple[Condition, ...]) -> Related | None:
    inner: list[Condition] = [Test("is_lead", "yes")] if edit.lead else []
    if view == "investments":
        return Related("has", "investments", (*inner, *where))
    path = _path("investments", view, where)
    if path is None or "investments" not in RELATIONS.get(edit.view, {}):
        return None
    return Related("has", "investments", (*inner, path) if where else tuple(inner))


def _path(target: str, source: str, where: tuple[Condition, ...]) -> Related | None:
    """«some `source` row that fits `where`», said of a row of `target`, over at most one view between them."""
    if (relation := _relation(target, source)) is not None:
        return Related("has", relation, where)
    for between in BETWEEN:
        first, second = _relation(target, between), _relation(between, source)
        if first is not None and second is not None:
            return Related("has", first, (Related("has", second, where),))
    return None


def _relation(view: str, other: str) -> str | None:
    """The relation of `view` that leads to `other`: the one that bears its name, no detour over days."""
    relations = RELATIONS.get(view, {})
    return other if other in relations and relations[other].view == other else None
