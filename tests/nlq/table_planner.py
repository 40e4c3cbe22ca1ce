"""A planner that answers from a table, for tests of everything around it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from nlq.text2sql.compile import compile_plan
from nlq.text2sql.linked import Linked
from nlq.text2sql.plan import parse
from nlq.text2sql.planners import Outcome, Planned, Refusal


class TablePlanner:
    """Plans by the question's own words; what it does not know it refuses."""

    name = "table"

    def __init__(self, plans: dict[str, Any], confidence: float = 0.9) -> None:
        self.plans, self.confidence = plans, confidence

    def plan(self, linked: Linked, without: Collection[str] = ()) -> Outcome:
        data = self.plans.get(linked.question)
        if data is None:
            return Refusal("no_data", 0.9)
        plan = parse(data)
        return Planned(plan, compile_plan(plan, {}, today=linked.today, currency="CNY"), self.confidence)
