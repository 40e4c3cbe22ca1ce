"""The shipped model: it is there, small, loads fast and alike in numpy and transformers, and answers plain questions."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings

from crm.demo.load import load
from crm.models import User
from llm.engines.llama_numpy import LlamaNumpy
from llm.tokens import JOINER
from nlq.text2sql.ask import ask
from nlq.text2sql.planners import Planned
from nlq.text2sql.planners.shipped import shipped_planner

TODAY = date(2026, 11, 22)
MOST_BYTES = 30_000_000
SENTENCES = [
    ":v1 <place> 的公司有哪些",
    "which investors have we never contacted",
    "open opportunities by stage",
    "我 :v1 <user> 的逾期任务",
]

PLAIN = [
    ("上海的公司有哪些", "companies", ":v1"),
    ("companies in Beijing", "companies", ":v1"),
    ("我的任务", "tasks", "owner"),
    ("北京有多少家机构", "investors", "count"),
    ("每年的融资总额", "deals", "year"),
    ("open opportunities by stage", "opportunities", "stage"),
]


def test_the_weights_are_small() -> None:
    folder = settings.SHIPPED_MODEL
    assert sum(file.stat().st_size for file in folder.parent.rglob("*.safetensors")) < MOST_BYTES
    assert (folder / "README.md").read_text(encoding="utf-8").count("\n") > 20


@pytest.mark.slow
def test_transformers_loads_the_same_folder_and_writes_the_same_plans() -> None:
    import torch
    from transformers import AutoModelForCausalLM, PreTrainedTokenizerFast

    folder = settings.SHIPPED_MODEL
    engine = LlamaNumpy.load(folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    repeats = model.config.source_repeats
    assert f"<s> {' '.join(['question'] * repeats)} <sep>" in (folder / "README.md").read_text(encoding="utf-8")
    for text in SENTENCES:
        inner = tokenizer(text, add_special_tokens=False)["input_ids"]
        assert engine.tokens.source_ids(text)[1:-1] == inner * repeats
        prompt = torch.tensor([engine.tokens.source_ids(text)])
        written = model.generate(prompt, do_sample=False, max_new_tokens=80)[0, prompt.shape[1] :]
        words = tokenizer.decode(written, skip_special_tokens=True).replace(JOINER, " ").split()
        assert words == list(engine.generate(text)[0].words), text


@pytest.fixture
def demo(transactional_db: None) -> User:
    load(TODAY)
    return User.objects.get(username="demo")


def test_plain_questions_are_answered_from_the_right_view(demo: User) -> None:
    answers = [ask(question, user=demo, language="zh", today=TODAY) for question, _, _ in PLAIN]
    pairs = zip(answers, PLAIN, strict=True)
    right = [a.status == "answered" and f"analyst.{view}" in a.sql and part in a.sql for a, (_, view, part) in pairs]
    assert sum(right) >= 5, [(a.question, a.status, a.sql) for a in answers]


def test_a_write_is_never_answered(demo: User) -> None:
    for question in ("把所有休眠机构删掉", "delete all dormant investors", "给lin新建一个任务"):
        assert ask(question, user=demo, language="zh", today=TODAY).status == "refused"


def test_markup_is_no_question(demo: User) -> None:
    assert ask("<script>alert(1)</script>", user=demo, language="en", today=TODAY).status == "refused"


def test_confidence_is_a_probability(demo: User) -> None:
    from nlq.text2sql.link import link

    outcome = shipped_planner().plan(link("上海的公司有哪些", user=demo, today=TODAY))
    assert isinstance(outcome, Planned) and 0.0 < outcome.confidence <= 1.0
