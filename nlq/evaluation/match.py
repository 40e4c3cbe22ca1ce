"""Whether an answer's rows hold the gold rows, whatever the columns are called and in whatever order they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations, product
from typing import Any, Final

from nlq.evaluation.cells import Comparison, in_one_year, plain, scales_of
from nlq.evaluation.questions import Asked

MOST_ASSIGNMENTS: Final = 500
SAMPLE: Final = 40
LIKELY: Final = 0.5  # of the sampled cells are gold cells: the column may stand for the gold column

Row = tuple[Any, ...]
Choice = tuple[int, Comparison]  # a column of the answer, and how its cells are compared


@dataclass(frozen=True)
class Table:
    """Rows with the names of their columns. `uncut`: the rows without the statement's LIMIT, where it had one."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    uncut: tuple[Row, ...] | None = None
    truncated: bool = False


@dataclass(frozen=True)
class Match:
    """`why` says what differs, or «empty» where the right answer holds nothing."""

    is_right: bool
    why: str = ""


@dataclass(frozen=True)
class _Target:
    """The gold rows cut down to their key columns, and the value by which each is ranked."""

    keys: tuple[str, ...]
    rows: tuple[Row, ...]
    ranks: tuple[Any, ...]
    needed: int


def matches(asked: Asked, gold: Table, shown: Table) -> Match:
    """Compare an answer with the rows of one gold statement."""
    rows = [tuple(plain(cell) for cell in row) for row in shown.rows]
    if not gold.rows:
        return _nothing(rows)
    if not rows:
        return Match(False, "no rows")
    target = _target(asked, gold)
    rows = _with_joined_periods(target.keys, rows)
    why = ""
    for places, comparisons in _assignments(asked, target, rows, shown.columns):
        found = _compared(asked, target, [tuple(row[place] for place in places) for row in rows], comparisons, shown)
        if found.is_right:
            return found
        why = found.why
    if asked.topic in {"compare", "count"} and _is_turned(target, rows):
        return Match(True)
    return Match(False, why or "no column holds " + _lonely(asked, target, rows))


def _nothing(rows: list[Row]) -> Match:
    says_nothing = not rows or (len(rows) == 1 and all(cell in (None, 0.0, False) for cell in rows[0]))
    return Match(says_nothing, "empty" if says_nothing else "the gold is empty")


def _target(asked: Asked, gold: Table) -> _Target:
    """An alternative of another shape stands for itself: all its columns count."""
    keys = asked.keys if asked.keys and set(asked.keys) <= set(gold.columns) else gold.columns
    rank = gold.columns.index(asked.rank) if asked.rank in gold.columns and asked.rank else None
    source = gold.rows if gold.uncut is None or rank is None else gold.uncut
    plains = [tuple(plain(cell) for cell in row) for row in source]
    places = [gold.columns.index(key) for key in keys]
    rows = tuple(tuple(row[place] for place in places) for row in plains)
    return _Target(keys, rows, tuple(row[rank] for row in plains) if rank is not None else (), len(gold.rows))


def _with_joined_periods(keys: Sequence[str], rows: list[Row]) -> list[Row]:
    """A year and a month (or quarter) in two columns are also one label: a column more for each such pair."""
    part = next((key for key in keys if key in {"month", "quarter"}), None)
    if part is None:
        return rows
    sign, highest = ("Q", 4) if part == "quarter" else ("-", 12)
    pairs = [
        pair
        for pair in permutations(range(len(rows[0])), 2)
        if all(_is_within(row[pair[0]], 1900, 2100) and _is_within(row[pair[1]], 1, highest) for row in rows)
    ]
    return [row + tuple(f"{int(row[year])}{sign}{int(row[number]):02d}" for year, number in pairs) for row in rows]


def _is_within(value: Any, least: int, most: int) -> bool:
    return isinstance(value, float) and value.is_integer() and least <= value <= most


def _assignments(
    asked: Asked, target: _Target, rows: list[Row], names: Sequence[str]
) -> Iterator[tuple[list[int], list[Comparison]]]:
    """Each way in which columns of the answer may stand for the key columns, the likeliest first."""
    choices = [
        sorted(_candidates(asked, target, number, rows), key=lambda item: names[item[0] : item[0] + 1] != (key,))
        for number, key in enumerate(target.keys)
    ]
    for choice in islice(_apart(choices, frozenset()), MOST_ASSIGNMENTS):
        yield [place for place, _ in choice], [comparison for _, comparison in choice]


def _apart(choices: Sequence[Sequence[Choice]], taken: frozenset[int]) -> Iterator[tuple[Choice, ...]]:
    """One of each choice, no column twice: columns that hold nothing could all stand for each other."""
    if not choices:
        yield ()
        return
    for choice in choices[0]:
        if choice[0] not in taken:
            yield from ((choice, *rest) for rest in _apart(choices[1:], taken | {choice[0]}))


def _candidates(asked: Asked, target: _Target, number: int, rows: list[Row]) -> list[Choice]:
    column = target.keys[number]
    wanted = list(dict.fromkeys(row[number] for row in target.rows))
    one_year = in_one_year(column, wanted)
    found = []
    for place, scale in product(range(len(rows[0])), scales_of(column, money_scales=asked.scales)):
        comparison = Comparison(column, one_year, scale)
        cells = [row[place] for row in rows[:SAMPLE]]
        share = sum(any(comparison.same(gold, cell) for gold in wanted) for cell in cells) / len(cells)
        if share >= LIKELY or (asked.min_f1 is not None and share > 0):
            found.append((share, place, comparison))
    return [(place, comparison) for _, place, comparison in sorted(found, key=lambda item: -item[0])]


def _lonely(asked: Asked, target: _Target, rows: list[Row]) -> str:
    """The key columns that no column of the answer can stand for."""
    lonely = [key for number, key in enumerate(target.keys) if not _candidates(asked, target, number, rows)]
    return ", ".join(lonely or target.keys)


def _compared(asked: Asked, target: _Target, rows: list[Row], comparisons: list[Comparison], shown: Table) -> Match:
    if asked.min_f1 is not None:
        return _by_f1(target, rows, comparisons, asked.min_f1)
    if asked.dupes_ok:
        rows, target = list(dict.fromkeys(rows)), _without_repeats(target)
    hits = _hits(target.rows, rows, comparisons)
    if (strange := hits.count(None)) > 0:
        return Match(False, f"{strange} of {len(rows)} rows are not in the gold")
    found = [hit for hit in hits if hit is not None]
    if len(target.rows) != target.needed and target.ranks:
        return _top(asked, target, found)
    missing = len(target.rows) - len(found)
    if missing and not shown.truncated:
        return Match(False, f"{missing} of {len(target.rows)} gold rows are missing")
    return _in_order(asked, target, found)


def _without_repeats(target: _Target) -> _Target:
    seen: dict[Row, int] = {}
    for number, row in enumerate(target.rows):
        seen.setdefault(row, number)
    first = list(seen.values())
    ranks = tuple(target.ranks[number] for number in first) if target.ranks else ()
    cut = len(target.rows) != target.needed
    return _Target(
        target.keys, tuple(target.rows[number] for number in first), ranks, target.needed if cut else len(first)
    )


def _hits(gold: Sequence[Row], rows: list[Row], comparisons: list[Comparison]) -> list[int | None]:
    """For each row the number of the gold row that it stands for; each gold row is used once."""
    exact: dict[Row, list[int]] = defaultdict(list)
    for number in range(len(gold) - 1, -1, -1):
        exact[gold[number]].append(number)
    free = dict.fromkeys(range(len(gold)))
    hits: list[int | None] = []
    for row in rows:
        twins = exact.get(row, [])
        while twins and twins[-1] not in free:
            twins.pop()
        hit = twins.pop() if twins else next((n for n in free if _same_row(gold[n], row, comparisons)), None)
        if hit is not None:
            del free[hit]
        hits.append(hit)
    return hits


def _same_row(gold: Row, row: Row, comparisons: list[Comparison]) -> bool:
    return all(how.same(one, other) for how, one, other in zip(comparisons, gold, row, strict=True))


def _by_f1(target: _Target, rows: list[Row], comparisons: list[Comparison], least: float) -> Match:
    wanted, said = list(dict.fromkeys(target.rows)), list(dict.fromkeys(rows))
    common = sum(hit is not None for hit in _hits(wanted, said, comparisons))
    f1 = 2 * common / (len(wanted) + len(said))
    return Match(f1 >= least, f"F1 {f1:.2f}")


def _top(asked: Asked, target: _Target, hits: list[int]) -> Match:
    """The first rows of a ranking: those before the cut are needed, those that tie with the last may replace it."""
    cut = target.ranks[target.needed - 1]
    needed = {number for number in range(target.needed) if target.ranks[number] != cut}
    ties = {number for number, rank in enumerate(target.ranks) if rank == cut}
    if not needed <= set(hits) <= needed | ties:
        return Match(False, f"not the first {target.needed}")
    if len(hits) not in (target.needed, len(needed | ties)):
        return Match(False, f"{len(hits)} rows where {target.needed} were asked for")
    return _in_order(asked, target, hits)


def _in_order(asked: Asked, target: _Target, hits: list[int]) -> Match:
    if not asked.ordered:
        return Match(True)
    said = [target.ranks[hit] for hit in hits] if target.ranks else [target.rows[hit] for hit in hits]
    wanted = [target.ranks[hit] for hit in sorted(hits)] if target.ranks else [target.rows[hit] for hit in sorted(hits)]
    return Match(said == wanted, "" if said == wanted else "another order")


def _is_turned(target: _Target, rows: list[Row]) -> bool:
    """The same few figures beside each other instead of below each other, or the other way round."""
    numbers = [cell for row in target.rows for cell in row if isinstance(cell, float)]
    how = Comparison(target.keys[-1])
    if len(target.rows) == 1 and len(numbers) == len(target.keys) == len(rows) > 1:
        return any(_same_bag(numbers, [row[place] for row in rows], how) for place in range(len(rows[0])))
    across = [cell for cell in rows[0] if isinstance(cell, float)]
    return len(rows) == 1 and 1 < len(numbers) == len(target.rows) <= 3 and _same_bag(numbers, across, how)


def _same_bag(gold: list[float], cells: list[Any], how: Comparison) -> bool:
    rest = [cell for cell in cells if isinstance(cell, float)]
    for number in gold:
        hit = next((cell for cell in rest if how.same(number, cell)), None)
        if hit is None:
            return False
        rest.remove(hit)
    return True
