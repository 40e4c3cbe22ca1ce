"""WHERE, FILTER and their like -> a plan's conditions."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from crm import catalog
from nlq.text2sql.compile import conditions as compiled
from nlq.text2sql.compile.semantics import ORDERED_CODES, PLACE_LEVELS
from nlq.text2sql.decompile import related
from nlq.text2sql.decompile.canonical import Unreadable, conjuncts, disjuncts
from nlq.text2sql.decompile.figures import column
from nlq.text2sql.decompile.scopes import Place, operand
from nlq.text2sql.plan import About, Compare, Condition, Every, Operand, Related, Test

SIGNS: dict[type[exp.Expr], str] = {exp.EQ: "=", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="}
OPPOSITES = {"=": "!=", "in": "not in"}


def conditions(place: Place, node: exp.Expr | None) -> tuple[Condition, ...]:
    """What must hold of the rows of `place`, one condition a part of the conjunction. Raises Unreadable."""
    parts = conjuncts(node)
    result: list[Condition] = []
    while parts:
        part = parts.pop(0)
        other = next((one for one in parts if _are_ends(place, part, one)), None)
        period = _period(place, part, other) if other is not None else None
        parts = [one for one in parts if period is None or one is not other]
        result.append(period or condition(place, part))
    return _only(result)


def condition(place: Place, node: exp.Expr) -> Condition:
    """One condition. Raises Unreadable."""
    match node:
        case exp.And():
            items = conditions(place, node)
            return items[0] if len(items) == 1 else Every("and", items)
        case exp.Or():
            return _either(place, node)
        case exp.Not():
            return _denied(place, node)
        case exp.Exists():
            return related.related(place, "has", node.this, conditions)
        case exp.Is() if isinstance(node.expression, exp.Null):
            return Test(column(place, node.this), "empty")
        case exp.Column():
            return place.first(node, [Test(column(place, node), "yes")], compiled.condition)
        case exp.In() | exp.EQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
            return _compare(place, node)
    raise Unreadable(node.sql("postgres"))


def _only(items: list[Condition]) -> tuple[Condition, ...]:
    """«There are some, and none that does not fit» is «only»."""
    result: list[Condition] = []
    for item in items:
        match item:
            case Related("lacks", relation, (Every("not", where),), "") if Related("has", relation, ()) in result:
                result[result.index(Related("has", relation, ()))] = Related("only", relation, where)
            case _:
                result.append(item)
    return tuple(result)


# Negations and alternatives -----------------------------------------------------------------------------------------
def _denied(place: Place, node: exp.Not) -> Condition:
    inner = node.this
    match inner:
        case exp.Exists():
            return related.related(place, "lacks", inner.this, conditions)
        case exp.Is() if isinstance(inner.expression, exp.Null):
            return Test(column(place, inner.this), "filled")
        case exp.Column():
            return place.first(node, [Test(column(place, inner), "no")], compiled.condition)
        case exp.Coalesce() if [one for one in inner.expressions if isinstance(one, exp.Boolean) and not one.this]:
            return Every("not", conditions(place, inner.this))
    return place.first(node, _opposites(condition(place, inner)), compiled.condition)


def _opposites(positive: Condition) -> Iterator[Condition]:
    match positive:
        case Compare(name, "=" | "in" as op, value):
            yield Compare(name, OPPOSITES[op], value)
        case Related("has", relation, where, "=", number):
            yield Related("has", relation, where, "!=", number)
        case Every("or", items) if all(isinstance(item, Compare) and item.op in ("=", "in") for item in items):
            said = [item.operand for item in items if isinstance(item, Compare)]
            values = [one for value in said for one in (value if isinstance(value, tuple) else (value,))]
            yield Compare("place", "not in", tuple(values))


def _either(place: Place, node: exp.Expr) -> Condition:
    parts = disjuncts(node)
    items: list[Condition] = []
    for gather in (_industries, _texts, _topics, _lists):
        found, parts = gather(place, parts)
        items += found
    items += [condition(place, part) for part in parts]
    return items[0] if len(items) == 1 else Every("or", tuple(items))


Gathered = tuple[list[Condition], list[exp.Expr]]


def _industries(place: Place, parts: list[exp.Expr]) -> Gathered:
    """`industry = :v1 OR sub_industry = :v1 OR ...`: an industry of any level of the tree."""
    operands: dict[str, list[Operand]] = {"industry": [], "sub_industry": []}
    chosen = {id(part): part for part in parts if isinstance(part, exp.EQ) and part.this.name in operands}
    for part in chosen.values():
        operands[part.this.name].append(operand(place.known, part.expression))
    both = [one for at, one in enumerate(operands["industry"]) if one not in operands["industry"][:at]]
    both = [one for one in both if one in operands["sub_industry"]]
    taken = {key for key, part in chosen.items() if operand(place.known, part.expression) in both}
    rest = [part for part in parts if id(part) not in taken]
    if not both:
        return [], parts
    return [Compare("industry", "=", both[0]) if len(both) == 1 else Compare("industry", "in", tuple(both))], rest


def _texts(place: Place, parts: list[exp.Expr]) -> Gathered:
    """Titles and the like, in any of the ways to say them."""
    found: list[Condition] = []
    rest: list[exp.Expr] = []
    for part in parts:
        sought = part.this.args.get("substr") if isinstance(part.this, exp.StrPosition) else None
        value = place.known.linked(sought.name) if isinstance(sought, exp.Placeholder) else None
        names = list(part.find_all(exp.Column))
        if value is None or value.kind not in ("title", "phase") or len(names) != 1:
            rest.append(part)
            continue
        item = Compare(column(place, names[0]), "=", f":{value.name}")
        found += [item] if item not in found else []
    return found, rest


def _topics(place: Place, parts: list[exp.Expr]) -> Gathered:
    """Subject or summary hold the words: what an interaction is about."""
    if place.scope.view != "interactions":
        return [], parts
    words: dict[str, dict[str, exp.Expr]] = {}
    for part in parts:
        if isinstance(part.this, exp.StrPosition) and isinstance(part.this.this, exp.Lower):
            words.setdefault(place.text(part.this.args["substr"]), {})[part.this.this.this.name] = part
    both = [found for found in words.values() if set(found) == {"subject", "summary"}]
    items: list[Condition] = [About(operand(place.known, found["subject"].this.args["substr"].this)) for found in both]
    taken = {id(part) for found in both for part in found.values()}
    return items, [part for part in parts if id(part) not in taken]


def _lists(place: Place, parts: list[exp.Expr]) -> Gathered:
    """`a = 1 OR a = 2`: one of a list, or the codes from one on."""
    named: dict[str, list[exp.Expr]] = {}
    for part in parts:
        if (
            isinstance(part, exp.EQ)
            and isinstance(part.this, exp.Column)
            and not isinstance(part.expression, exp.Column)
        ):
            named.setdefault(place.text(part.this), []).append(part)
    several = [found for found in named.values() if len(found) > 1]
    taken = {id(part) for found in several for part in found}
    return [_list(place, found) for found in several], [part for part in parts if id(part) not in taken]


def _list(place: Place, parts: list[exp.Expr]) -> Condition:
    whole = exp.or_(*parts)
    name = column(place, parts[0].this)
    operands = tuple(operand(place.known, part.expression) for part in parts)
    columns = ["place", name] if name in PLACE_LEVELS else [name]
    candidates = [*_tails(place, name, parts, operands), *(Compare(one, "in", operands) for one in columns)]
    return place.first(whole, candidates, compiled.condition)


def _tails(place: Place, name: str, parts: list[exp.Expr], operands: tuple[Operand, ...]) -> Iterator[Compare]:
    """«B or later» where the codes are all from one on, or all up to one."""
    described = catalog.view(place.scope.view).columns.get(name)
    order = ORDERED_CODES.get(described.codes, ()) if described is not None else ()
    codes = [place.known.params.get(part.expression.name, part.expression.name) for part in parts]
    if not set(codes) <= set(order):
        return
    by_place = sorted(zip((order.index(code) for code in codes), operands, strict=True), key=lambda one: one[0])
    linked = [one for _, one in by_place if str(one).startswith(":")]
    for bound in linked or ([by_place[0][1], by_place[-1][1]] if len(parts) > 2 else []):
        yield from (Compare(name, op, bound) for op in (">=", "<="))


# Comparisons --------------------------------------------------------------------------------------------------------
def _are_ends(place: Place, first: exp.Expr, second: exp.Expr) -> bool:
    """Whether two comparisons are the two ends of one period."""
    if {type(first), type(second)} != {exp.GTE, exp.LTE} or place.text(first.this) != place.text(second.this):
        return False
    ends = [operand(place.known, one.expression) for one in (first, second) if _is_value(one.expression)]
    same = len(ends) == 2 and isinstance(ends[0], str) and ends[0] == ends[1]
    return same or (len(ends) == 2 and all(isinstance(one, dict) for one in ends))


def _is_value(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal | exp.Placeholder)


def _period(place: Place, first: exp.Expr, second: exp.Expr) -> Condition | None:
    lower, upper = (first, second) if isinstance(first, exp.GTE) else (second, first)
    begins, ends = (operand(place.known, one.expression) for one in (lower, upper))
    said = begins if isinstance(begins, str) else {"from": begins["from"], "to": ends["to"]}
    whole = exp.And(this=first.copy(), expression=second.copy())
    try:
        return place.first(whole, [Compare(column(place, first.this), "in", said)], compiled.condition)
    except Unreadable:
        return None


def _compare(place: Place, node: exp.Expr) -> Condition:
    return place.first(node, _readings(place, node), compiled.condition)


def _readings(place: Place, node: exp.Expr) -> Iterator[Condition]:
    """What a comparison may mean, the likeliest first."""
    left, right = node.this, node.expression
    if isinstance(node, exp.In):
        yield from _members(place, node)
    elif isinstance(left, exp.StrPosition):
        yield from _holding(place, left)
    elif isinstance(left, exp.Subquery):
        yield related.counted(place, left.this, SIGNS[type(node)], operand(place.known, right), conditions)
    elif isinstance(right, exp.Column):
        yield Compare(column(place, left), SIGNS[type(node)], f".{column(place, right)}")
    else:
        yield from _valued(place, column(place, left), SIGNS[type(node)], operand(place.known, right))


def _valued(place: Place, name: str, op: str, value: Operand) -> Iterator[Condition]:
    linked = place.known.values.get(value[1:]) if isinstance(value, str) and value.startswith(":") else None
    if linked.kind == "place" if linked is not None else name in PLACE_LEVELS:
        yield Compare("place", op, value)
    if linked is not None and linked.kind == "money":
        yield Compare(name.removesuffix("_cny").removesuffix("_usd"), op, value)
    if linked is not None and linked.kind == "group":
        yield Compare("name" if place.scope.view == "investors" else "investor", op, value)
    if linked is not None and linked.kind == "span" and None in linked.value:
        yield Compare(name, "in", value)
    if isinstance(value, dict):
        yield Compare(name, op, {end: value[end] for end in (("from",) if op in (">=", "<") else ("to",))})
    yield Compare(name, op, value)


def _members(place: Place, node: exp.In) -> Iterator[Condition]:
    """`id IN (SELECT ...)`: members of a group, a company's district, notes about something."""
    values = list(node.find_all(exp.Placeholder, exp.Literal))
    if len(values) != 1:
        raise Unreadable(node.sql("postgres"))
    said = operand(place.known, values[0])
    yield About(said)
    yield Compare("place", "=", said)
    yield Compare("investor", "=", said)
    yield Compare("investor", "=", {"group": said})


def _holding(place: Place, found: exp.StrPosition) -> Iterator[Condition]:
    """The text holds the words, or the linked title."""
    names, words = list(found.find_all(exp.Column)), found.args["substr"]
    if len(names) != 1:
        raise Unreadable(found.sql("postgres"))
    said = operand(place.known, words.this if isinstance(words, exp.Lower) else words)
    yield from (Compare(column(place, names[0]), op, said) for op in ("=", "contains"))
