"""A follow-up edits the plan of the question before it: a file of them, each with the plan that is expected."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crm.models import User
from nlq.bank.align import align
from nlq.models import Question
from nlq.text2sql import keeping
from nlq.text2sql.compile import compile_plan
from nlq.text2sql.follow import Followed, follow
from nlq.text2sql.guard import SafeQuery, check
from nlq.text2sql.link import link
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import Plan, parse, to_json
from tests.nlq.text2sql.follow.conftest import TODAY
from tests.nlq.text2sql.follow.literal import literal

LINES = [
    json.loads(line)
    for line in (Path(__file__).parents[3] / "fixtures" / "follow_ups.jsonl").read_text(encoding="utf-8").splitlines()
]


def before(asked: str, plan: dict[str, Any], user: User, language: str = "zh") -> tuple[Plan, Mapping[str, Value]]:
    """The previous question as it was planned: its literals as linked values."""
    linked = link(asked, user=user, today=TODAY, language=language)
    aligned, state = align(parse(plan), linked)
    assert not state.missing, state.missing
    return aligned, linked.values


def ask_on(text: str, previous: tuple[Plan, Mapping[str, Value]], user: User, language: str = "zh") -> Followed:
    found = follow(text, previous, user=user, language=language, today=TODAY)
    assert found is not None
    return found


IN_SHANGHAI = ("上海的公司", {"from": "companies", "where": [["place", "=", "上海"]]})


@pytest.mark.parametrize("line", LINES, ids=[f"{line['asked']} {line['text']}" for line in LINES])
def test_a_follow_up_edits_the_plan_as_the_file_says(line: dict[str, Any], reader: User) -> None:
    previous = before(line["asked"], line["plan"], reader, line["lang"])
    found = follow(line["text"], previous, user=reader, language=line["lang"], today=TODAY)
    assert (literal(found.plan, found.values) if found else None) == line["expected"]
    if found:
        compiled = compile_plan(found.plan, found.values, today=TODAY, currency="CNY")
        assert isinstance(check(compiled.sql, parameters=tuple(compiled.params)), SafeQuery)
        assert found.changes


def test_the_file_has_both_languages_and_every_kind() -> None:
    assert len(LINES) >= 120
    assert 0.4 < sum(line["lang"] == "zh" for line in LINES) / len(LINES) < 0.6
    assert all(sum(line["kind"] == kind for line in LINES) >= 5 for kind in {line["kind"] for line in LINES})


def test_new_values_take_names_that_the_question_before_has_not_used(reader: User) -> None:
    in_2018 = ["announced_on", "in", {"from": "2018-01-01", "to": "2018-12-31"}]
    previous = before("北京2018年的融资", {"from": "deals", "where": [["place", "=", "北京"], in_2018]}, reader)
    found = ask_on("只看A轮的", previous, reader)
    assert to_json(found.plan)["where"] == [["place", "=", ":v1"], ["announced_on", "in", ":v2"], ["stage", "=", ":v3"]]
    assert {name: value.words for name, value in found.values.items()} == {"v1": "北京", "v2": "2018年", "v3": "A轮"}
    assert all(value.name == name for name, value in found.values.items())
    assert ":v3 <deal_stage>" in found.linked.text


def test_a_value_that_is_replaced_leaves_the_question(reader: User) -> None:
    found = ask_on("换成北京", before(*IN_SHANGHAI, reader), reader)
    assert [value.words for value in found.values.values()] == ["北京"]


def test_follow_ups_chain(reader: User) -> None:
    first = ask_on("只看做机器人的", before(*IN_SHANGHAI, reader), reader)
    second = ask_on("按城市", (first.plan, first.values), reader)
    third = ask_on("换成北京", (second.plan, second.values), reader)
    assert literal(third.plan, third.values) == {
        "from": "companies",
        "where": [["place", "=", "北京"], ["industry", "=", "机器人"]],
        "show": ["count"],
        "by": ["city"],
    }
    assert len(third.values) == 2


@pytest.mark.parametrize(
    ("text", "language", "changes"),
    [
        ("换成北京", "zh", ("地点由“上海”改为“北京”",)),
        ("make it Beijing", "en", ("place: Beijing instead of 上海",)),
        ("加上网址，按估值排，前五", "zh", ("加了列：网址", "按估值从高到低排序", "只取前 5 个")),
        ("only robotics, how many?", "en", ("Added: industry robotics", "Now shown: number")),
        ("不限城市", "zh", ("不再限定：地点为上海",)),
    ],
)
def test_what_changed_is_said_in_the_readers_language(
    text: str, language: str, changes: tuple[str, ...], reader: User
) -> None:
    assert ask_on(text, before(*IN_SHANGHAI, reader), reader, language).changes == changes


def test_a_kept_question_can_be_followed(reader: User) -> None:
    plan, values = before(*IN_SHANGHAI, reader)
    row = Question(plan=to_json(plan), values=[keeping.value_json(value) for value in values.values()])
    found = follow("做机器人的", row, user=reader, language="zh", today=TODAY)
    assert found is not None and len(found.plan.where) == 2


def test_sql_that_a_person_wrote_has_no_plan_to_edit(reader: User) -> None:
    assert follow("只看上海的", Question(plan=None, values=[]), user=reader, language="zh", today=TODAY) is None


def test_a_period_keeps_the_years_that_its_words_named(reader: User) -> None:
    lately = ["announced_on", "in", {"from": "2023-11-23", "to": "2026-11-22"}]
    plan, values = before("近三年的融资总额", {"from": "deals", "where": [lately], "show": [["sum", "amount"]]}, reader)
    row = Question(plan=to_json(plan), values=[keeping.value_json(value) for value in values.values()])
    found = follow("按年份", row, user=reader, language="zh", today=TODAY)
    assert found is not None
    compiled = compile_plan(found.plan, found.values, today=TODAY, currency="CNY")
    assert str(compiled.params["v1_from"]) == "2024-01-01"


def test_what_could_mean_something_else_is_a_doubt(reader: User) -> None:
    sure = ask_on("只看做机器人的", before(*IN_SHANGHAI, reader), reader)
    unsure = ask_on("近两年的", before(*IN_SHANGHAI, reader), reader)
    assert (sure.doubtful, unsure.doubtful) == (False, True)


def test_a_turn_from_a_cut_list_says_that_the_cut_is_gone(reader: User) -> None:
    cut = {**IN_SHANGHAI[1], "order": [["total_raised", "desc"]], "limit": 10}
    found = ask_on("它们的联系人", before("上海的公司", cut, reader), reader)
    assert found.doubtful and "不再只限于前几名" in found.changes[1]


def test_another_currency_changes_the_money_shown_and_no_condition(reader: User) -> None:
    found = ask_on("换成美元", before(*IN_SHANGHAI, reader), reader)
    assert literal(found.plan, found.values) == IN_SHANGHAI[1]
    assert [value.value for value in found.values.values() if value.kind == "currency"] == ["USD"]


def test_every_phrase_of_the_file_of_cues_is_a_pattern() -> None:
    from nlq.text2sql.follow import cues

    assert len(cues.rules()) > 100
    assert all(isinstance(pattern, re.Pattern) for pattern, _ in cues.rules())
