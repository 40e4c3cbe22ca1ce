"""What is kept of asking: questions, what people say of their answers, and what is remembered of that."""

from nlq.models.example import Example
from nlq.models.feedback import Feedback
from nlq.models.question import Question

__all__ = ["Example", "Feedback", "Question"]
