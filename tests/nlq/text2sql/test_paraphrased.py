"""Plans that the planner believes nearly alike are told apart by how likely the question is of each."""

from __future__ import annotations

import math

import pytest

from llm.engines.llama_numpy import Candidate
from nlq.text2sql.planners import Planned
from nlq.text2sql.planners.outcome import Outcome, Refusal
from nlq.text2sql.planners.shipped import SAID, ShippedPlanner
from tests.nlq.memory.conftest import linked
from tests.nlq.memory.test_without import COMPANIES, INVESTORS, Scored, written

LEAD = 0.4  # by which the planner believes the companies more


class Close(Scored):
    """Two plans that are believed nearly alike."""

    def generate(self, text: str, **kwargs: object) -> list[Candidate]:
        return [written(COMPANIES, -0.1), written(INVESTORS, -0.1 - LEAD)]


class Saying:
    """A paraphraser with a table; what is not in it is impossible."""

    def __init__(self, table: dict[str, float]) -> None:
        self.table, self.asked = table, list[str]()

    def said_of(self, targets: list[str], source: str) -> list[float]:
        self.asked += targets
        return [self.table.get(target, -math.inf) for target in targets]


def plan(table: dict[str, float]) -> Outcome:
    return ShippedPlanner(Close(), Saying(table)).plan(linked("有哪些公司"))  # type: ignore[arg-type]


def test_the_plan_that_the_question_is_said_of_wins() -> None:
    lead = LEAD / SAID
    near, far = plan({COMPANIES: -20.0, INVESTORS: -20.0 + lead - 1}), plan({COMPANIES: -20.0, INVESTORS: -20.0 + lead + 1})
    assert isinstance(near, Planned) and near.plan.view == "companies"
    assert isinstance(far, Planned) and far.plan.view == "investors"


def test_a_question_that_is_unlikely_even_of_the_best_plan_is_believed_less() -> None:
    likely, strange = plan({COMPANIES: -5.0, INVESTORS: -9.0}), plan({COMPANIES: -12.0, INVESTORS: -16.0})
    assert isinstance(likely, Planned) and isinstance(strange, Planned)
    assert likely.evidence is not None and strange.evidence is not None
    assert strange.evidence.unlikely > likely.evidence.unlikely


def test_refusals_are_read_as_well() -> None:
    assert isinstance(plan({"{ refuse chat }": -1.0, COMPANIES: -58.0, INVESTORS: -58.0}), Refusal)


@pytest.mark.parametrize("table", [{}, {COMPANIES: -math.inf}])
def test_what_the_paraphraser_cannot_read_changes_nothing(table: dict[str, float]) -> None:
    outcome = plan(table)
    assert isinstance(outcome, Planned) and outcome.plan.view == "companies" and outcome.evidence is not None
    assert math.isfinite(outcome.evidence.unlikely)
