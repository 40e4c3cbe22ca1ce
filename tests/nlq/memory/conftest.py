"""A person, a colleague, a reviewer, and answered questions whose words and plans are given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm.models import User
from nlq.models import Question
from nlq.text2sql import keeping
from nlq.text2sql.linked import Linked
from tests.nlq.conftest import TODAY, an_answer

BACKED = ":v1 <investor> 投过哪些公司"
COMPANIES = {"from": "companies", "where": [["has", "investments", [["investor", "=", ":v1"]]]]}
DEALS = {"from": "deals", "where": [["has", "investments", [["investor", "=", ":v1"]]]]}
VALUES = [{"name": "v1", "kind": "investor", "value": "云杉秘密资本", "words": "云杉秘密资本", "start": 0, "end": 6}]


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user("nova", password="a-long-password-3")


@pytest.fixture
def reviewer(db: None) -> User:
    return User.objects.create_user("ruth", password="a-long-password-4", is_staff=True)


def asked(user: User, linked_text: str = BACKED, plan: Any = COMPANIES, **changes: Any) -> Question:
    """A kept, answered question."""
    fields = {
        "asker": user,
        "question": "云杉秘密资本投过哪些公司",
        "asked_for": TODAY,
        "status": "answered",
        "linked_text": linked_text,
        "values": VALUES,
        "plan": plan,
        "engine": "shipped",
        "answer": keeping.answer_json(an_answer()),
    }
    return Question.objects.create(**fields | changes)


def linked(text: str = BACKED) -> Linked:
    """The same question, asked again about whatever."""
    return Linked("", text, {}, date(2026, 3, 31))


Asked = Callable[..., Question]
