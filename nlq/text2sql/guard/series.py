"""generate_series between fixed bounds: how many rows it makes."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlglot import exp

from nlq.errors import GuardRefusal

MAX_ROWS: Final = 4_000
_DAYS: Final = {"DAY": 1.0, "WEEK": 7.0, "MONTH": 28.0, "QUARTER": 84.0, "YEAR": 365.0}


def pass_series(call: exp.Expr) -> None:
    """Raise GuardRefusal unless both bounds and the step are fixed and the rows few."""
    start, end = _bound(call.args.get("start")), _bound(call.args.get("end"))
    step = _step(call.args.get("step"))
    if start is None or end is None or step <= 0 or (end - start) / step > MAX_ROWS:
        raise GuardRefusal("series", f"{MAX_ROWS:,}")


def _bound(node: exp.Expr | None) -> float | None:
    """A number, or a date as its day's number; None for anything that is not fixed."""
    try:
        if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal):
            return float(date.fromisoformat(node.this.name[:10]).toordinal())
        return float(node.name) if isinstance(node, exp.Literal) and not node.is_string else None
    except ValueError:
        return None


def _step(node: exp.Expr | None) -> float:
    if node is None:
        return 1.0
    if isinstance(node, exp.Literal) and not node.is_string:
        return float(node.name)
    if isinstance(node, exp.Interval) and isinstance(node.this, exp.Literal) and node.this.name.isdigit():
        unit = node.args.get("unit")
        return float(node.this.name) * _DAYS.get(unit.name.upper().rstrip("S") if unit is not None else "", 0.0)
    return 0.0
