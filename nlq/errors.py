"""What can go wrong between a question and its rows: one tree.

    AskingError                 every error of this package: `.sentence` for the reader, `.next_step` for what to do
    ├── GuardRefusal            a statement broke a rule of the guard (inside the guard; callers see `Refused`)
    └── RunError                a checked statement did not give rows
        ├── NoAsker             a question without a user
        ├── UnboundValue        a placeholder has no value, or one of a kind that is not bound
        ├── TooExpensive        the planner's estimate is above the ceiling
        ├── TimedOut            the statement ran longer than allowed
        ├── BadValue            a value could not be computed: division by zero, a text that is no number
        ├── NotReadable         the server refused the statement (a right, a name, a type)
        └── DatabaseDown        no connection

Sentences are lazy translations, so that one error reads right in either language. None carries text that
the server made from rows: a failed cast would otherwise show a value of a row that the asker may not see.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class AskingError(Exception):
    """The root: `sentence` says what happened, `next_step` what the reader can do about it."""

    sentence: Sentence = _("Something went wrong with this question.")
    next_step: Sentence = _("Try again; if it happens again, tell your administrator.")

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or str(self.__class__.__name__))
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.sentence} {self.next_step}"


class GuardRefusal(AskingError):
    """A statement broke the rule named `rule`; `detail` names the place (a column, a function, a number)."""

    def __init__(self, rule: str, detail: str = "", nearest: str = "") -> None:
        super().__init__(detail)
        self.rule = rule
        self.nearest = nearest


class RunError(AskingError):
    """A checked statement did not give rows."""


class NoAsker(RunError):
    """Rights belong to people: without one nothing is shown."""

    sentence = _("A question needs a signed-in person.")
    next_step = _("Sign in and ask again.")


class UnboundValue(RunError):
    """`detail` is the placeholder's name."""

    sentence = _("A value of this query is missing or of a kind that cannot be used.")
    next_step = _("Fill in every value and run it again.")


class TooExpensive(RunError):
    """`detail` holds the estimate and the ceiling, in the planner's units."""

    sentence = _("This query would read too much of the database.")
    next_step = _("Narrow it with a name, a period or a stage, or ask for fewer things at once.")


class TimedOut(RunError):
    """`detail` holds the limit in milliseconds."""

    sentence = _("This query took too long and was stopped.")
    next_step = _("Narrow it with a name, a period or a stage, and run it again.")


class BadValue(RunError):
    """`detail` is the server's error code, never its text."""

    sentence = _("A value in this query could not be computed, such as a division by zero or a text that is no number.")
    next_step = _("Check the divisions, casts and dates in the SQL, and run it again.")


class NotReadable(RunError):
    """`detail` is the server's error code, never its text."""

    sentence = _("The database did not accept this query.")
    next_step = _("Change the SQL, or ask the question in other words.")


class DatabaseDown(RunError):
    """`detail` is the kind of the failure."""

    sentence = _("The database cannot be reached.")
    next_step = _("Wait a moment and try again; if it stays so, start the product again.")
