"""The shipped planner leaves out what a person called wrong: the next plan comes, less sure, or none."""

from __future__ import annotations

from typing import Any

from llm.engines.llama_numpy import Candidate
from nlq.memory.plans import canonical_text
from nlq.text2sql.plan import parse
from nlq.text2sql.planners import Planned, Unsure
from nlq.text2sql.planners.shipped import ShippedPlanner
from tests.nlq.memory.conftest import linked

COMPANIES, INVESTORS = "{ from companies }", "{ from investors }"


def written(text: str, logprob: float) -> Candidate:
    return Candidate(text, tuple(text.split()), logprob, logprob)


class Scored:
    """An engine that always writes the same two plans and finds refusals unlikely."""

    def generate(self, text: str, **kwargs: object) -> list[Candidate]:
        return [written(COMPANIES, -0.1), written(INVESTORS, -2.0)]

    def scores(self, text: str, refusals: list[str]) -> list[float]:
        return [-9.0 for _ in refusals]


def plan(*wrong: str) -> Any:
    texts = {canonical_text(parse({"from": name})) for name in wrong}
    return ShippedPlanner(Scored()).plan(linked("有哪些公司"), without=texts)  # type: ignore[arg-type]


def test_the_next_plan_takes_the_place_of_a_wrong_one_and_is_less_sure() -> None:
    first, second = plan(), plan("companies")
    assert isinstance(first, Planned) and isinstance(second, Planned)
    assert (first.plan.view, second.plan.view) == ("companies", "investors")
    assert second.confidence < first.confidence


def test_a_refusal_is_no_answer_in_place_of_a_wrong_plan() -> None:
    assert isinstance(plan("companies", "investors"), Unsure)
