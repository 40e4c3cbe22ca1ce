"""What a plan shows: groups, figures, rows, order, limit and columns."""

from __future__ import annotations

from dataclasses import replace

from nlq.text2sql.compile.semantics import DEFAULTS, SORTED_BY
from nlq.text2sql.follow import slots
from nlq.text2sql.follow.conditions import added
from nlq.text2sql.follow.edit import Figure, Group, Limit, Show, Sort
from nlq.text2sql.follow.nouns import COUNT, MAIN_AMOUNT, MAIN_COUNT, Noun, column_of, is_column, type_of
from nlq.text2sql.plan import Compare, Condition, Key, Measure, Of, Order, Plan, Related, Test

BESIDE_FIGURE = ("part", "growth", "running")
# What a list is ranked by when the words only say «前十».
RANKED_BY = {**MAIN_AMOUNT, "investors": "deal_count", "people": "last_interaction_on", "interactions": "happened_on",
             "notes": "created_on", "tasks": "due_on"}  # fmt: skip
# Views whose rows say who invested in what: groups by these nouns need them.
BY_PARTY = {"investor": "deals companies investors", "company": "investors"}
# Conditions that mean the same on an investment as on the row they were said of.
CARRIED = {
    "deals": {"place": "place", "industry": "industry", "sub_industry": "sub_industry", "stage": "stage", "announced_on": "announced_on",
              "amount": "deal_amount", "company": "company"},
    "companies": {"place": "place", "industry": "industry", "sub_industry": "sub_industry", "name": "company"},
    "investors": {"name": "investor", "kind": "investor_kind"},
}  # fmt: skip


def group(plan: Plan, edit: Group) -> Plan | None:
    """The plan's figures, or the number of its rows, by the nouns; None where its rows cannot be grouped so."""
    keys: list[Key] = []
    for noun in edit.nouns:
        key = _key(plan.view, noun)
        if key is None and noun.columns and plan.view in BY_PARTY.get(noun.columns[0], "").split():
            plan = _as_investments(plan)
            key = _key(plan.view, noun)
        if key is None:
            return None
        keys.append(key)
    before = plan.by if edit.more else ()
    by = tuple(dict.fromkeys((*before, *keys)))
    shown = tuple(item for item in plan.show if item.function != "each") or (Measure("count"),)
    return replace(plan, columns=(), show=shown, by=by, having=(), order=(), limit=None, per=())


def _key(view: str, noun: Noun) -> Key | None:
    column = column_of(view, noun)
    if column is None or (view == "investments" and column == "name"):
        return None
    if type_of(view, column) == "date" and not noun.bucket:
        return Key(column, "month")
    return Key(column, noun.bucket if type_of(view, column) == "date" else "")


def _as_investments(plan: Plan) -> Plan:
    """The same rounds, one row for each investor in each."""
    carried: list[Condition] = []
    nested: list[Condition] = []
    for item in plan.where:
        moved = _moved(plan.view, item)
        (carried if moved is not None else nested).append(moved or item)
    relation = {"deals": "deals", "companies": "companies", "investors": "investors"}[plan.view]
    where = (*carried, Related("has", relation, tuple(nested))) if nested else tuple(carried)
    show = tuple(_moved_figure(plan.view, item) for item in plan.show)
    return Plan("investments", where, show=show)


def _moved(view: str, item: Condition) -> Condition | None:
    if isinstance(item, (Compare, Test)) and item.column in CARRIED[view]:
        return replace(item, column=CARRIED[view][item.column])
    return None


def _moved_figure(view: str, item: Measure) -> Measure:
    of = tuple(_moved_figure(view, one) for one in item.of)
    return replace(item, column=CARRIED[view].get(item.column, item.column), of=of)


def figure(plan: Plan, edit: Figure) -> Plan | None:
    """Another figure over the same rows and groups; None where the rows have no column for it."""
    if edit.function in BESIDE_FIGURE:
        return _figure_beside(plan, edit.function)
    if edit.function == "":
        return _other_column(plan, edit.noun)
    measure = _measure(plan, edit)
    return _shown(plan, (measure,)) if measure is not None else None


def _measure(plan: Plan, edit: Figure) -> Measure | None:
    column = column_of(plan.view, edit.noun) if edit.noun is not None and edit.noun.columns[0] != COUNT else None
    if edit.function == "count":
        return Measure("count", column or "*")
    if edit.function == "weighted":
        return Measure("weighted", "amount") if plan.view == "opportunities" else None
    if edit.noun is not None and column is None:
        return None
    amounts = [item.column for item in plan.show if item.column != "*"]
    column = column or (amounts[0] if amounts else MAIN_AMOUNT.get(plan.view))
    is_number = column is not None and type_of(plan.view, column) in ("numeric", "integer")
    return Measure(edit.function, column) if column is not None and is_number else None


def _shown(plan: Plan, show: tuple[Measure, ...]) -> Plan:
    """The plan with these figures; groups stay, and so does a ranking by the figure that is replaced."""
    order = tuple(replace(item, by=show[0]) for item in plan.order if isinstance(item.by, Measure)) if plan.by else ()
    limit = plan.limit if order else None
    return replace(plan, columns=(), show=show, having=(), order=order, limit=limit, per=())


def _figure_beside(plan: Plan, function: str) -> Plan | None:
    if function == "part" and not plan.by:
        return _share(plan)
    if not plan.show or any(item.function in BESIDE_FIGURE for item in plan.show):
        return None
    if function != "part" and not any(key.bucket for key in plan.by):
        return None
    return replace(plan, show=(*plan.show, Measure(function, of=(plan.show[0],))))


def _share(plan: Plan) -> Plan | None:
    """«占比»: of all rows of the period, those that fit the last condition."""
    at = _part_at(plan)
    if at is None:
        return None
    whole = (*plan.where[:at], *plan.where[at + 1 :])
    of = plan.show if plan.show and plan.show[0].column != "*" else ()
    return _shown(replace(plan, where=whole), (Measure("share", where=(plan.where[at],), of=of[:1]),))


def _part_at(plan: Plan) -> int | None:
    """Where the last condition stands that is no period."""
    named = [
        at
        for at, item in enumerate(plan.where)
        if not (isinstance(item, Compare) and slots.family(plan.view, item.column) == "date")
    ]
    return named[-1] if named else None


def _other_column(plan: Plan, noun: Noun | None) -> Plan | None:
    """«估值呢» behind an average: the average of that."""
    column = column_of(plan.view, noun) if noun is not None else None
    if column is None or len(plan.show) != 1 or type_of(plan.view, column) not in ("numeric", "integer"):
        return None
    if plan.show[0] == Measure("count"):
        return _shown(plan, (Measure("sum", column),))
    return _shown(plan, (replace(plan.show[0], column=column),)) if plan.show[0].column != "*" else None


def rows(plan: Plan) -> Plan:
    """The rows that the figures were made of."""
    where = plan.where
    if len(plan.show) == 1:
        for item in plan.show[0].where:
            where = added(replace(plan, where=where), item).where
    if not plan.show:
        return replace(plan, limit=None)
    return Plan(plan.view, where)


# Order, limit, columns ----------------------------------------------------------------------------------------------
def sort(plan: Plan, edit: Sort) -> Plan | None:
    """The plan in another order; None where nothing of it can be sorted so."""
    if edit.reverse:
        return replace(plan, order=_reversed(plan))
    by = _sorted_by(plan, edit.noun)
    if by is None:
        return None
    descending = edit.descending if edit.descending is not None else _falls(plan, by)
    order = (Order(by, descending),)
    return replace(plan, order=order, per=())


def _sorted_by(plan: Plan, noun: Noun | None) -> Measure | Key | None:
    if not plan.show:
        column = column_of(plan.view, noun) if noun is not None else _ranked_by(plan)
        if noun is not None and noun.columns[0] == COUNT:
            column = MAIN_COUNT.get(plan.view)
        return Key(column) if column is not None else None
    if noun is None:
        return plan.show[0]
    if noun.columns[0] == COUNT:
        return Measure("count")
    column = column_of(plan.view, noun)
    shown = [item for item in plan.show if item.column == column]
    keys = [key for key in plan.by if key.column == column]
    if shown or keys:
        return (shown or keys)[0]
    is_number = column is not None and type_of(plan.view, column) == "numeric"
    return Measure("sum", column) if column is not None and is_number else None


def _ranked_by(plan: Plan) -> str | None:
    """The column that the plan is sorted by already, else the one that ranks rows of its kind."""
    return RANKED_BY.get(plan.view)


def _falls(plan: Plan, by: Measure | Key) -> bool:
    """Numbers and days fall, names rise."""
    if isinstance(by, Measure):
        return True
    return plan.view != "tasks" and not by.bucket and type_of(plan.view, by.column) in ("numeric", "integer", "date")


def _reversed(plan: Plan) -> tuple[Order, ...]:
    if plan.order:
        return tuple(replace(item, descending=not item.descending) for item in plan.order)
    if plan.show:
        bucket = next((key for key in plan.by if key.bucket), None)
        return (Order(bucket, True),) if bucket else (Order(plan.show[0], False),)
    column, descending = SORTED_BY[plan.view]
    return (Order(Key(column), not descending),)


def limit(plan: Plan, edit: Limit) -> Plan | None:
    """The first rows or groups, by the order that is or by the usual one."""
    if plan.show and not plan.by:
        return None
    if not plan.order:
        ordered = sort(plan, Sort())
        if ordered is None:
            return None
        plan = ordered
    return replace(plan, limit=f":{edit.value.name}" if edit.value is not None else 1)


def show(plan: Plan, edit: Show) -> Plan | None:
    """More columns, beside those that a list has shown; None where neither its rows nor related ones have them."""
    if plan.show:
        return None
    columns: list[Key | Of] = list(plan.columns) or [Key(name) for name in DEFAULTS[plan.view]]
    for noun in edit.nouns:
        item = _column(plan, noun)
        if item is None:
            return None
        if item not in columns:
            columns.append(item)
    return replace(plan, columns=tuple(columns))


def _column(plan: Plan, noun: Noun) -> Key | Of | None:
    if plan.view == "deals" and noun.view == "investors":
        return Key("investors")
    column = column_of(plan.view, noun)
    if column is not None:
        return Key(column)
    if noun.view:
        return None
    for relation in slots.routes(plan.view, plan):
        view = slots.related_view(plan.view, relation)
        if (inner := column_of(view, noun)) is not None and is_column(view, inner):
            return Of(relation, Key(inner))
    return None


def usual_columns(plan: Plan) -> tuple[Key, ...]:
    """What a list shows when no columns were asked for."""
    return tuple(Key(name) for name in DEFAULTS[plan.view])
