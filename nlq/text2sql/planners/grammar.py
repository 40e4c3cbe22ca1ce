"""Which words may follow in a plan that is being written: its syntax, its columns, and values that fit them.

The grammar is a generator: it yields the set of words that may come next and is sent the one that came. A prefix is
replayed from its beginning, which costs microseconds a word and needs no copying of states between beams.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from crm import catalog, codes
from llm.engines.llama_numpy import END
from nlq.text2sql.compile.elapsed import ELAPSED, column_of
from nlq.text2sql.compile.semantics import (
    HOME,
    ORDERED_CODES,
    PLACE_LEVELS,
    RELATIONS,
    SYNONYMS,
    is_money,
    stored_column,
)
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import AGGREGATES, BESIDE, BUCKETS, FOLDS, PAIRS, WINDOWS

REASONS = ("write", "no_data", "chat", "unsafe", "vague")
CONSTANTS = frozenset(str(number) for number in range(13))
LIMITS = CONSTANTS | {"15", "20", "30", "50", "100"}
ORDERED = frozenset({"=", "!=", "<", "<=", ">", ">="})
EQUAL = frozenset({"=", "!=", "in", "not_in"})
COUNTED = frozenset({"=", "<", "<=", ">", ">=", "!="})
NAMES = frozenset({"investor", "company", "fund", "person", "org", "group"})
# Which kinds of linked values a column of each sort takes.
KINDS: Mapping[str, frozenset[str]] = {
    "place": frozenset({"place"}),
    "industry": frozenset({"industry"}),
    "user": frozenset({"user"}),
    "currency": frozenset({"currency"}),
    "date": frozenset({"span"}),
    "money": frozenset({"money", "number"}),
    "number": frozenset({"number", "percent", "span", "money"}),
    "text": frozenset({"text", "title", "phase", "industry", "place", *NAMES}),
    "code": frozenset({"code"}),
    "boolean": frozenset(),
}
PEOPLE = {
    "investor": frozenset({"investor", "org", "group"}),
    "company": frozenset({"company", "org"}),
    "person": frozenset({"person"}),
    "fund": frozenset({"fund"}),
}
NAMED = ("place", "industry", "user")  # what groups may be picked by, beside records
NAME_OF = {"companies": "company", "investors": "investor", "people": "person", "funds": "fund"}

Words = Generator[Collection[str], str, None]
Word = Generator[Collection[str], str, str]


@cache
def columns_of(view: str) -> tuple[str, ...]:
    """The columns that a plan may name on a view: money without currency, `place`, `industry`."""
    names = dict.fromkeys(
        name.removesuffix("_cny") if name.endswith("_cny") else name
        for name in catalog.view(view).columns
        if not name.endswith("_usd") and name not in ("id", "amount")
    )
    extra = ("place",) if set(PLACE_LEVELS) & set(names) else ()
    return (*names, *extra, *ELAPSED.get(view, {}), *SYNONYMS.get(view, {}))


@cache
def sort_of(view: str, column: str) -> str:
    """What values a column takes: a key of KINDS or of PEOPLE."""
    name = stored_column(view, column)
    if is_money(view, name):
        return "money"
    if name in ("place", *PLACE_LEVELS):
        return "place"
    if name in ("industry", "sub_industry") or (view == "industries" and name in ("name", "parent")):
        return "industry"
    if name in ("owner", "author"):
        return "user"
    if name == "name" and view in NAME_OF:
        return NAME_OF[view]
    if name in PEOPLE:
        return name
    column_type = column_of(view, name)
    if column_type.codes:
        return "currency" if column_type.codes == "currency" else "code"
    return {"integer": "number", "numeric": "number"}.get(column_type.type, column_type.type)


@dataclass(frozen=True)
class PlanGrammar:
    """The plans that one linked question allows: `values` by name."""

    values: Mapping[str, Value]

    def allowed(self, prefix: Sequence[str]) -> Collection[str]:
        """The words that may follow the prefix; END where the plan may stop. Empty for a prefix that is no plan."""
        words = self._plan()
        following = next(words)
        for word in prefix:
            if word not in following:
                return ()
            try:
                following = words.send(word)
            except StopIteration:
                return {END}
        return following

    def accepts(self, words: Sequence[str]) -> bool:
        """Whether the words are a whole plan."""
        return END in self.allowed(words)

    def _plan(self) -> Words:
        yield {"{"}
        if (yield {"from", "refuse"}) == "refuse":
            yield set(REASONS)
        else:
            yield from self._query((yield set(catalog.views())))
            return
        yield {"}"}

    def _query(self, view: str) -> Words:
        fields: dict[str, Callable[[str], Words]] = {
            "where": self._conditions,
            "columns": self._columns,
            "show": lambda v: self._list(v, self._measure),
            "by": lambda v: self._list(v, self._key),
            "having": lambda v: self._list(v, self._having),
            "order": lambda v: self._list(v, self._order),
            "limit": self._limit,
            "per": lambda v: self._list(v, self._key),
        }
        left = list(fields)
        aggregate = False
        while True:
            usable = [f for f in left if aggregate or f not in ("by", "having")]
            field = yield {*usable, "}"}
            if field == "}":
                return
            left = left[left.index(field) + 1 :]
            aggregate = aggregate or field == "show"
            yield from fields[field](view)

    def _list(self, view: str, item: Callable[[str, str], Words]) -> Words:
        """`[ item ... ]`; an item gets the word that it begins with."""
        yield {"["}
        word = yield self._starts(item, view)
        while True:
            yield from item(view, word)
            word = yield {*self._starts(item, view), "]"}
            if word == "]":
                return

    def _starts(self, item: Callable[[str, str], Words], view: str) -> set[str]:
        if item == self._key:
            return {"[", *columns_of(view)}
        return {"count", "["} if item == self._measure else {"["}

    # Conditions -----------------------------------------------------------------------------------------------------
    def _conditions(self, view: str) -> Words:
        yield {"["}
        while (yield {"[", "]"}) == "[":
            yield from self._condition(view)

    def _condition(self, view: str) -> Words:
        """After `[`."""
        heads = {"or", "and", "not", *(("has", "lacks", "only") if RELATIONS[view] else ()), *columns_of(view)}
        head = yield heads | ({"about"} if view in ("notes", "interactions") and self._refs(("text",)) else set())
        if head in ("or", "and", "not"):
            yield {"["}
            yield from self._condition(view)
            while (yield {"[", "]"} if head != "not" else {"]"}) == "[":
                yield from self._condition(view)
        elif head in ("has", "lacks", "only"):
            yield from self._related(view, head)
        elif head == "about":
            yield self._refs(("text",))
            yield {"]"}
        else:
            yield from self._comparison(view, head)

    def _related(self, view: str, head: str) -> Words:
        relation = yield set(RELATIONS[view])
        yield from self._conditions(RELATIONS[view][relation].view)
        if (yield {"]", *(COUNTED if head == "has" else ())}) != "]":
            yield self._refs(("number",)) | CONSTANTS
            yield {"]"}

    def _comparison(self, view: str, column: str) -> Words:
        sort = sort_of(view, column)
        if sort == "boolean":
            yield {"yes", "no", "empty", "filled"}
            yield {"]"}
            return
        operands = self._operands(view, column, sort)
        op = yield {"empty", "filled", *(self._comparators(view, column, sort) if operands else ())}
        if op in ("empty", "filled"):
            yield {"]"}
        elif (yield {*operands, *({"["} if op in ("in", "not_in") else set())}) == "[":
            yield operands
            while (yield {*operands, "]"}) != "]":
                continue
            yield {"]"}
        else:
            yield {"]"}

    def _comparators(self, view: str, column: str, sort: str) -> frozenset[str]:
        if sort in ("date", "money", "number"):
            return ORDERED | {"in", "not_in"}
        if sort == "code" and column_of(view, stored_column(view, column)).codes in ORDERED_CODES:
            return EQUAL | ORDERED
        return EQUAL | {"contains"}

    def _operands(self, view: str, column: str, sort: str) -> set[str]:
        found = self._refs(PEOPLE[sort] if sort in PEOPLE else KINDS[sort])
        if sort == "place":
            return found | set(HOME)
        name = stored_column(view, column)
        if sort == "code":
            listed = column_of(view, name).codes
            fitting = {f":{v.name}" for v in self.values.values() if v.kind == "code" and listed in v.value}
            return fitting | {entry.code for entry in codes.code_list(listed)}
        if sort == "date":
            dates = (c for c in columns_of(view) if c != column and sort_of(view, c) == "date")
            return found | {":today", *(f".{c}" for c in dates)}
        if sort in ("text", *PEOPLE):
            return found | self._refs(("text", "title", "phase"))
        if sort in ("money", "number"):
            found |= {f".{c}" for c in columns_of(view) if c != column and sort_of(view, c) == sort}
        return found | CONSTANTS if sort == "number" else found

    def _refs(self, kinds: Collection[str]) -> set[str]:
        return {f":{value.name}" for value in self.values.values() if value.kind in kinds}

    # Lists of columns, keys, measures, orders -----------------------------------------------------------------------
    def _columns(self, view: str) -> Words:
        yield {"["}
        word = yield {"[", *columns_of(view)}
        while word != "]":
            if word == "[":
                yield from self._beside(view)
            word = yield {"[", "]", *columns_of(view)}

    def _beside(self, view: str) -> Words:
        """After `[`."""
        if (yield {*BESIDE, *BUCKETS, *(("of",) if RELATIONS[view] else ())}) == "of":
            yield from self._of(view)
        else:
            yield set(columns_of(view))
            yield {"]"}

    def _of(self, view: str) -> Words:
        """After `[ of`."""
        related = RELATIONS[view][(yield set(RELATIONS[view]))].view
        word = yield {"count", "[", *columns_of(related)}
        if word == "[":
            yield from self._bucketed(related)
        if (yield {"]", "["}) == "[":
            while (yield {"[", "]"}) == "[":
                yield from self._condition(related)
            yield {"]"}

    def _key(self, view: str, word: str) -> Words:
        if word == "[":
            yield set(BUCKETS)
            yield {c for c in columns_of(view) if sort_of(view, c) == "date"}
            yield {"]"}

    def _measure(self, view: str, word: str) -> Words:
        """After its first word: `count`, or `[`."""
        if word == "count":
            return
        function = yield {*AGGREGATES, *WINDOWS, *PAIRS, "share", "each"}
        if function == "each":
            yield set(FOLDS)
            yield from self._key(view, (yield {"[", *columns_of(view)}))
            yield from self._measure(view, (yield {"count", "["}))
            yield {"]"}
        elif function == "share":
            yield from self._conditions(view)
            if (word := (yield {"]", "count", "["})) != "]":
                yield from self._measure(view, word)
                yield {"]"}
        elif function in WINDOWS or function in PAIRS:
            for _ in range(2 if function in PAIRS else 1):
                yield from self._measure(view, (yield {"count", "["}))
            yield {"]"}
        else:
            yield {*columns_of(view), "*"} if function == "count" else self._measured(view, function)
            if (yield {"]", "["}) == "[":
                while (yield {"[", "]"}) == "[":
                    yield from self._condition(view)
                yield {"]"}

    def _measured(self, view: str, function: str) -> set[str]:
        sorts = {"since": ("date",), "min": ("date", "money", "number"), "max": ("date", "money", "number")}
        return {c for c in columns_of(view) if sort_of(view, c) in sorts.get(function, ("money", "number"))}

    def _having(self, view: str, word: str) -> Words:
        word = yield {"count", "[", *(c for c in columns_of(view) if sort_of(view, c) in (*PEOPLE, *NAMED))}
        if word in columns_of(view):
            yield from self._comparison(view, word)
            return
        yield from self._measure(view, word)
        yield COUNTED
        yield self._refs(("number", "money", "percent", "span")) | CONSTANTS
        yield {"]"}

    def _order(self, view: str, word: str) -> Words:
        first = yield {"count", "[", *columns_of(view)}
        if first == "[":
            yield from self._bucketed(view, of=bool(RELATIONS[view]))
        yield {"asc", "desc"}
        yield {"]"}

    def _bucketed(self, view: str, *, of: bool = False) -> Words:
        """After `[`: a measure, a bucket of a date or a figure of related rows. All begin alike, so the first word decides."""
        inner = self._measure(view, "[")
        words = next(inner)
        word = yield {*words, *BUCKETS, *(("of",) if of else ())}
        if word == "of":
            yield from self._of(view)
            return
        if word in BUCKETS:
            yield {c for c in columns_of(view) if sort_of(view, c) == "date"}
            yield {"]"}
            return
        while True:
            try:
                following = inner.send(word)
            except StopIteration:
                return
            word = yield following

    def _limit(self, view: str) -> Words:
        yield self._refs(("number",)) | LIMITS
