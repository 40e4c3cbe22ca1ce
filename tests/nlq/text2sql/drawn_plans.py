"""Random plans that fit the catalogue, each with the linked values that it names: what the properties are tried on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from crm import catalog, codes
from crm.demo import names
from nlq.text2sql.compile.conditions import rows_of
from nlq.text2sql.compile.elapsed import ELAPSED, column_of
from nlq.text2sql.compile.measures import key_name
from nlq.text2sql.compile.operands import Binding
from nlq.text2sql.compile.semantics import ORDERED_CODES, PLACE_LEVELS, RELATIONS, is_day_count, is_money, stored_column
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import (
    BUCKETS,
    FOLDS,
    PAIRS,
    About,
    Compare,
    Condition,
    Every,
    Having,
    Key,
    Measure,
    Of,
    Order,
    Plan,
    Related,
    Test,
)

TODAY = date(2026, 11, 24)
ORDERINGS = ("<", "<=", ">", ">=")
PLACES = (("上海", "city"), ("北京", "province"), ("广东", "province"), ("CHN", "country"), ("USA", "country"), ("海淀区", "district"))
WORDS = ("监管", "AI", "growth", "50%_off", "o'neil", "风险")


@dataclass(frozen=True)
class Drawn:
    """A plan, the linked values that it names, and the currency that is shown."""

    plan: Plan
    values: Mapping[str, Value]
    currency: str


@cache
def demo_names() -> Any:
    return names()


@cache
def columns(view: str) -> dict[str, str]:
    """The plan's columns of a view and their types: money without its currency."""
    stored = catalog.view(view).columns
    found = {}
    for name, column in stored.items():
        base = name.removesuffix("_cny").removesuffix("_usd")
        found[base if is_money(view, base) else name] = column.type
    found |= dict.fromkeys(ELAPSED.get(view, {}), "integer")
    return {name: kind for name, kind in found.items() if name != "id" and not name.endswith("_id")}


def described(view: str, name: str) -> catalog.Column:
    stored = stored_column(view, name)
    return column_of(view, f"{stored}_cny" if is_money(view, stored) else stored)


@dataclass
class Hand:
    """Draws the parts of one plan; collects its values."""

    draw: Callable[[st.SearchStrategy], Any]
    values: dict[str, Value] = field(default_factory=dict)

    def one(self, items: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(list(items)))

    def some(self, most: int, least: int = 0) -> int:
        return self.draw(st.integers(least, most))

    def chance(self) -> bool:
        return self.draw(st.booleans())

    def link(self, kind: str, value: Any) -> str:
        name = f"v{len(self.values) + 1}"
        self.values[name] = Value(name, kind, value, f"«{value}»")
        return f":{name}"

    def said(self, kind: str, value: Any, literal: Any) -> Any:
        """As a linked value or as a literal of the plan."""
        return self.link(kind, value) if self.chance() else literal

    # Values
    def day(self) -> date:
        return date(2018, 1, 1) + timedelta(days=self.some(3200))

    def span(self, closed: bool = False) -> Any:
        first = self.day()
        last = first + timedelta(days=self.some(900))
        ends = (first, last) if closed else self.one([(first, last), (first, None), (None, last)])
        literal = {name: day.isoformat() for name, day in zip(("from", "to"), ends, strict=True) if day}
        return self.said("span", ends, literal)

    def number(self) -> Any:
        number = self.some(60)
        return self.said("number", Decimal(number), number)

    def money(self) -> Any:
        amount = self.some(60) * 10_000_000
        currency = self.one(["CNY", "USD", None])
        return self.said("money", (Decimal(amount), currency), {"amount": amount, "currency": currency} if currency else amount)

    def text(self, view: str, column: str) -> Any:
        found = demo_names()
        if column == "investor" or (view == "investors" and column == "name"):
            name = self.one(found.investors)
            return self.one([name, self.link("investor", name), self.link("org", {"investor": name, "company": name})])
        if column == "company" or (view == "companies" and column == "name"):
            name = self.one(found.companies)
            return self.said("company", name, name)
        if column in ("owner", "author"):
            name = self.one(found.users)
            return self.said("user", name, name)
        word = self.one(WORDS)
        return self.said("text", word, word)

    def code(self, column: catalog.Column) -> Any:
        code = self.one([item.code for item in codes.CODES[column.codes]])
        return self.said("code", {column.codes: code}, code)

    # Conditions
    def conditions(self, view: str, depth: int, most: int = 2) -> tuple[Condition, ...]:
        return tuple(self.condition(view, depth) for _ in range(self.some(most)))

    def condition(self, view: str, depth: int) -> Condition:
        kinds = ["plain", "plain", "plain", "every", "special"] + (["related"] * 2 if depth else [])
        match self.one(kinds):
            case "every":
                op = self.one(["or", "and", "not"])
                least = 1 if op == "not" else 2
                return Every(op, tuple(self.condition(view, 0) for _ in range(self.some(3, least))))
            case "related":
                return self.related(view, depth - 1)
            case "special":
                return self.special(view)
        return self.plain(view)

    def related(self, view: str, depth: int) -> Condition:
        relation, join = self.one(sorted(RELATIONS[view].items(), key=lambda one: one[0]))
        how = self.one(["has", "lacks", "only", "counted"])
        if how == "counted":
            op = self.one(["=", "!=", *ORDERINGS])
            return Related("has", relation, self.conditions(join.view, depth), op, self.number())
        where = self.conditions(join.view, depth)
        if how == "only" and not where:
            where = (self.plain(join.view),)
        return Related(how, relation, where)

    def special(self, view: str) -> Condition:
        """Places, industries, groups, titles, topics: what the catalogue's columns alone do not show."""
        stored = catalog.view(view).columns
        kinds = [kind for kind, fits in (
            ("place", any(level in stored for level in PLACE_LEVELS)),
            ("industry", {"industry", "sub_industry"} <= set(stored)),
            ("group", view == "investors" or "investor" in stored),
            ("title", view == "people"),
            ("about", view in ("notes", "interactions")),
        ) if fits]  # fmt: skip
        op = self.one(["=", "!=", "in", "not in"])
        match self.one(kinds) if kinds else "none":
            case "place":
                return Compare("place", op, self.listed(op, lambda: self.place(view)))
            case "industry":
                return Compare("industry", op, self.listed(op, self.industry))
            case "group":
                name = self.one(demo_names().groups)
                column = "name" if view == "investors" else "investor"
                return Compare(column, self.one(["=", "!="]), self.said("group", name, {"group": name}))
            case "title":
                return Compare("title", self.one(["=", "!="]), self.link("title", self.one([("CEO",), ("CEO", "首席执行官")])))
            case "about":
                return About(self.said("text", *[self.one(WORDS)] * 2))
        return self.plain(view)

    def listed(self, op: str, operand: Callable[[], Any]) -> Any:
        return tuple(operand() for _ in range(self.some(3, 1))) if op in ("in", "not in") else operand()

    def place(self, view: str) -> Any:
        found = [place for place in PLACES if place[1] in catalog.view(view).columns or "company_id" in catalog.view(view).columns]
        name, level = self.one(found or [("上海", "city")])
        return self.said("place", (name, level), name)

    def industry(self) -> Any:
        found = self.draw(st.lists(st.sampled_from(demo_names().industries), min_size=1, max_size=2, unique=True))
        return self.said("industry", tuple(found), found[0])

    def plain(self, view: str) -> Condition:
        name, kind = self.one(sorted(columns(view).items()))
        if name == "industry" and view not in ("industries", "notes"):
            return Compare(name, "=", self.industry())
        if self.some(4) == 0:
            return Test(name, self.one(["empty", "filled"]))
        if kind == "boolean":
            return Test(name, self.one(["yes", "no"]))
        if kind == "date":
            return self.dated(view, name)
        return self.texts(view, name) if kind == "text" else self.numbers(view, name)

    def dated(self, view: str, name: str) -> Condition:
        others = [other for other, kind in columns(view).items() if kind == "date" and other != name]
        match self.one(["span", "span", "today"] + (["column"] if others else [])):
            case "today":
                return Compare(name, self.one(["=", *ORDERINGS]), ":today")
            case "column":
                return Compare(name, self.one(["=", "!=", *ORDERINGS]), f".{self.one(others)}")
        op = self.one(["in", "=", "!=", "not in", *ORDERINGS])
        return Compare(name, op, self.span(closed=op in ORDERINGS))

    def texts(self, view: str, name: str) -> Condition:
        column = described(view, name)
        op = self.one(["=", "!=", "in", "not in"])
        if (order := ORDERED_CODES.get(column.codes, ())) and self.chance():
            code = self.one(order[1:-1])
            return Compare(name, self.one(ORDERINGS), self.said("code", {column.codes: code}, code))
        if column.codes and column.codes != "currency":
            return Compare(name, op, self.listed(op, lambda: self.code(column)))
        if self.chance():
            return Compare(name, "contains", self.text("", ""))
        return Compare(name, op, self.listed(op, lambda: self.text(view, name)))

    def numbers(self, view: str, name: str) -> Condition:
        op = self.one(["=", "!=", *ORDERINGS])
        if name == "vintage" and self.chance():
            return Compare(name, op, self.span(closed=op in ORDERINGS))
        if is_day_count(name) and self.chance():
            return Compare(name, self.one(["=", *ORDERINGS]), self.span(closed=True))
        return Compare(name, op, self.money() if is_money(view, name) else self.number())

    # Figures
    def named(self, view: str, *kinds: str) -> list[str]:
        return sorted(name for name, kind in columns(view).items() if kind in kinds)

    def figure(self, view: str, function: str = "", where: bool = True) -> Measure:
        """One aggregate whose value is a number."""
        numeric = self.named(view, "integer", "numeric")
        function = function or self.one(["count", "count", "sum", "avg", "median", "min", "max"] if numeric else ["count"])
        kept = self.conditions(view, 1, 1) if where and self.chance() else ()
        if function == "count":
            return Measure("count", self.one(["*", "*", self.one(self.named(view, "text"))]), kept)
        return Measure(function, self.one(numeric), kept)

    def measure(self, view: str, grouped: bool) -> Measure:
        kinds = ["figure", "figure", "figure", "share", "pair", "dated", *(["window"] * 2 if grouped else [])]
        match self.one(kinds):
            case "share":
                base = () if self.chance() else (self.figure(view, where=False),)
                return Measure("share", where=(self.condition(view, 1),), of=base)
            case "pair":
                first = self.figure(view)
                return Measure(self.one(PAIRS), of=(first, self.figure(view)))
            case "dated" if self.named(view, "date"):
                return self.dates_figure(view)
            case "window":
                return Measure(self.one(["part", "running", "growth", "rank"]), of=(self.figure(view),))
        if view == "opportunities" and self.some(5) == 0:
            return Measure("weighted", "amount", self.conditions(view, 0, 1))
        return self.figure(view)

    def dates_figure(self, view: str) -> Measure:
        return Measure(self.one(["min", "max", "since"]), self.one(self.named(view, "date")), self.conditions(view, 0, 1))

    def key(self, view: str) -> Key:
        kinds = columns(view)
        name = self.one(sorted(name for name, kind in kinds.items() if kind in ("text", "date", "integer", "boolean")))
        bucket = self.one(["", *BUCKETS, *BUCKETS]) if kinds[name] == "date" else ""
        return Key(name, bucket)

    def keys(self, view: str, most: int, least: int = 0) -> tuple[Key, ...]:
        rows = rows_of(view, Binding({}, TODAY, "CNY"))
        found: dict[str, Key] = {}
        for _ in range(self.some(most, least)):
            key = self.key(view)
            found[key_name(rows, key)] = key
        return tuple(found.values())

    def limit(self) -> Any:
        number = self.some(12, 1)
        return self.one([None, number, self.link("number", Decimal(number))])

    # Plans
    def of(self, view: str) -> Of:
        relation, join = self.one(sorted(RELATIONS[view].items(), key=lambda one: one[0]))
        item = self.figure(join.view) if self.chance() else Key(self.one(self.named(join.view, "text", "date", "numeric")))
        return Of(relation, item, self.conditions(join.view, 1, 1))

    def list_plan(self, view: str) -> Plan:
        numeric, dated = self.named(view, "integer", "numeric"), self.named(view, "date")
        asked: list[Key | Of] = [self.key(view) for _ in range(self.some(2))]
        match self.one(["none", "none", "of", "rank", "running"]):
            case "of":
                asked.append(self.of(view))
            case "rank":
                asked.append(Key(self.one(numeric + dated), "rank"))
            case "running" if numeric:
                asked.append(Key(self.one(numeric), "running"))
        where = self.conditions(view, 2, 3)
        sorts = [Order(self.one([Key(self.one(numeric + dated)), self.key(view)]), self.chance()) for _ in range(self.some(1))]
        if not sorts and self.some(5) == 0:
            sorts = [Order(self.of(view), self.chance())]
        per = (Key(self.one(self.named(view, "text"))),) if self.some(5) == 0 else ()
        return Plan(view, where, columns=tuple(asked), order=tuple(sorts), limit=self.limit(), per=per)

    def figure_plan(self, view: str) -> Plan:
        by = self.keys(view, 2)
        show = tuple(self.measure(view, bool(by)) for _ in range(self.some(2, 1)))
        where = self.conditions(view, 2, 2)
        if not by:
            return Plan(view, where, show=show)
        having = self.having(view, by) if self.some(2) == 0 else ()
        sorts = tuple(Order(self.one([*show, *by, self.figure(view)]), self.chance()) for _ in range(self.some(1)))
        late = any(isinstance(item.measure, Key) or item.measure.function in ("part", "rank") for item in having)
        per = by[:1] if len(by) > 1 and not late and self.some(3) == 0 else ()
        return Plan(view, where, show=show, by=by, having=having, order=sorts, limit=self.limit(), per=per)

    def having(self, view: str, by: tuple[Key, ...]) -> tuple[Having, ...]:
        op = self.one(["=", *ORDERINGS])
        texts = [key for key in by if columns(view)[key.column] == "text" and not described(view, key.column).codes]
        match self.one(["figure", "figure", "late", "dated", "key"]):
            case "late":
                return (Having(Measure(self.one(["part", "rank"]), of=(self.figure(view),)), op, self.number()),)
            case "dated" if self.named(view, "date"):
                item = Measure(self.one(["min", "max"]), self.one(self.named(view, "date")))
                return (Having(item, self.one(ORDERINGS), self.span(closed=True)),)
            case "key" if texts:
                key = self.one(texts)
                several = tuple(self.text(view, key.column) for _ in range(self.some(2, 1)))
                listed, single = self.one([("in", "="), ("not in", "!=")])
                return (Having(key, listed, several) if self.chance() else Having(key, single, several[0]),)
        return (Having(self.figure(view), self.one([op, "!="]), self.number()),)

    def each_plan(self, view: str) -> Plan:
        keys = self.keys(view, 2, 1)
        groups = keys[:1]
        show = tuple(Measure("each", self.one(FOLDS), of=(self.figure(view),), by=groups) for _ in range(self.some(2, 1)))
        return Plan(view, self.conditions(view, 1, 2), show=show, by=keys[1:])


@st.composite
def drawn_plans(draw: Callable[[st.SearchStrategy], Any]) -> Drawn:
    """A plan of any form over any view, with values linked or literal."""
    hand = Hand(draw)
    view = hand.one(sorted(catalog.views()))
    build = hand.one([hand.list_plan, hand.list_plan, hand.figure_plan, hand.figure_plan, hand.each_plan])
    plan = build(view)
    return Drawn(plan, hand.values, hand.one(["CNY", "USD"]))


