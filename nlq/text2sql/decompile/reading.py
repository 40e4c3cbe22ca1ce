"""The story of a statement that becomes a plan again: read, compile what was read, and keep it where both say the same."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Any

from nlq.text2sql.compile import compile_plan
from nlq.text2sql.decompile.canonical import Unreadable, canonical
from nlq.text2sql.decompile.sameness import Shape, covers, shape
from nlq.text2sql.decompile.scopes import Known
from nlq.text2sql.decompile.statement import MOST_PLANS, plans_of
from nlq.text2sql.guard import SafeQuery, check
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import Plan, PlanError

log = logging.getLogger(__name__)

CURRENCIES = ("CNY", "USD")


def plan_of(
    query: SafeQuery, params: Mapping[str, Any], values: Mapping[str, Value], *, today: date, currency: str
) -> Plan | None:
    """The plan that gives the rows of `query`, or None where the statement says something that a plan cannot.

    `params` are the bound values, `values` the linked ones by name: `:v1`, `:v1_from` become ":v1" of the plan, every
    other value a literal. The plan may show more columns than the statement (what identifies a row), sorts ties, and
    leaves rows without a key out where the list is cut.
    """
    known = Known(params, values, today, currency if currency in CURRENCIES else "CNY", _is_by_year(query))
    try:
        select = canonical(query.tree)
        asked = shape(select, params)
        wider = None
        for plan in islice(plans_of(select, known), MOST_PLANS):
            found = _shape_of(plan, known)
            if found == asked:
                return plan
            if wider is None and found is not None and covers(found, asked):
                wider = plan
    except (Unreadable, PlanError, KeyError, IndexError, AttributeError, TypeError, ValueError) as error:
        # A tree of another build than the readers expect: whatever they stumble over is in no plan.
        log.info("no plan says this statement: %s", error)
        return None
    return wider


def _is_by_year(query: SafeQuery) -> bool:
    """«近三年» of figures by year are calendar years: `compile` looks at the keys, which are shown as `year`."""
    return "year" in query.columns


def _shape_of(plan: Plan, known: Known) -> Shape | None:
    """What the plan compiles to, None where it does not."""
    try:
        compiled = compile_plan(plan, known.values, today=known.today, currency=known.currency)
    except PlanError:
        return None
    query = check(compiled.sql, parameters=tuple(compiled.params))
    return shape(canonical(query.tree), compiled.params) if isinstance(query, SafeQuery) else None
