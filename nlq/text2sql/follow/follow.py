"""A follow-up, the plan that it edits, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from crm.models import User
from nlq.models import Question
from nlq.text2sql import keeping, replies
from nlq.text2sql.follow import conditions, said, shape
from nlq.text2sql.follow.cues import NAMED, parse
from nlq.text2sql.follow.edit import (
    Drop,
    Edit,
    Figure,
    Group,
    InCurrency,
    Keep,
    Lead,
    Limit,
    Rows,
    Show,
    Sort,
    Tested,
    Turn,
)
from nlq.text2sql.follow.heard import Heard, hear
from nlq.text2sql.follow.turn import turn
from nlq.text2sql.link import link
from nlq.text2sql.linked import Linked, Value
from nlq.text2sql.plan import Plan
from nlq.text2sql.plan import parse as parse_plan
from nlq.text2sql.planners.refusals import spoken_for

LONGEST_ZH, LONGEST_EN = 12, 8
STARTS = re.compile(
    r"^\s*(?:只|仅|其中|那|换|改|再|去掉|不限|除|按|and\b|only\b|just\b|what about\b|how about\b|without\b|except\b|same\b)"
)


@dataclass(frozen=True)
class Followed:
    """The edited plan over `values` (the previous ones and the new ones, no name twice) and, in sentences, what changed.

    `linked` is the follow-up itself: names that fit several records or none are asked about before anything runs.
    `doubtful`: the words could have meant something else.
    """

    plan: Plan
    values: Mapping[str, Value]
    changes: tuple[str, ...]
    linked: Linked
    doubtful: bool = False


@dataclass
class _Editing:
    """The plan on its way through the edits."""

    plan: Plan
    values: dict[str, Value]
    doubtful: bool
    changes: list[str] = field(default_factory=list)


def follow(
    text: str, previous: Question | tuple[Plan, Mapping[str, Value]], *, user: User, language: str, today: date
) -> Followed | None:
    """The previous question's plan as `text` edits it; None where the text is a question of its own, or no edit of that
    plan, or where the previous question has no plan (SQL that a person wrote).
    """
    before = _previous(previous)
    if before is None:
        return None
    plan, values = before
    linked = _renumbered(link(text, user=user, today=today, language=language), values)
    heard = hear(linked, plan.view)
    if _is_own_question(heard):
        return None
    parsed = parse(heard, plan.view, is_figure=bool(plan.show))
    if parsed is None or _is_refused(text, parsed.edits):
        return None
    state = _Editing(plan, {**values, **linked.values}, parsed.doubtful)
    with replies.language(language):
        for edit in _in_order(_meant(parsed.edits, plan)):
            if not _applied(state, edit, parsed.edits):
                return None
    used = _used(state, linked, parsed.edits)
    return Followed(state.plan, used, tuple(dict.fromkeys(state.changes)), linked, state.doubtful)


def _previous(previous: Question | tuple[Plan, Mapping[str, Value]]) -> tuple[Plan, Mapping[str, Value]] | None:
    if isinstance(previous, tuple):
        return previous
    if previous.plan is None:
        return None
    kept = {data["name"]: keeping.kept_value(data) for data in previous.values}
    return parse_plan(previous.plan), kept


def _renumbered(linked: Linked, before: Mapping[str, Value]) -> Linked:
    """The follow-up's values under names that the previous question has not used."""
    first = max((int(name[1:]) for name in before if name[1:].isdecimal()), default=0)
    values = {}
    for at, value in enumerate(linked.values.values(), first + 1):
        values[f"v{at}"] = replace(value, name=f"v{at}")
    shifted = re.sub(r":v(\d+)(?= <)", lambda found: f":v{int(found[1]) + first}", linked.text)
    return replace(linked, values=values, text=shifted)


def _is_own_question(heard: Heard) -> bool:
    """A long text that names records and points at nothing that was found before."""
    if heard.has_anaphor or STARTS.match(heard.text):
        return False
    names_records = any(noun.view for noun in heard.nouns.values())
    is_chinese = re.search(r"[一-鿿]", heard.question) is not None
    size = len(re.sub(r"\s", "", heard.question)) if is_chinese else len(heard.question.split())
    return names_records and size > (LONGEST_ZH if is_chinese else LONGEST_EN)


def _is_refused(text: str, edits: tuple[Edit, ...]) -> bool:
    """Words that speak for a refusal: «change the owner of X to me» asks to write, "add the website" for a column."""
    spoken = spoken_for(text)
    if "write" not in spoken:
        return bool(spoken & {"no_data", "chat", "unsafe"})
    kept = [item for item in edits if isinstance(item, Keep) and item.how != "exclude"]
    return any(value.kind in {"user", *NAMED} for item in kept for value in item.values)


def _meant(edits: tuple[Edit, ...], plan: Plan) -> list[Edit]:
    """The edits as the previous plan makes them mean: «去掉北京» drops a condition, or leaves those rows out."""
    view = next((edit.view for edit in edits if isinstance(edit, Turn)), plan.view)
    result: list[Edit] = []
    for edit in edits:
        if isinstance(edit, Drop) and edit.value is not None and conditions.drop(plan, edit) is None:
            edit = Keep((edit.value,), "exclude")
        if isinstance(edit, Keep) and view == "tasks" and edit.values[0].kind == "code":
            status = edit.values[0].value.get("opportunity_status")
            edit = Tested("undone") if status == "open" else edit
        result.append(edit)
    return result


_ORDER: tuple[type[Any], ...] = (Turn, Drop, Keep, Lead, Tested, Group, Figure, Rows, Show, Sort, Limit, InCurrency)


def _in_order(edits: list[Edit]) -> list[Edit]:
    """Whose rows first, then which, then what is shown of them. Rows beside groups or figures say nothing more."""
    kinds = {type(edit) for edit in edits}
    if Rows in kinds and kinds & {Group, Figure, Turn, Show}:
        edits = [edit for edit in edits if not isinstance(edit, Rows)]
    if {Group, Figure} <= kinds:
        edits = [edit for edit in edits if edit != Figure("count")] + [e for e in edits if e == Figure("count")]
    return sorted(edits, key=lambda edit: _ORDER.index(type(edit)))


def _applied(state: _Editing, edit: Edit, edits: tuple[Edit, ...]) -> bool:
    match edit:
        case Keep() | Lead() | Tested() | Drop():
            return _conditions(state, edit)
        case Turn():
            return _turned(state, edit, edits)
        case InCurrency(value):
            state.changes.append(said.currency(value))
            return True
        case _:
            return _shaped(state, edit)


def _conditions(state: _Editing, edit: Keep | Lead | Tested | Drop) -> bool:
    match edit:
        case Keep():
            change = conditions.keep(state.plan, edit)
        case Lead():
            change = conditions.lead(state.plan, edit)
        case Tested():
            change = conditions.tested(state.plan, edit)
        case Drop():
            change = conditions.drop(state.plan, edit)
    if change is None:
        return False
    state.values |= {value.name: value for value in change.values}
    excluded = isinstance(edit, Keep) and edit.how == "exclude"
    state.changes += said.conditions(state.plan.view, change, state.values, excluded=excluded)
    state.changes += _said_of_groups(state, change.plan)
    state.plan, state.doubtful = change.plan, state.doubtful or change.doubtful
    return True


def _said_of_groups(state: _Editing, after: Plan) -> list[str]:
    """What a condition changed beyond the rows: the groups, or which of them are shown."""
    lines = [said.chosen(after.view, item, state.values) for item in after.having if item not in state.plan.having]
    if after.by != state.plan.by:
        lines.append(said.grouped(after.view, after.by) if after.by else said.ungrouped())
    return lines


def _turned(state: _Editing, edit: Turn, edits: tuple[Edit, ...]) -> bool:
    kinds = {value.kind for item in edits if isinstance(item, Keep) for value in item.values}
    qualities = bool(kinds & {"span"}) or any(isinstance(item, Lead) and item.value is None for item in edits)
    turned = turn(state.plan, edit, has_qualities=qualities)
    if turned is None:
        return False
    state.plan = turned.plan
    state.changes.append(said.turned(edit.view))
    if turned.narrower:
        state.changes.append(said.cut_lost())
        state.doubtful = True
    return True


def _shaped(state: _Editing, edit: Edit) -> bool:
    plan = _new_shape(state.plan, edit)
    if plan is None:
        return False
    state.changes += _said_of_shape(state.plan, plan, edit)
    state.doubtful = state.doubtful or (isinstance(edit, Figure) and edit.function == "part" and not plan.by)
    state.plan = plan
    return True


def _new_shape(plan: Plan, edit: Edit) -> Plan | None:
    match edit:
        case Group():
            return shape.group(plan, edit)
        case Figure():
            return shape.figure(plan, edit)
        case Rows():
            return shape.rows(plan)
        case Sort():
            return shape.sort(plan, edit)
        case Limit():
            return shape.limit(plan, edit)
        case Show():
            return shape.show(plan, edit)
        case _:
            return None


def _said_of_shape(before: Plan, after: Plan, edit: Edit) -> list[str]:
    match edit:
        case Group():
            return [said.grouped(after.view, after.by)]
        case Figure():
            return [said.figures(after.view, after.show)]
        case Sort():
            return [said.ordered(after.view, after.order, turned_round=edit.reverse)]
        case Limit():
            order = [] if before.order else [said.ordered(after.view, after.order, turned_round=False)]
            return [*order, said.limited(edit.value)]
        case Show():
            shown = before.columns or shape.usual_columns(before)
            return [said.columns_added(after.view, tuple(item for item in after.columns if item not in shown))]
        case _:
            return [said.listed()]


def _used(state: _Editing, linked: Linked, edits: tuple[Edit, ...]) -> dict[str, Value]:
    """The values that the plan names, and a currency that was asked for."""
    named = set(re.findall(r":(v\d+)", repr(state.plan)))
    currencies = {edit.value.name for edit in edits if isinstance(edit, InCurrency)}
    kept_currencies = {} if currencies else {n: v for n, v in state.values.items() if v.kind == "currency"}
    return {n: v for n, v in state.values.items() if n in named or n in currencies or n in kept_currencies}
