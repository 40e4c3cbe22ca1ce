"""What is said where there is no answer: a question back, a refusal with its reason, the nearest answerable questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from nlq.suggestions import SUGGESTIONS
from nlq.text2sql.answer import Answer
from nlq.text2sql.linked import Linked

MOST = 3

REASONS = {
    "write": gettext_lazy(
        "Questions only read: nothing is changed, sent or deleted from here. Open the record to change it."
    ),
    "no_data": gettext_lazy("Your records do not hold what this question asks for."),
    "chat": gettext_lazy("Ask about your investors, companies, deals, meetings, pipeline, tasks or notes."),
    "unsafe": gettext_lazy("This asks for something that questions never show."),
    "vague": gettext_lazy("It is not clear what is meant. Name a record, a period or a figure."),
    "unsure": gettext_lazy("This question is not understood well enough to show an answer. Put it more simply."),
}

# Answerable questions about a linked value, per kind and language.
ABOUT = {
    "zh": {
        "investor": ("{0}投过哪些公司", "{0}最近一次联络是什么时候", "和{0}合投最多的机构有哪些"),
        "company": ("{0}的历轮融资", "{0}的投资方有哪些", "最近和{0}的沟通记录"),
        "industry": ("近三年{0}每年的融资总额", "{0}行业最活跃的10家机构", "{0}行业累计融资额前10的公司"),
        "place": ("{0}的公司有哪些", "{0}的机构有哪些", "近三年{0}的融资笔数"),
    },
    "en": {
        "investor": (
            "Which companies has {0} invested in?",
            "When was the last contact with {0}?",
            "Who co-invests most with {0}?",
        ),
        "company": ("All rounds of {0}", "Who has invested in {0}?", "Latest interactions with {0}"),
        "industry": (
            "Total raised in {0} per year over the last three years",
            "The 10 most active investors in {0}",
            "The 10 {0} companies that raised the most",
        ),
        "place": ("Companies in {0}", "Investors in {0}", "Number of deals in {0} over the last three years"),
    },
}


@contextmanager
def language(code: str) -> Iterator[None]:
    """Sentences in the reader's language ("zh" or "en")."""
    with override("zh-hans" if code.startswith("zh") else "en"):
        yield


def before_planning(linked: Linked) -> Answer | None:
    """A question back, or a refusal, where the links already show that no plan can be right."""
    if linked.impossible_dates:
        reason = _("The date «%(words)s» does not exist. Correct it and ask again.") % {
            "words": linked.impossible_dates[0]
        }
        return Answer(None, linked.question, "refused", reason=reason)
    for ambiguity in linked.ambiguities:
        reason = _("«%(words)s» fits several records. Which one do you mean?") % {"words": ambiguity.words}
        options = tuple(linked.question.replace(ambiguity.words, name, 1) for name in ambiguity.options[:MOST])
        return Answer(None, linked.question, "clarify", reason=reason, options=options)
    for unknown in linked.unknown_names:
        return _unknown(linked, unknown.words, unknown.options)
    return None


def _unknown(linked: Linked, words: str, nearest: tuple[str, ...]) -> Answer:
    if not nearest:
        reason = _("There is no record named «%(words)s». Check the name and ask again.") % {"words": words}
        return Answer(None, linked.question, "refused", reason=reason, nearest=nearest_questions(linked))
    reason = _("There is no record named «%(words)s». Did you mean one of these?") % {"words": words}
    options = tuple(linked.question.replace(words, name, 1) for name in nearest[:MOST])
    return Answer(None, linked.question, "clarify", reason=reason, options=options)


def refused(linked: Linked, reason: str) -> Answer:
    """A refusal with its reason in the reader's words and, but for small talk and attacks, the nearest questions."""
    nearest = () if reason in ("write", "unsafe") else nearest_questions(linked)
    return Answer(None, linked.question, "refused", reason=str(REASONS[reason]), nearest=nearest)


def nearest_questions(linked: Linked) -> tuple[str, ...]:
    """Up to three answerable questions, filled with the linked values; general ones where nothing was linked."""
    templates = ABOUT[linked.language]
    for value in linked.values.values():
        kind = "investor" if value.kind == "org" else value.kind
        if kind in templates:
            return tuple(text.format(value.words) for text in templates[kind])[:MOST]
    return SUGGESTIONS[linked.language][:MOST]


def too_long() -> str:
    """The sentence for a question that the model cannot read as a whole."""
    return _("This question is too long to be understood at once. Ask for one thing at a time.")


def does_not_fit() -> str:
    """The sentence for a plan whose values do not fit its columns."""
    return _("These values do not fit the question. Change them, or ask in other words.")
