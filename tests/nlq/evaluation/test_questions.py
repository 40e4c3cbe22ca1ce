"""A file of questions is read whole, or refused with the line that is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlq.evaluation.questions import QuestionsError, load

NATURAL = Path(__file__).parents[2] / "fixtures" / "evaluation" / "natural.jsonl"
LINE = {"id": "1", "lang": "en", "question": "How many?", "gold_sql": "SELECT 1", "expect": "answered"}


def test_the_blind_set_has_fifty_questions_in_each_language() -> None:
    questions = load(NATURAL)
    assert [sum(item.language == language for item in questions) for language in ("zh", "en")] == [50, 50]
    assert len({item.id for item in questions}) == 100


def test_the_gold_comes_before_its_alternatives(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(json.dumps({**LINE, "alternatives": ["SELECT 2"]}) + "\n\n")
    assert [item.golds for item in load(file)] == [("SELECT 1", "SELECT 2")]


@pytest.mark.parametrize(
    "change", [{"lang": "fr"}, {"expect": "perhaps"}, {"gold_sql": None}, {"today": "2026-02-30"}, {"id": ...}]
)
def test_a_line_that_is_no_question_is_named(tmp_path: Path, change: dict[str, Any]) -> None:
    file = tmp_path / "questions.jsonl"
    bad = {name: value for name, value in {**LINE, **change}.items() if value is not ...}
    file.write_text(f"{json.dumps(LINE)}\n{json.dumps(bad)}\n")
    with pytest.raises(QuestionsError, match=r"questions\.jsonl:2"):
        load(file)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(QuestionsError, match="nowhere"):
        load(tmp_path / "nowhere.jsonl")
