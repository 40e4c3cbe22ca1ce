"""What the guard says: SafeQuery or Refused, and the sentence of every rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from sqlglot import exp

from nlq.errors import GuardRefusal, Sentence

RULES: Final[dict[str, Sentence]] = {
    "empty": _("There is no SQL here. Write one SELECT over the views."),
    "text-length": _("The SQL is too long. Write a shorter query."),
    "text-control": _("The SQL holds characters that cannot be seen. Type it again instead of pasting it."),
    "text-escape": _("Escaped strings and names (E'…', U&'…', B'…', X'…') are not allowed. Write the text plainly."),
    "text-dollar-quote": _("Dollar quotes are not allowed. Use single quotes."),
    "text-comment": _("A comment inside a comment, or one that does not end, is not allowed. Take it out."),
    "text-quote": _("A quotation mark is not closed. Close it."),
    "text-depth": _("The brackets are nested too deeply. Write a simpler query."),
    "text-tokens": _("The query has too many parts. Write a simpler one."),
    "syntax": _("This is not SQL that Postgres can read. Check the spelling."),
    "stacked": _("Only one statement can run at a time. Keep the SELECT and take out the rest."),
    "statement": _("Only a SELECT may run here: the data cannot be changed from a question."),
    "construct": _("This part of SQL is not allowed here: {detail}. Leave it out."),
    "lock": _("Rows cannot be locked from a question. Leave FOR UPDATE or FOR SHARE out."),
    "into": _("A question cannot write a table. Leave INTO out."),
    "sample": _("TABLESAMPLE is not allowed. Use LIMIT."),
    "recursion": _("Recursive queries are not allowed."),
    "row": _("Rows as values are not allowed. Name the columns one by one."),
    "function": _("The function {detail} is not allowed here."),
    "type": _("The type {detail} is not allowed here."),
    "pattern": _("This pattern is too long or too involved. Use LIKE with % instead."),
    "placeholder": _("The value {detail} is not one of this question's values."),
    "catalogue": _("Only the views of this product can be read, not {detail}."),
    "view": _("There is no view {detail}."),
    "view-near": _("There is no view {detail}. Did you mean {nearest}?"),
    "name": _("The name {detail} already means something else. Choose another one."),
    "column": _("There is no column {detail}."),
    "column-near": _("There is no column {detail}. Did you mean {nearest}?"),
    "column-ambiguous": _("The column {detail} is in more than one of these views. Write the view before it."),
    "system-column": _("The system column {detail} cannot be read."),
    "whole-row": _("{detail} stands for a whole row here. Name the columns one by one."),
    "set-width": _("Both sides of a UNION need the same number of columns."),
    "cross-join": _(
        "{detail} is joined without a condition, which multiplies the rows. Add a condition such as a.id = b.id."
    ),
    "joins": _("The query joins too many views. Ask for fewer things at once."),
    "growth": _("The query joins or replaces texts too many times. Write a simpler one."),
    "series": _("generate_series is only allowed in FROM, between two fixed bounds, for at most {detail} rows."),
    "search": _("search_notes is only allowed in FROM, with one text."),
    "limit": _("LIMIT and OFFSET need a plain number that is not too large."),
    "star-without-limit": _("SELECT * over a whole view needs a WHERE or a LIMIT, or the names of the columns."),
}


@dataclass(frozen=True)
class SafeQuery:
    """A statement that may run.

    `sql` is printed from `tree`: views are written `analyst.<view>`, values `:v1`. `columns` are the result's
    names in order. `limit` is the number of rows that the statement itself stops at; None where a placeholder
    decides. `capped`: the guard added or lowered that number. `placeholders`: the names in order of appearance.
    """

    sql: str
    tree: exp.Query
    columns: tuple[str, ...]
    limit: int | None
    capped: bool
    placeholders: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """A statement that may not run: the rule's name, a sentence in the reader's language, and the place."""

    rule: str
    message: Sentence
    detail: str = ""


def refused(refusal: GuardRefusal) -> Refused:
    """The verdict for a refusal raised inside the guard; the sentence is filled in when it is read."""
    near = f"{refusal.rule}-near"
    rule = near if refusal.nearest and near in RULES else refusal.rule
    return Refused(refusal.rule, _filled(rule, refusal.detail, refusal.nearest), refusal.detail)


def _fill(rule: str, detail: str, nearest: str) -> str:
    parts = {"detail": detail, "nearest": nearest}
    return re.sub(r"\{(\w+)\}", lambda found: parts[found.group(1)], str(RULES[rule]))


_filled = lazy(_fill, str)
