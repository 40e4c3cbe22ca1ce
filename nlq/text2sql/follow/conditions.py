"""Conditions of a plan, added, replaced and dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from nlq.text2sql.follow import slots
from nlq.text2sql.follow.edit import Drop, Keep, Lead, Tested
from nlq.text2sql.follow.nouns import Noun, column_of, is_column
from nlq.text2sql.follow.slots import family, related_view, routes
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import About, Compare, Condition, Every, Having, Measure, Operand, Plan, Related, Test

# Views whose rows are about others: a quality of those is perhaps not what was meant.
FAR = frozenset({"people", "interactions", "tasks", "notes", "funds"})
NARROWING = frozenset({"=", "in"})
UPWARD, DOWNWARD = frozenset({">", ">="}), frozenset({"<", "<="})
# What may be meant by one more name: another party beside the first. Anything else can only take its place.
BESIDE = frozenset({"investor", "company", "person", "fund", "title"})


@dataclass(frozen=True)
class Change:
    """A plan after one edit: the condition that came, those that went, values as they stand in it now."""

    plan: Plan
    came: tuple[Condition, ...] = ()
    went: tuple[Condition, ...] = ()
    values: tuple[Value, ...] = ()
    doubtful: bool = False
    view: str = ""  # of the conditions' columns, where it is not the plan's


def keep(plan: Plan, edit: Keep) -> Change | None:
    """The plan with the values of a `Keep`; None where no column of its rows or of related ones can hold them."""
    if edit.how != "exclude" and (swapped := _swapped(plan, edit)) is not None:
        return swapped
    found = _condition(plan, edit)
    if found is None:
        return _on_figures(plan, edit)
    condition, values, doubtful = found
    if edit.how == "exclude":
        condition = _negated(condition)
    return Change(added(plan, condition), (condition,), (), values, doubtful)


def _condition(plan: Plan, edit: Keep) -> tuple[Condition, tuple[Value, ...], bool] | None:
    """The condition on the view, or on the nearest relation that can hold it."""
    if (about := _about(plan, edit)) is not None:
        return about, edit.values, False
    used = slots.named_columns(plan)
    if (own := _joined(plan.view, edit, used)) is not None:
        return own[0], own[1], edit.values[0].kind == "money" and not edit.op
    for relation in routes(plan.view, plan):
        inner = _joined(related_view(plan.view, relation), edit, frozenset())
        if inner is not None:
            is_named = any(isinstance(item, Related) and item.relation == relation for item in plan.where)
            doubtful = not is_named and (edit.values[0].kind == "span" or plan.view in FAR)
            return Related("has", relation, (inner[0],)), inner[1], doubtful
    return None


def _about(plan: Plan, edit: Keep) -> Condition | None:
    if edit.values[0].kind != "text":
        return None
    about = About(f":{edit.values[0].name}")
    return about if plan.view in ("notes", "interactions") else Related("has", "notes", (about,))


def _joined(view: str, edit: Keep, used: frozenset[str]) -> tuple[Compare, tuple[Value, ...]] | None:
    """One comparison for all values of the edit, as the view's own column takes them."""
    found = [slots.own_slot(view, value, edit.op, edit.noun, used) for value in edit.values]
    kept = [slot for slot in found if slot is not None]
    if not kept or len(kept) < len(found):
        return None
    first = kept[0].condition
    values = tuple(slot.value for slot in kept)
    if len(kept) == 1:
        return first, values
    return Compare(first.column, "in", tuple(slot.condition.operand for slot in kept)), values


def _on_figures(plan: Plan, edit: Keep) -> Change | None:
    """«三笔以上»: of groups those whose figure fits; of records those whose stored count does."""
    value = edit.values[0]
    if value.kind != "number" or edit.noun is not None or not edit.op:
        return None
    if plan.by:
        having = Having(plan.show[0], edit.op, f":{value.name}")
        return Change(replace(plan, having=(*plan.having, having)), (), (), (value,))
    count = {"investors": "deal_count", "companies": "round_count"}.get(plan.view)
    if count is None:
        return None
    condition = Compare(count, edit.op, f":{value.name}")
    return Change(added(plan, condition), (condition,), (), (value,), doubtful=True)


def added(plan: Plan, condition: Condition) -> Plan:
    """The plan with one condition more; one on related rows joins what is already asked of them."""
    if isinstance(condition, Related) and condition.how == "has" and not condition.op:
        for at, item in enumerate(plan.where):
            if isinstance(item, Related) and _same_rows(item, condition):
                merged = replace(item, where=(*item.where, *condition.where))
                return replace(plan, where=(*plan.where[:at], merged, *plan.where[at + 1 :]))
    if condition in plan.where:
        return plan
    return replace(plan, where=(*plan.where, condition))


def _same_rows(item: Related, new: Related) -> bool:
    """Whether both speak of one related row: no column is named by both."""
    if (item.how, item.relation, item.op) != ("has", new.relation, ""):
        return False
    named = {one.column for one in item.where if isinstance(one, (Compare, Test))}
    return not named & {one.column for one in new.where if isinstance(one, (Compare, Test))}


def _negated(condition: Condition) -> Condition:
    match condition:
        case Related("has", relation, where):
            return Related("lacks", relation, where)
        case Compare(column, "=", operand):
            return Compare(column, "!=", operand)
        case Compare(column, "in", operand) if isinstance(operand, tuple):
            return Compare(column, "not in", operand)
        case _:
            return Every("not", (condition,))


# In the place of another --------------------------------------------------------------------------------------------
def _swapped(plan: Plan, edit: Keep) -> Change | None:
    """The plan with the values in place of those that it has for the same thing; None where it has none."""
    meant = frozenset().union(*(slots.families(value) for value in edit.values))
    if edit.noun is not None:
        meant = slots.column_families(plan.view, edit.noun)
    if edit.how == "restrict" and meant & BESIDE and edit.values[0].kind != "group":
        return None
    went: list[tuple[str, Compare]] = []

    def swap(view: str, item: Condition) -> Condition | None:
        if not isinstance(item, Compare) or not _replaceable(view, item, meant, edit):
            return item
        went.append((view, item))
        return _with_values(item, edit)

    result = replace(plan, where=edited(plan.view, plan.where, swap))
    if not went:
        result = replace(plan, show=tuple(_measure_edited(plan.view, item, swap) for item in plan.show))
    if not went:
        return None
    values = tuple(_as_at(went[0][0], went[0][1], value) for value in edit.values)
    came = _with_values(went[0][1], edit)
    several = len({item.operand for _, item in went}) > 1
    return Change(result, (came,), tuple(item for _, item in went), values, several, went[0][0])


def _replaceable(view: str, item: Compare, meant: frozenset[str], edit: Keep) -> bool:
    if family(view, item.column) not in meant or (isinstance(item.operand, str) and item.operand.startswith(".")):
        return False
    if edit.values[0].kind in ("money", "percent", "number"):
        return not edit.op or {item.op, edit.op} <= UPWARD or {item.op, edit.op} <= DOWNWARD
    return edit.how == "replace" or item.op in NARROWING


def _with_values(item: Compare, edit: Keep) -> Compare:
    operand: Operand = tuple(f":{value.name}" for value in edit.values)
    op = edit.op or item.op
    if len(edit.values) > 1:
        return Compare(item.column, "not in" if op in ("!=", "not in") else "in", operand)
    is_list = isinstance(item.operand, tuple)
    op = {"in": "=", "not in": "!="}.get(op, op) if is_list else op
    return Compare(item.column, op, operand[0])


def _as_at(view: str, item: Compare, value: Value) -> Value:
    """An organisation that is investor and company alike, as the column means it."""
    if value.kind != "org":
        return value
    kind = "company" if family(view, item.column) == "company" else "investor"
    return replace(value, kind=kind, value=value.value[kind])


Swap = Callable[[str, Condition], Condition | None]


def edited(view: str, conditions: tuple[Condition, ...], swap: Swap) -> tuple[Condition, ...]:
    """The conditions with each comparison and test as `swap` gives it; None takes it out, and what is empty then."""
    result = []
    for item in conditions:
        one: Condition | None
        match item:
            case Every(op, items):
                inner = edited(view, items, swap)
                one = Every(op, inner) if inner else None
            case Related(how, relation, where, op, number):
                inner = edited(related_view(view, relation), where, swap)
                one = Related(how, relation, inner, op, number) if inner or op or not where else None
            case _:
                one = swap(view, item)
        if one is not None:
            result.append(one)
    return tuple(result)


def _measure_edited(view: str, item: Measure, swap: Swap) -> Measure:
    inner = tuple(_measure_edited(view, one, swap) for one in item.of)
    return replace(item, where=edited(view, item.where, swap), of=inner)


# Without, with a test, with a lead ----------------------------------------------------------------------------------
def drop(plan: Plan, edit: Drop) -> Change | None:
    """The plan without its conditions on the noun, or on the value; None where it has none."""
    meant = slots.families(edit.value) if edit.value else slots.column_families(plan.view, edit.noun or Noun())
    went: list[tuple[str, Condition]] = []

    def without(view: str, item: Condition) -> Condition | None:
        if isinstance(item, (Compare, Test)) and family(view, item.column) in meant:
            went.append((view, item))
            return None
        return item

    result = replace(plan, where=edited(plan.view, plan.where, without))
    if not went and plan.by and edit.noun is not None:
        kept = tuple(key for key in plan.by if family(plan.view, key.column) not in meant)
        return Change(replace(plan, by=kept, order=(), limit=None)) if len(kept) < len(plan.by) else None
    return Change(result, (), tuple(item for _, item in went), view=went[0][0]) if went else None


def lead(plan: Plan, edit: Lead) -> Change | None:
    """Rounds that were led: by the investor who is asked about, by the one that is named, or by anyone."""
    test = Test("is_lead", "yes" if edit.yes else "no")
    if edit.value is not None:
        slot = slots.own_slot("investments", edit.value, "", None, frozenset())
        if slot is None or slot.condition.column != "investor":
            return None
        return _led_by(plan, edit.yes, slot.condition, slot.value)
    if plan.view == "investments":
        return Change(added(plan, test), (test,))
    if "investments" not in slots.ROUTES.get(plan.view, ()):
        return None
    for at, item in enumerate(plan.where):
        if isinstance(item, Related) and item.relation == "investments" and item.how == "has":
            inner = replace(item, where=(*(one for one in item.where if not _is_lead(one)), test))
            return Change(
                replace(plan, where=(*plan.where[:at], inner, *plan.where[at + 1 :])), (test,), view="investments"
            )
    condition = Related("has" if edit.yes else "lacks", "investments", (Test("is_lead", "yes"),))
    return Change(added(plan, condition), (condition,))


def _led_by(plan: Plan, yes: bool, investor: Condition, value: Value) -> Change | None:
    both = (investor, Test("is_lead", "yes"))
    if plan.view == "investments" and yes:
        return Change(replace(plan, where=(*plan.where, *both)), both, (), (value,))
    if "investments" not in slots.ROUTES.get(plan.view, ()):
        return None
    condition = Related("has" if yes else "lacks", "investments", both)
    return Change(replace(plan, where=(*plan.where, condition)), (condition,), (), (value,))


def _is_lead(item: Condition) -> bool:
    return isinstance(item, Test) and item.column == "is_lead"


def tested(plan: Plan, edit: Tested) -> Change | None:
    """Rows whose column is empty or filled; late, done or never contacted ones."""
    found = _column_test(plan, edit.test, edit.noun) if edit.noun is not None else _named_test(plan, edit.test)
    if edit.value is not None:
        found = _quiet(plan, edit.test, edit.value)
    if not found:
        return None
    named = {item.column for item in plan.where if isinstance(item, (Compare, Test))}
    new = tuple(item for item in found if not (len(found) > 1 and _column(item) in named))
    for condition in new:
        plan = added(plan, condition)
    return Change(plan, new)


def _column(item: Condition) -> str:
    return item.column if isinstance(item, (Compare, Test)) else ""


def _column_test(plan: Plan, test: str, noun: Noun) -> tuple[Condition, ...]:
    column = column_of(plan.view, noun)
    if column is not None:
        return (Test(column, test),)
    for relation in routes(plan.view, plan):
        if (inner := column_of(related_view(plan.view, relation), noun)) is not None:
            return (Related("has" if test == "filled" else "lacks", relation, (Test(inner, "filled"),)),)
    return ()


def _quiet(plan: Plan, test: str, value: Value) -> tuple[Condition, ...]:
    """No contact in the period: the last one before it, or perhaps none at all."""
    if plan.view == "companies":
        return (Related("lacks", "interactions", (Compare("happened_on", "in", f":{value.name}"),)),)
    if not is_column(plan.view, "last_interaction_on"):
        return ()
    before = Compare("last_interaction_on", "<", f":{value.name}")
    if test == "quiet":
        return (before,)
    return (Every("or", (before, Test("last_interaction_on", "empty"))),)


def _named_test(plan: Plan, test: str) -> tuple[Condition, ...]:
    match test, plan.view:
        case "overdue", "tasks":
            return Test("is_done", "no"), Compare("due_on", "<", ":today")
        case "overdue", "opportunities":
            return Compare("status", "=", "open"), Compare("expected_close_on", "<", ":today")
        case (("done" | "undone"), "tasks"):
            return (Test("is_done", "yes" if test == "done" else "no"),)
        case "untouched", view if is_column(view, "last_interaction_on"):
            return (Test("last_interaction_on", "empty"),)
        case "untouched", "companies":
            return (Related("lacks", "interactions", ()),)
        case _:
            return ()
