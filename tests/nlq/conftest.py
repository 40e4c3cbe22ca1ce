"""A signed-in analyst, a stranger, and an engine that answers from a queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from crm.models import User
from nlq.models import Question
from nlq.text2sql import keeping
from nlq.text2sql.answer import Answer, Chip
from nlq.text2sql.run import Column

TODAY = date(2026, 3, 31)
Keep = Callable[..., Answer]


@pytest.fixture
def analyst(db: None) -> User:
    return User.objects.create_user("lin", password="a-long-password-1")


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("mora", password="a-long-password-2", is_superuser=True, is_staff=True)


@pytest.fixture
def browser_of_analyst(client: Client, analyst: User) -> Client:
    """The analyst's browser, reading English."""
    client.force_login(analyst)
    client.cookies["django_language"] = "en"
    return client


def an_answer(question: str = "Largest deals this year", **changes: Any) -> Answer:
    """Three deals, ranked by amount."""
    answer = Answer(
        id=None,
        question=question,
        status="answered",
        grade="composed",
        sql="SELECT company, stage, amount_cny FROM analyst.deals WHERE announced_on >= :v1 LIMIT 500",
        params={"v1": date(2026, 1, 1)},
        columns=(Column("company", "text"), Column("stage", "text"), Column("amount_cny", "numeric")),
        rows=(("Alder & Ash", "b", 900_000_000), ("=Birch()", "a", 40_000_000), ("杉木科技", "seed", None)),
        restatement="the deals since 2026-01-01, largest amount first",
        chips=(Chip("v1", "this year", "period", "2026-01-01 – 2026-03-31", "span"),),
        confidence=0.91,
        timings_ms={"link": 2.0, "generate": 80.0, "validate": 3.0, "execute": 9.0, "total": 95.0},
    )
    return replace(answer, **changes)


def keep(user: User, answer: Answer) -> Answer:
    """What the product keeps of an answer."""
    row = Question.objects.create(
        asker=user,
        question=answer.question,
        asked_for=TODAY,
        status=answer.status,
        sql=answer.sql or "",
        params=keeping.typed_params(answer.params),
        answer=keeping.answer_json(answer),
    )
    return replace(answer, id=row.pk)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """A queue: each question, each edited SQL and each changed value takes the next answer, which is kept."""
    queue: list[Answer] = []

    def answered(question: object, *args: object, user: User, **kwargs: object) -> Answer:
        return keep(user, queue.pop(0))

    for name in ("ask", "run_sql", "rerun_with_values"):
        monkeypatch.setattr(f"nlq.text2sql.ask.{name}", answered)
    return queue
