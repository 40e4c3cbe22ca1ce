"""An example as a reviewer reads it: the question with its kinds of values, the plan in lines, a sentence with sample values.

No value of anybody's question is kept, so that none is shown: samples are made up from the kinds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext

from crm import codes
from nlq.memory.patterns import VALUE
from nlq.text2sql.chips import LABELS
from nlq.text2sql.compile import Compiled, compile_plan
from nlq.text2sql.guard import Refused, check
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import PlanError, parse
from nlq.text2sql.restate import restate

SAMPLES: Mapping[str, Any] = {
    "money": (Decimal(100_000_000), None),
    "number": Decimal(5),
    "percent": Decimal(30),
    "currency": "USD",
}
NAMED_LISTS = ("industry", "title", "phase")
# Periods by their tags: some tell which ends are open, or that the words name a mere length.
PERIODS = frozenset({"span", "length", "from", "until"})


@dataclass(frozen=True)
class Piece:
    """A stretch of a question's words, or in its place a value of the kind that `label` names."""

    text: str
    label: str = ""


def pieces(pattern: str) -> tuple[Piece, ...]:
    """The pattern in stretches, the kinds' labels in the reader's language; the words of codes stay."""
    found: list[Piece] = []
    at = 0
    for value in VALUE.finditer(pattern):
        found.append(Piece(pattern[at : value.start()].strip()))
        found.append(Piece(f":{value.group(1)}", _label(_kind(value.group(2)))))
        at = value.end()
    found.append(Piece(pattern[at:].strip()))
    return tuple(piece for piece in found if piece.text)


def _kind(tag: str) -> str:
    """The kind of linked value that a tag stands for: what is no kind's name is one or several code lists."""
    if tag in PERIODS:
        return "span"
    return tag if tag in LABELS or tag in NAMED_LISTS else "code"


def _label(kind: str) -> str:
    return str(pgettext("job", "title") if kind == "title" else LABELS[kind])


def plan_lines(plan: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The plan's fields in the order of the plan's own documentation, each with its content as words in brackets."""
    fields = [
        name for name in ("from", "where", "columns", "show", "by", "having", "order", "limit", "per") if name in plan
    ]
    return tuple((name, _field(plan[name])) for name in fields)


def _field(value: Any) -> str:
    return " · ".join(map(_words, value)) if isinstance(value, list) else str(value)


def _words(node: Any) -> str:
    if not isinstance(node, list):
        return node if isinstance(node, str) else json.dumps(node, ensure_ascii=False)
    return " ".join(f"({_words(item)})" if isinstance(item, list) else _words(item) for item in node)


def sentence(pattern: str, plan: Mapping[str, Any], language: str, today: date) -> str:
    """The restatement with sample values, in `language` («zh» or «en»); "" for a plan that no longer fits the records."""
    try:
        compiled = compiled_sample(pattern, plan, today)
    except (PlanError, KeyError):
        return ""
    query = check(compiled.sql, parameters=tuple(compiled.params))
    return "" if isinstance(query, Refused) else restate(query, compiled.params, language, today)


def compiled_sample(pattern: str, plan: Mapping[str, Any], today: date) -> Compiled:
    """The plan compiled over sample values. Raises PlanError or KeyError where it does not fit pattern or records."""
    values = sample_values(pattern, today)
    return compile_plan(parse(plan), values, today=today, currency="CNY")


def sample_values(pattern: str, today: date) -> dict[str, Value]:
    """A made-up value for each placeholder of the pattern, named after its kind."""
    found = {}
    for item in VALUE.finditer(pattern):
        name, tag = item.groups()
        kind = _kind(tag)
        words = pattern[: item.start()].rstrip()
        found[name] = Value(name, kind, _sample(kind, tag, words, today), f":{name}", years=0)
    return found


def _sample(kind: str, tag: str, words: str, today: date) -> Any:
    label = f"〈{_label(kind)}〉"
    if kind == "code":
        return {one: _code(one, words) for one in tag.split("|")}
    if kind == "span":
        first = date(today.year, 1, 1)
        return {"until": (None, first), "from": (first, None)}.get(tag, (first, today))
    if kind == "org":
        return {"investor": label, "company": label}
    if kind == "place":
        return (label, "province")
    return (label,) if kind in NAMED_LISTS else SAMPLES.get(kind, label)


def _code(code_list: str, words: str) -> str:
    """The code that the last of the words name; the list's first where none does. Raises KeyError for no list."""
    said = [
        (len(word), item.code)
        for item in codes.CODES[code_list]
        for word in item.words
        if words.lower().endswith(word.lower())
    ]
    return max(said)[1] if said else codes.CODES[code_list][0].code
