"""What a page asks of memory: the reader's own word on an answer, and whether they review."""

from __future__ import annotations

from django import template

from crm.models import User
from nlq.memory.reviewers import may_review
from nlq.models import Feedback

register = template.Library()


@register.simple_tag
def feedback_on(question_id: int) -> Feedback | None:
    """What the asker said of the answer to a question; None before they have. The page shows own questions only."""
    return Feedback.objects.filter(question_id=question_id).select_related("example").first()


@register.simple_tag
def reviews(user: User) -> bool:
    """Whether the reader may review examples."""
    return may_review(user)
