"""Value chips: what the words were taken for, shown to the asker and open to a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from crm import codes
from crm.models import User
from nlq.errors import AskingError
from nlq.text2sql.answer import Chip
from nlq.text2sql.link import link
from nlq.text2sql.linked import Value

LABELS = {
    "investor": gettext_lazy("investor"),
    "company": gettext_lazy("company"),
    "org": gettext_lazy("organisation"),
    "fund": gettext_lazy("fund"),
    "person": gettext_lazy("person"),
    "group": pgettext_lazy("organisations", "group"),
    "user": gettext_lazy("owner"),
    "industry": gettext_lazy("industry"),
    "place": gettext_lazy("place"),
    "currency": gettext_lazy("currency"),
    "money": gettext_lazy("amount"),
    "number": gettext_lazy("number"),
    "percent": gettext_lazy("percent"),
    "span": gettext_lazy("period"),
    "text": gettext_lazy("words"),
    "phase": gettext_lazy("fund"),
    "code": gettext_lazy("term"),
}
# A changed value may be read as a neighbouring kind.
FAMILIES = ({"investor", "company", "org", "group", "person", "fund"}, {"money", "number", "percent"}, {"span"})


class ValueNotUnderstood(AskingError):
    """A chip was changed to words that are no value of its kind; `detail` holds the words."""

    @property
    def sentence(self) -> str:  # type: ignore[override]
        return _("«%(words)s» is not understood here.") % {"words": self.detail}

    next_step = gettext_lazy("Type a stored name, a number or a period, as in a question.")


def chips_of(values: Mapping[str, Value], params: Mapping[str, Any]) -> tuple[Chip, ...]:
    """A chip for each linked value that the statement binds."""
    bound = {name.split("_")[0] for name in params}
    return tuple(
        Chip(
            value.name,
            value.words,
            str(LABELS.get(value.kind, value.kind)),
            _bound(value, params) or _shown(value),
            value.kind,
        )
        for value in values.values()
        if value.name in bound
    )


def _bound(value: Value, params: Mapping[str, Any]) -> str:
    """A period by the days that ran: «近三年» of a question by year means calendar years."""
    if value.kind != "span":
        return ""
    ends = [params.get(f"{value.name}_{end}") for end in ("from", "to")]
    return f"{ends[0] or '…'} – {ends[1] or '…'}" if any(ends) else ""


def _shown(value: Value) -> str:
    """What the words mean, as a person reads it."""
    match value.kind:
        case "span":
            first, last = value.value
            return f"{first or '…'} – {last or '…'}"
        case "money":
            amount, currency = value.value
            return f"{amount:,.0f} {currency or ''}".strip() if amount is not None else value.words
        case "place":
            return str(value.value[0])
        case "industry" | "title" | "phase":
            return " / ".join(text.strip() for text in value.value)
        case "org":
            return str(value.value["investor"])
        case "code":
            language = get_language() or "en"
            return " / ".join(dict.fromkeys(codes.label(name, code, language) for name, code in value.value.items()))
        case "number" | "percent":
            return f"{value.value.normalize():f}"
        case _:
            return str(value.value)


def changed_values(
    values: Mapping[str, Value], texts: Mapping[str, str], *, user: User, today: date, language: str
) -> dict[str, Value]:
    """The values with those of `texts` read anew. Raises ValueNotUnderstood, KeyError for a chip that is not there."""
    result = dict(values)
    for name, words in texts.items():
        if name in values and words != values[name].words:
            result[name] = _changed(values[name], words, user, today, language)
    return result


def _changed(value: Value, words: str, user: User, today: date, language: str) -> Value:
    if value.kind == "text":
        return replace(value, value=words, words=words)
    for found in link(words, user=user, today=today, language=language).values.values():
        if found.kind == value.kind or any({found.kind, value.kind} <= family for family in FAMILIES):
            return replace(found, name=value.name, words=words)
    raise ValueNotUnderstood(words)
