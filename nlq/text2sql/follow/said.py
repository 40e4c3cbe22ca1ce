"""What an edit changed, as sentences in the active language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from crm import catalog, codes
from nlq.text2sql.compile.elapsed import column_of
from nlq.text2sql.compile.semantics import ORDERED_CODES, SYNONYMS
from nlq.text2sql.follow.conditions import Change
from nlq.text2sql.follow.slots import family, related_view
from nlq.text2sql.linked import Value
from nlq.text2sql.plan import About, Compare, Condition, Every, Having, Key, Measure, Of, Operand, Order, Related, Test

Values = Mapping[str, Value]


def conditions(view: str, change: Change, values: Values, *, excluded: bool) -> list[str]:
    """Sentences for conditions that came, went or took another's place."""
    view = change.view or view
    if change.came and change.went:
        old, new = change.went[0], change.came[0]
        if isinstance(old, Compare) and isinstance(new, Compare):
            return [
                _("%(column)s: %(new)s instead of %(old)s")
                % {
                    "column": _subject(view, old),
                    "new": _operand(view, new.column, new.operand, values),
                    "old": _operand(view, old.column, old.operand, values),
                }
            ]
    if change.went:
        gone = dict.fromkeys(phrase(view, item, values) for item in change.went)
        return [_("No longer required: %(what)s") % {"what": _joined(list(gone))}]
    sentence = _("Left out: %(what)s") if excluded else _("Added: %(what)s")
    return [sentence % {"what": phrase(view, _plain(item) if excluded else item, values)} for item in change.came]


def _plain(item: Condition) -> Condition:
    """A condition that excludes, as what it leaves out."""
    match item:
        case Compare(column, "!=", operand):
            return Compare(column, "=", operand)
        case Compare(column, "not in", operand):
            return Compare(column, "in", operand)
        case Related("lacks", relation, where):
            return Related("has", relation, where)
        case Every("not", items):
            return items[0] if len(items) == 1 else Every("and", items)
        case _:
            return item


def phrase(view: str, item: Condition, values: Values) -> str:
    """One condition in a few words: «城市为上海», "stage Series A"."""
    match item:
        case Compare(column, op, operand):
            return _comparison(op, follows_one_another=_is_sequence(view, column)) % {
                "column": _subject(view, item),
                "value": _operand(view, column, operand, values),
            }
        case Test(column, test):
            return _test(test) % {"column": label(view, column)}
        case Every("not", items):
            return _("not %(what)s") % {"what": _joined([phrase(view, one, values) for one in items])}
        case Every(_op, items):
            return _joined([phrase(view, one, values) for one in items])
        case About(operand):
            return _("about «%(words)s»") % {"words": _operand(view, "body", operand, values)}
        case Related(how, relation, where):
            return _related(view, how, relation, where, values)


def _related(view: str, how: str, relation: str, where: tuple[Condition, ...], values: Values) -> str:
    inner = related_view(view, relation)
    said = _joined([phrase(inner, one, values) for one in where])
    if how == "lacks":
        return (
            _("no %(records)s with %(what)s") % {"records": records(inner), "what": said}
            if said
            else pgettext("follow-up", "none")
        )
    return said or records(inner)


def _comparison(op: str, *, follows_one_another: bool = False) -> str:
    """How a comparison is said; days and stages come before and after, amounts are above and below."""
    if follows_one_another and op in ("<", "<=", ">", ">="):
        return {
            "<": _("%(column)s before %(value)s"),
            "<=": _("%(column)s %(value)s or earlier"),
            ">": _("%(column)s after %(value)s"),
            ">=": _("%(column)s %(value)s or later"),
        }[op]
    return {
        "=": _("%(column)s %(value)s"),
        "in": _("%(column)s %(value)s"),
        "!=": _("%(column)s not %(value)s"),
        "not in": _("%(column)s not %(value)s"),
        ">": _("%(column)s above %(value)s"),
        ">=": _("%(column)s at least %(value)s"),
        "<": _("%(column)s below %(value)s"),
        "<=": _("%(column)s at most %(value)s"),
        "contains": _("%(column)s with %(value)s"),
    }[op]


def _is_sequence(view: str, column: str) -> bool:
    return family(view, column) in ("date", *ORDERED_CODES)


def _test(test: str) -> str:
    return {
        "empty": _("%(column)s not known"),
        "filled": _("%(column)s known"),
        "yes": _("%(column)s: yes"),
        "no": _("%(column)s: no"),
    }[test]


def _subject(view: str, item: Compare) -> str:
    return label(view, item.column)


def label(view: str, column: str) -> str:
    """A plan's column as people read it: money without its currency."""
    if column == "place":
        return pgettext("follow-up", "place")
    name = SYNONYMS.get(view, {}).get(column, column)
    stored = name if _knows(view, name) else f"{name}_cny"
    if not _knows(view, stored):
        return column
    return re.sub(r"\s*\([^)]*\)$", "", column_of(view, stored).label(_language()))


def _knows(view: str, name: str) -> bool:
    try:
        column_of(view, name)
    except KeyError:
        return False
    return True


def records(view: str) -> str:
    """The records of a view, as a list is headed."""
    name = catalog.view(view).label(_language())
    return name if _language() == "zh" else name.lower()


def _operand(view: str, column: str, operand: Operand, values: Values) -> str:
    if isinstance(operand, tuple):
        return _joined([_operand(view, column, one, values) for one in operand])
    if operand == ":today":
        return pgettext("follow-up", "today")
    if isinstance(operand, str) and operand.startswith(":") and operand[1:] in values:
        return value_words(values[operand[1:]])
    return codes.label(_codes(view, column), operand, _language()) if isinstance(operand, str) else str(operand)


def _codes(view: str, column: str) -> str:
    return column_of(view, column).codes if _knows(view, column) else ""


def value_words(value: Value) -> str:
    """A linked value as the asker said it; who «我» is, and a code by its label."""
    if value.kind == "user":
        return str(value.value)
    if value.kind == "code":
        name, code = next(iter(value.value.items()))
        return codes.label(name, code, _language())
    return value.words.strip()


def grouped(view: str, keys: tuple[Key, ...]) -> str:
    """«改按年份分组», "Grouped by year"."""
    return _("Grouped by %(keys)s") % {"keys": _joined([_key(view, key) for key in keys])}


def _key(view: str, key: Key) -> str:
    buckets = {
        "year": pgettext("follow-up", "year"),
        "half": pgettext("follow-up", "half-year"),
        "quarter": pgettext("follow-up", "quarter"),
        "month": pgettext("follow-up", "month"),
        "week": pgettext("follow-up", "week"),
    }
    return buckets.get(key.bucket) or label(view, key.column)


def figures(view: str, shown: tuple[Measure, ...]) -> str:
    """«改看：总金额», "Figure: average amount"."""
    return _("Now shown: %(figures)s") % {"figures": _joined([_figure(view, item) for item in shown])}


def _figure(view: str, item: Measure) -> str:
    words = {
        "count": pgettext("follow-up", "number"),
        "sum": pgettext("follow-up", "total"),
        "avg": pgettext("follow-up", "average"),
        "median": pgettext("follow-up", "median"),
        "min": pgettext("follow-up", "smallest"),
        "max": pgettext("follow-up", "largest"),
        "weighted": pgettext("follow-up", "weighted total"),
        "share": pgettext("follow-up", "share"),
        "part": pgettext("follow-up", "share of the total"),
        "growth": pgettext("follow-up", "growth"),
        "running": pgettext("follow-up", "running total"),
    }
    name = words.get(item.function, item.function)
    if item.column == "*" or item.function in ("share", "part", "growth", "running", "each"):
        return name
    return _("%(figure)s of %(column)s") % {"figure": name, "column": label(view, item.column)}


def ungrouped() -> str:
    """One figure over all rows."""
    return _("No longer grouped")


def chosen(view: str, item: Having, values: Values) -> str:
    """A condition on the figures of groups."""
    if isinstance(item.measure, Key):
        return ""
    said = _comparison(item.op) % {
        "column": _figure(view, item.measure),
        "value": _operand(view, "", item.operand, values),
    }
    return _("Added: %(what)s") % {"what": said}


def listed() -> str:
    """Rows in place of figures."""
    return _("The rows themselves are listed")


def ordered(view: str, order: tuple[Order, ...], *, turned_round: bool) -> str:
    """What the rows are sorted by, and from which end."""
    if turned_round:
        return _("The order is turned round")
    by = order[0].by
    name = _figure(view, by) if isinstance(by, Measure) else _key(view, by) if isinstance(by, Key) else ""
    if isinstance(by, Key) and _is_sequence(view, by.column):
        words = _("Sorted by %(what)s, newest first") if order[0].descending else _("Sorted by %(what)s, oldest first")
    elif order[0].descending:
        words = _("Sorted by %(what)s, from high to low")
    else:
        words = _("Sorted by %(what)s, from low to high")
    return words % {"what": name}


def limited(value: Value | None) -> str:
    """How many are shown."""
    return (
        _("Only the first")
        if value is None
        else _("Only the first %(count)s") % {"count": f"{value.value.normalize():f}"}
    )


def columns_added(view: str, columns: tuple[Key | Of, ...]) -> str:
    """Which columns came."""
    names = []
    for item in columns:
        if isinstance(item, Key):
            names.append(label(view, item.column))
        elif isinstance(item.item, Key):
            names.append(label(related_view(view, item.relation), item.item.column))
    if not names:
        return _("No new column: it is shown already")
    return _("Columns added: %(columns)s") % {"columns": _joined(names)}


def turned(view: str) -> str:
    """To which related records the plan has turned."""
    return _("Turned to the %(records)s of what was found before") % {"records": records(view)}


def cut_lost() -> str:
    """The previous list was cut, the related records are those of all."""
    return _("The earlier limit no longer holds: these belong to all that fitted")


def currency(value: Value) -> str:
    """Which currency amounts are in."""
    return _("Amounts in %(currency)s") % {"currency": codes.label("currency", str(value.value), _language())}


def _joined(parts: list[str]) -> str:
    return ("、" if _language() == "zh" else ", ").join(parts)


def _language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"
