"""What is kept of asking: questions, what people say of their answers, what is remembered of that, and how right it all is."""

from nlq.models.accuracy import AccuracyRun
from nlq.models.example import Example
from nlq.models.feedback import Feedback
from nlq.models.question import Question

__all__ = ["AccuracyRun", "Example", "Feedback", "Question"]
