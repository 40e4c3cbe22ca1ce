"""A plan that did not hear a decisive word is known as such."""

from __future__ import annotations

import pytest

from nlq.text2sql.planners.cues import unheard

HEARD = [
    ("哪些机构从没联系过", "{ from investors where [ [ last_interaction_on empty ] ] }"),
    ("who led the round", "{ from investors where [ [ has investments [ [ is_lead yes ] ] ] ] }"),
    ("average deal size by stage", "{ from deals show [ [ avg amount ] ] by [ stage ] }"),
    ("无人机公司", "{ from companies where [ [ industry = :v1 ] ] }"),
    ("未来两周到期的任务", "{ from tasks where [ [ due_on in :v1 ] ] }"),
    ("notes, I mean the ones by bob", "{ from notes where [ [ author = :v1 ] ] }"),
]
UNHEARD = [
    ("哪些机构从没联系过", "{ from investors where [ [ last_interaction_on filled ] ] }", "negation"),
    ("investors not in Beijing", "{ from investors where [ [ place = :v1 ] ] }", "negation"),
    ("上海的公司", "{ from companies where [ [ not [ place = :v1 ] ] ] }", "negation"),
    ("他家领投过几笔", "{ from investments where [ [ investor = :v1 ] ] show [ count ] }", "lead"),
    ("deals of X", "{ from deals where [ [ has investments [ [ is_lead yes ] ] ] ] }", "lead"),
    ("A轮金额中位数", "{ from deals show [ [ avg amount ] ] }", "median"),
    ("deals per year", "{ from deals show [ count ] }", "groups"),
    ("有多少家公司", "{ from companies }", "how many"),
    ("我的任务", "{ from opportunities where [ [ owner = :v1 ] ] }", "task"),
]


@pytest.mark.parametrize(("question", "plan"), HEARD)
def test_a_plan_that_answers_every_cue_is_heard(question: str, plan: str) -> None:
    assert unheard(question, plan.split()) == ()


@pytest.mark.parametrize(("question", "plan", "cue"), UNHEARD)
def test_a_dropped_or_invented_word_is_named(question: str, plan: str, cue: str) -> None:
    assert cue in unheard(question, plan.split())
