"""Which column of a view a linked value belongs to, and which conditions speak of the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crm import catalog, codes
from nlq.text2sql.compile.semantics import RELATIONS, SYNONYMS, is_money
from nlq.text2sql.follow.nouns import MAIN_AMOUNT, MAIN_DATE, Noun, column_of, is_column, type_of
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import Compare, Condition, Every, Plan, Related, Test

# Where a condition that the view itself cannot hold is looked for, the likeliest relation first.
ROUTES = {
    "companies": ("deals", "investments", "notes", "interactions", "opportunities", "people"),
    "investors": ("investments", "funds", "opportunities", "interactions", "notes", "people"),
    "deals": ("investments", "companies", "investors"),
    "investments": ("investors", "deals", "companies"),
    "people": ("investors", "companies", "interactions"),
    "interactions": ("investors", "companies", "people", "opportunities"),
    "opportunities": ("investors", "companies", "interactions"),
    "tasks": ("investors", "companies", "opportunities"),
    "notes": ("investors", "companies", "interactions"),
    "funds": ("investors", "investments"),
    "industries": ("companies", "deals", "investments"),
}
PARTIES = {"investor": "investors", "company": "companies", "person": "people", "fund": "funds"}
PLACES = ("place", "country", "province", "city", "district")
# Kinds of value that have one column wherever there is one.
SIMPLE = {"place": "place", "industry": "industry", "group": "investor", "title": "title", "currency": "currency"}


@dataclass(frozen=True)
class Slot:
    """A condition on the view itself, and the value as it stands there (an `org` as investor or company)."""

    condition: Compare
    value: Value


def own_slot(view: str, value: Value, op: str, noun: Noun | None, used: frozenset[str]) -> Slot | None:
    """The view's own column for the value; None where it has none. `used` are columns that the plan already names."""
    if noun is not None:
        column = column_of(view, noun)
        if column is None or not _fits(view, column, value):
            return None
        return _slot(column, _as_code(view, column, value), op)
    match value.kind:
        case "code":
            return _code_slot(view, value, op, used)
        case "span":
            column = _date_column(view, used)
            return Slot(Compare(column, "in", f":{value.name}"), value) if column else None
        case "money":
            amount = MAIN_AMOUNT.get(view)
            return _slot(amount, value, op or ">=") if amount else None
        case "percent":
            return _slot("probability", value, op or ">=") if view == "opportunities" else None
        case "user":
            return next((_slot(name, value, op) for name in ("owner", "author") if _has(view, name)), None)
        case "org":
            return _party_slot(view, replace(value, kind="investor", value=value.value["investor"]), op) or _party_slot(
                view, replace(value, kind="company", value=value.value["company"]), op
            )
        case "investor" | "company" | "person" | "fund":
            return _party_slot(view, value, op)
        case _:
            column = SIMPLE.get(value.kind)
            return _slot(column, value, op) if column and _has(view, column) else None


def _slot(column: str, value: Value, op: str) -> Slot:
    return Slot(Compare(column, "in" if value.kind == "span" else op or "=", f":{value.name}"), value)


def _has(view: str, column: str) -> bool:
    if column == "industry" and view == "notes":
        return False
    if column == "investor" and view == "investors":
        return True
    return is_column(view, column)


def _party_slot(view: str, value: Value, op: str) -> Slot | None:
    if PARTIES[value.kind] == view:
        return _slot("name", value, op)
    is_there = value.kind in catalog.view(view).columns
    return _slot(value.kind, value, op) if is_there else None


def _fits(view: str, column: str, value: Value) -> bool:
    kind = type_of(view, column)
    if value.kind == "span":
        return kind == "date" or column == "vintage"
    if value.kind in ("money", "number", "percent"):
        return kind in ("numeric", "integer")
    return kind == "text"


def _date_column(view: str, used: frozenset[str]) -> str | None:
    known = [name for name in sorted(used) if is_column(view, name) and type_of(view, name) == "date"]
    return known[0] if len(known) == 1 else MAIN_DATE.get(view)


def _code_slot(view: str, value: Value, op: str, used: frozenset[str]) -> Slot | None:
    """The column whose code list the word belongs to, one that the plan names before others."""
    columns = [item for item in catalog.view(view).columns.values() if item.codes and item.codes != "currency"]
    fitting = [item for item in columns if item.codes in value.value]
    fitting.sort(key=lambda item: item.name not in used)
    if not fitting:
        fitting = [item for item in columns if _also_in(item.codes, value)]
    if not fitting:
        return None
    return _slot(fitting[0].name, _as_code(view, fitting[0].name, value), op)


def _also_in(name: str, value: Value) -> bool:
    """Whether the code has a namesake in the list: «passed on» is a stage of opportunities and a relationship."""
    return any(entry.code in value.value.values() for entry in codes.code_list(name)) and set(value.value) <= {
        "opportunity_stage",
        "relationship",
    }


def _as_code(view: str, column: str, value: Value) -> Value:
    item = catalog.view(view).columns.get(column)
    if value.kind != "code" or item is None or item.codes in value.value or not item.codes:
        return value
    return replace(value, value={**value.value, item.codes: next(iter(value.value.values()))})


def related_view(view: str, relation: str) -> str:
    """The view of a relation's rows."""
    return RELATIONS[view][relation].view


def routes(view: str, plan: Plan) -> tuple[str, ...]:
    """Relations to look for a column in: those that the plan names, then the likeliest."""
    named = tuple(item.relation for item in plan.where if isinstance(item, Related) and item.how == "has")
    return tuple(name for name in dict.fromkeys((*named, *ROUTES.get(view, ()))) if name in RELATIONS.get(view, {}))


# What a condition speaks of -----------------------------------------------------------------------------------------
def family(view: str, column: str) -> str:
    """The subject of a column: place, industry, date, owner, investor, company, a code list, or the column itself."""
    name = SYNONYMS.get(view, {}).get(column, column)
    if name in PLACES:
        return "place"
    if name in ("industry", "sub_industry") or (view == "industries" and name == "name"):
        return "industry"
    if name in ("owner", "author"):
        return "owner"
    if name == "name":
        return next((kind for kind, records in PARTIES.items() if records == view), "name")
    if is_column(view, name) and (type_of(view, name) == "date" or name == "vintage"):
        return "date"
    if is_money(view, name):
        return "money"
    item = catalog.view(view).columns.get(name)
    return item.codes if item is not None and item.codes else name


def families(value: Value) -> frozenset[str]:
    """The subjects that a value may stand for."""
    known = {"span": {"date"}, "user": {"owner"}, "group": {"investor"}, "org": {"investor", "company"}}
    if value.kind == "code":
        return frozenset(value.value)
    if value.kind == "percent":
        return frozenset({"probability"})
    return frozenset(known.get(value.kind, {value.kind}))


def column_families(view: str, noun: Noun) -> frozenset[str]:
    """The subjects that a noun may name, seen from the view: those of each view where it names a column."""
    views = [view, *(related_view(view, name) for name in RELATIONS.get(view, {}))]
    return frozenset(family(one, column) for one in views if (column := column_of(one, noun)) is not None)


def named_columns(plan: Plan) -> frozenset[str]:
    """The columns of the previous view that the plan's conditions, groups and order name."""
    where = {item.column for item in plan.where if isinstance(item, (Compare, Test))}
    return frozenset(where | {key.column for key in plan.by})


def walk(view: str, conditions: tuple[Condition, ...]) -> Iterator[tuple[str, Compare | Test]]:
    """Every comparison and test with the view that its column belongs to."""
    for item in conditions:
        match item:
            case Compare() | Test():
                yield view, item
            case Every(_, items):
                yield from walk(view, items)
            case Related(_, relation, where):
                yield from walk(related_view(view, relation), where)
