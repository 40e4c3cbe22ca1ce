"""Reading kept questions."""

from __future__ import annotations

from django.db.models import QuerySet

from crm.models import User
from nlq.models import Question
from nlq.text2sql.answer import Answer
from nlq.text2sql.keeping import kept_answer


def history(user: User) -> QuerySet[Question]:
    """The user's own questions, newest first; nobody sees another's."""
    return Question.objects.filter(asker=user)


def answer_of(question: Question) -> Answer:
    """The answer that was given to a kept question."""
    return kept_answer(question)
