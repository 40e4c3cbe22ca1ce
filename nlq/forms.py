"""The gate of the Ask page: what a person typed, checked, or a sentence at the field."""

from __future__ import annotations

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from nlq.models import Example, Feedback
from nlq.models.feedback import LONGEST_COMMENT

LONGEST_QUESTION = 500
LONGEST_SQL = 20_000
LONGEST_VALUE = 200
_SPACES = "\n\r\t"


class QuestionForm(forms.Form):
    """One question of 1 to 500 characters that holds at least one letter or digit; `follows` is the question that it follows up."""

    question = forms.CharField(
        max_length=LONGEST_QUESTION,
        error_messages={
            "required": _("Type a question first."),
            "max_length": _(
                "A question may have up to %(limit_value)d characters; this one has %(show_value)d. Shorten it and ask again."
            ),
            "null_characters_not_allowed": _("This is not text. Type the question in words."),
        },
    )

    follows = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def clean_question(self) -> str:
        """The question on one line. Raises ValidationError for bytes that are no text and for pictures alone."""
        text: str = self.cleaned_data["question"]
        if any(_is_no_text(character) for character in text):
            raise forms.ValidationError(_("This is not text. Type the question in words."))
        if not any(character.isalnum() for character in text):
            raise forms.ValidationError(_("There are no words in this question. Type it in Chinese or English."))
        return " ".join(text.split())


class SqlForm(forms.Form):
    """A statement that a person edited; the guard says whether it may run."""

    sql = forms.CharField(
        max_length=LONGEST_SQL,
        error_messages={
            "required": _("There is no SQL to run. Open the earlier question again to get it back."),
            "max_length": _("This SQL is too long. Shorten it and run it again."),
        },
    )


def values_of(posted: dict[str, str]) -> dict[str, str]:
    """The edited chips among the posted fields: v1, v2, … with their texts, each cut at 200 characters."""
    return {
        name: text.strip()[:LONGEST_VALUE]
        for name, text in posted.items()
        if name[:1] == "v" and name[1:].isdigit() and text.strip()
    }


def _is_no_text(character: str) -> bool:
    """Control characters, halves of surrogate pairs and the mark of undecodable bytes."""
    return (unicodedata.category(character) in {"Cc", "Cs"} and character not in _SPACES) or character == "\ufffd"


TAKEN_BACK = "none"


class FeedbackForm(forms.Form):
    """«Right» or «wrong», the latter perhaps with a short comment; or neither any more."""

    verdict = forms.ChoiceField(choices=[*Feedback.Verdict.choices, (TAKEN_BACK, "")])
    comment = forms.CharField(
        max_length=LONGEST_COMMENT,
        required=False,
        error_messages={
            "max_length": _("A comment may have up to %(limit_value)d characters."),
            "null_characters_not_allowed": _("This is not text."),
        },
    )


class ReviewForm(forms.Form):
    """What a reviewer says of an example, and the list to go back to."""

    state = forms.ChoiceField(choices=Example.State.choices)
    back = forms.ChoiceField(choices=Example.State.choices, required=False)
