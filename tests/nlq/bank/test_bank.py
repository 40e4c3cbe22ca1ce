"""The question bank: lines that read, plans that fit, pairs that the model can write."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import islice

import pytest

from crm.demo.load import load
from crm.models import User
from nlq.bank import lines
from nlq.bank.align import align
from nlq.bank.grammar.compose import Grammar
from nlq.bank.grammar.filters import Filter, filters
from nlq.bank.grammar.shapes import shapes
from nlq.bank.pairs import Miss, Pair, pair
from nlq.text2sql.compile import compile_plan
from nlq.text2sql.guard import SafeQuery, check
from nlq.text2sql.link import link
from nlq.text2sql.plan import parse
from nlq.text2sql.planners.grammar import PlanGrammar

FILES = lines.files()


@pytest.fixture
def demo(db: None) -> User:
    load(lines.TODAY)
    return User.objects.get(username=lines.ASKER)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_line_of_a_file_reads_and_compiles(file) -> None:
    read = list(lines.read(file))
    assert len(read) >= 200
    for item in read:
        if item.plan is not None:
            compiled = compile_plan(item.plan, {}, today=item.today, currency="CNY")
            assert isinstance(check(compiled.sql, parameters=tuple(compiled.params)), SafeQuery), (item.number, item.question)


def test_no_question_stands_twice_or_in_the_evaluation_set() -> None:
    folder = FILES[0].parents[3] / "tests" / "fixtures" / "evaluation"
    files = [folder / name for name in ("natural.jsonl", "round_a.jsonl", "round_b.jsonl")]
    texts = [text for file in files for text in file.read_text(encoding="utf-8").splitlines()]
    apart = {json.loads(text)["question"].lower() for text in texts}
    asked = [item.question.lower() for file in FILES for item in lines.read(file)]
    assert apart and not apart & set(asked)
    assert len(set(asked)) >= 0.99 * len(asked)


def test_linking_finds_the_values_of_the_bank_and_the_model_may_write_its_plans(demo: User) -> None:
    sample = [item for file in FILES for item in islice(lines.read(file), 3, None, 12)]
    found = [(item, pair(item, demo)) for item in sample]
    assert sum(isinstance(result, Pair) for _, result in found) >= 0.9 * len(found)
    linked = {item.question: link(item.question, user=demo, today=item.today) for item, _ in found}
    # A text that only the author tells from the other words is linked for the pair and not for the question.
    as_asked = [(i, r) for i, r in found if isinstance(r, Pair) and r.source == linked[i.question].text]
    assert len(as_asked) >= 0.9 * len(found)
    for item, result in as_asked:
        values = linked[item.question].values
        assert PlanGrammar(values).accepts(result.target.split()), (item.question, result.target)


def test_every_form_holds_every_slot_of_its_plan_once() -> None:
    wrong = []
    for item in (*shapes(), *(one for view in filters().values() for one in view)):
        said = item.conditions if isinstance(item, Filter) else item.plan
        wanted = set(re.findall(r'"\$([a-z_]+2?)"', json.dumps(said))) - {"top"}
        for form in (*item.zh, *item.en) if said else ():
            held = re.findall(r"\{([a-z_]+2?)\}", form)
            wrong += [form] if set(held) - {"top"} != wanted or len(set(held)) < len(held) else []
    assert wrong == []


def test_no_form_of_the_grammar_means_two_things() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for view, items in filters().items():
        for item in items:
            for form in (*item.zh, *item.en):
                meanings.setdefault((view, form.removeprefix("<").lower()), set()).add(json.dumps(item.conditions))
    for shape in shapes():
        for form in (*shape.zh, *shape.en):
            meanings.setdefault(("", form.lower().strip("?？")), set()).add(json.dumps(shape.plan, sort_keys=True) + shape.refuse)
    assert len(meanings) > 50_000
    assert [form for form, meant in meanings.items() if len(meant) > 1] == []


def test_composed_questions_become_pairs(demo: User) -> None:
    data = list(Grammar(3, lines.TODAY).questions(300))
    assert {item["lang"] for item in data} == {"zh", "en"}
    found = [pair(lines.line(json.dumps(item, ensure_ascii=False), "grammar", n), demo) for n, item in enumerate(data)]
    assert sum(isinstance(result, Pair) for result in found) >= 0.93 * len(found)


def test_the_same_seed_composes_the_same_questions(demo: User) -> None:
    first, second, other = ([q["q"] for q in Grammar(seed, lines.TODAY).questions(20)] for seed in (5, 5, 6))
    assert first == second != other


def test_a_literal_that_no_words_said_is_a_miss(demo: User) -> None:
    line = lines.line('{"q": "上海的公司", "plan": {"from": "companies", "where": [["place", "=", "北京"]]}}', "x", 1)
    result = pair(line, demo)
    assert isinstance(result, Miss) and result.missing == ("place='北京'",)


def test_small_numbers_and_codes_may_stand_unsaid(demo: User) -> None:
    linked = link("latest open items", user=demo, today=date(2026, 11, 22))
    plan = parse({"from": "opportunities", "where": [["status", "=", "open"]], "limit": 1})
    aligned, state = align(plan, linked)
    assert state.missing == [] and aligned.limit == 1


@pytest.mark.parametrize(
    "text",
    ["{}", '{"q": "x"}', '{"q": "x", "plan": {"from": "deals"}, "refuse": "write"}', '{"q": "x", "refuse": "because"}', "no json"],
)
def test_a_line_of_another_form_is_an_error_that_names_it(text: str) -> None:
    with pytest.raises(lines.BankError, match=r"f\.jsonl:7"):
        lines.line(text, "f.jsonl", 7)
