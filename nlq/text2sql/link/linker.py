"""A question's words -> typed values, by the names, codes, numbers and dates that the records and the day give."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from crm.models import User
from crm.names.resolver import NameIndex
from crm.names.stored import name_index
from nlq.text2sql.link import mentions
from nlq.text2sql.link.mentions import Mention
from nlq.text2sql.link.sought import sought
from nlq.text2sql.link.unknown import unknown_names
from nlq.text2sql.linked import PLACEHOLDER, Ambiguity, Linked, Value


def link(
    question: str,
    *,
    user: User,
    today: date,
    language: str = "zh",
    index: NameIndex | None = None,
    quoted: Collection[str] = (),
) -> Linked:
    """Links the question for `user` on `today`. `index` is the user's names, looked up when not given; `quoted` are
    words of the question that are known to be searched for as they stand.
    """
    names = index or name_index(user)
    possible = [
        *mentions.texts(question, quoted),
        *mentions.phases(question),
        *mentions.names(question, names),
        *mentions.values(question, today),
        *mentions.codes(question),
        *mentions.words(question),
        *mentions.me(question, user.username),
    ]
    found = mentions.chosen(possible)
    linked = _linked(question, found, names, user, today, language)
    if quoted or any(mention.kind == "text" for mention in found):
        return linked
    strange = sought(question, [(m.start, m.end, m.kind) for m in found])
    if not strange:
        return linked
    again = mentions.chosen([*mentions.texts(question, strange), *possible])
    return replace(linked, others=(_linked(question, again, names, user, today, language),))


def _linked(question: str, found: list[Mention], names: NameIndex, user: User, today: date, language: str) -> Linked:
    values = {f"v{number}": _value(question, f"v{number}", item) for number, item in enumerate(found, 1)}
    return Linked(
        question=question,
        text=_masked(question, found),
        values=values,
        today=today,
        asker=user.username,
        language=language,
        currency=_currency(found),
        ambiguities=tuple(Ambiguity(question[m.start : m.end], m.options) for m in found if m.options),
        unknown_names=tuple(unknown_names(question, found, names)),
        impossible_dates=tuple(m.problem for m in found if m.problem),
    )


def _value(question: str, name: str, item: Mention) -> Value:
    words = question[item.start : item.end]
    is_length = item.family == "length"
    return Value(name, item.kind, item.value, words, item.start, item.end, item.is_guess, item.years, is_length)


def _masked(question: str, found: list[Mention]) -> str:
    parts: list[str] = []
    at = 0
    for number, item in enumerate(found, 1):
        parts.append(_plain(question[at : item.start]))
        words = question[item.start : item.end] if item.keeps else ""
        parts.append(f" {words} :v{number} {_value(question, '', item).tag} ")
        at = item.end
    parts.append(_plain(question[at:]))
    return " ".join("".join(parts).split())


def _plain(text: str) -> str:
    """The words without what would read as a placeholder or a tag of ours."""
    return PLACEHOLDER.sub(" ", text)


def _currency(found: list[Mention]) -> str | None:
    """The one currency in which the question speaks of money; None where it names none or several."""
    named = {m.value[1] for m in found if m.kind == "money" and m.value[1]} | {
        m.value for m in found if m.kind == "currency"
    }
    return named.pop() if len(named) == 1 else None
