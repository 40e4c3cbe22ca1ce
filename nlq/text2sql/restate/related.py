"""Related rows in words: EXISTS, IN (SELECT …), counts of related rows, and what ties them to their record."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from nlq.text2sql.restate.frames import Frame, Teller, Unphrased, conjuncts, unwrapped
from nlq.text2sql.restate.phrases import PHRASES
from nlq.text2sql.restate.values import shown

_KEYS: Final = {
    "deal_id": ("交易", "deal"),
    "company_id": ("公司", "company"),
    "investor_id": ("机构", "investor"),
    "company": ("公司", "company"),
    "investor": ("机构", "investor"),
}
_FOLDS: Final = ("group", "having", "limit", "distinct", "joins", "with_")


def ties(part: exp.Expr, frame: Frame) -> bool:
    """Whether the condition only says which record the related rows belong to: `d.company_id = c.id`."""
    if frame.outer is None or not isinstance(part, exp.EQ):
        return False
    sides = (part.this, part.expression)
    if not all(isinstance(side, exp.Column) for side in sides):
        return False
    outer = [frame.find(side)[2] for side in sides]
    return outer[0] != outer[1] and _natural(sides[0].name, sides[1].name)


def _natural(one: str, other: str) -> bool:
    """A record's own id or name against what other views call it."""
    return bool({"id", "name"} & {one, other}) and one != other


def other_record(teller: Teller, left: exp.Expr, op: str, right: exp.Expr, frame: Frame) -> str:
    """«it is another investor»; "" where the comparison is no such thing."""
    noun = _shared_key(teller, left, right, frame) if op == "!=" else ""
    return teller.words("other key", noun=noun) if noun else ""


def _shared_key(teller: Teller, left: exp.Expr, right: exp.Expr, frame: Frame) -> str:
    """The record that both the outer and the inner row name: a deal, a company, an investor; "" for none."""
    if frame.outer is None or not isinstance(left, exp.Column) or not isinstance(right, exp.Column):
        return ""
    across = frame.find(left)[2] != frame.find(right)[2]
    if not across or left.name != right.name or left.name not in _KEYS:
        return ""
    return _KEYS[left.name][0 if teller.words.zh else 1]


def exists(teller: Teller, select: exp.Expr, frame: Frame, *, negative: bool) -> str:
    """«there is an investment where …», said by the views' own verbs where they have some."""
    if not isinstance(select, exp.Select) or any(select.args.get(clause) for clause in _FOLDS):
        raise Unphrased(select.sql())
    inner = teller.frame(teller, select, frame)
    where, shared = _without_shared(teller, select.args.get("where"), inner)
    what = _rows(teller, inner, teller.conditions(teller, where, inner), negative=negative)
    if shared:
        return teller.words("no same key" if negative else "same key", noun=teller.words.enumerated(shared), what=what)
    verb = f"{frame.view} {'no ' if negative else ''}{inner.view}"
    key = verb if verb in PHRASES else "has no" if negative else "has"
    return teller.words(key, what=what)


def _without_shared(teller: Teller, where: exp.Expr | None, inner: Frame) -> tuple[exp.Expr | None, list[str]]:
    """The conditions without those that name a shared record, and the records."""
    rest: list[exp.Expr] = []
    shared: list[str] = []
    for part in conjuncts(where):
        noun = _shared_key(teller, part.this, part.expression, inner) if isinstance(part, exp.EQ) else ""
        if noun:
            shared.append(noun)
        else:
            rest.append(part)
    return (exp.and_(*rest, copy=False) if rest else None), shared


def member(teller: Teller, left: exp.Expr, query: exp.Expr, frame: Frame, *, negative: bool) -> str:
    """`x IN (SELECT …)`: by verbs where it ties records, «x is among …» elsewhere."""
    select = unwrapped(query).this if isinstance(query, exp.Subquery) else query
    if not isinstance(select, exp.Select) or not isinstance(left, exp.Column):
        raise Unphrased(query.sql())
    inner = teller.frame(teller, select, frame)
    if inner.view == "search_notes":
        return _about(teller, select, negative=negative)
    given = unwrapped(select.expressions[0])
    given = given.this if isinstance(given, exp.Alias) else given
    folded = any(select.args.get(clause) for clause in _FOLDS if clause != "distinct")
    if not folded and isinstance(given, exp.Column) and _natural(left.name, given.name) and left.name in {"id", "name"}:
        plain = select.copy()
        plain.set("distinct", None)
        return exists(teller, plain, frame, negative=negative)
    key = "not member" if negative else "member"
    label = teller.label(teller, left, frame)
    if folded:
        sentence = teller.sentence(teller, select, Frame(ctes=frame.ctes))
        return teller.words(key, left=label, what=teller.words("that result", sentence=sentence))
    conditions = teller.conditions(teller, select.args.get("where"), inner)
    what = _rows(teller, inner, conditions, negative=True)
    same = isinstance(given, exp.Column) and given.name == left.name == "id" and inner.view == frame.view
    if same and not negative and conditions:
        return teller.words.all_of(conditions)
    own = isinstance(given, exp.Column) and given.name in {"id", "name"}
    if not own:
        what = teller.words("of rows", noun=what, label=teller.figure(teller, given, inner))
    return teller.words(key, left=label, what=what)


def counted(teller: Teller, left: exp.Expr, frame: Frame) -> str:
    """`(SELECT COUNT(*) FROM …)` as «the number of …»; "" for any other expression."""
    select = left.this if isinstance(left, exp.Subquery) else None
    if not isinstance(select, exp.Select) or len(select.expressions) != 1:
        return ""
    figure = unwrapped(select.expressions[0])
    figure = figure.this if isinstance(figure, exp.Alias) else figure
    if not isinstance(figure, exp.Count) or any(select.args.get(clause) for clause in _FOLDS):
        return ""
    inner = teller.frame(teller, select, frame)
    conditions = teller.conditions(teller, select.args.get("where"), inner)
    return teller.words("count of", noun=_rows(teller, inner, conditions, negative=True))


def _about(teller: Teller, select: exp.Select, *, negative: bool) -> str:
    call = select.args["from_"].this.this
    if list(conjuncts(select.args.get("where"))) or select.args.get("limit"):
        raise Unphrased(select.sql())
    text = call.expressions[0]
    value = teller.params.get(text.name, f":{text.name}") if isinstance(text, exp.Placeholder) else text.name
    phrase = teller.words("about", right=shown(str(value)))
    return teller.words("not", condition=phrase) if negative else phrase


def _rows(teller: Teller, inner: Frame, conditions: list[str], *, negative: bool) -> str:
    words = teller.words
    noun = words.noun(inner.view, one=not negative) if inner.view else words("result")
    article = "an" if noun[0] in "aeiou" else "a"
    if not words.zh and not negative:
        noun = f"{article} {noun}"
    if not conditions:
        return noun
    joined = words.all_of(conditions)
    if len(conditions) > 1:
        joined = f"（{joined}）" if words.zh else f"({joined})"
    return words("what", conditions=joined, noun=noun)
