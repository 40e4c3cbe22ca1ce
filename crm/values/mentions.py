"""All values of a sentence at once, each word given to one of them."""

from __future__ import annotations

from datetime import date

from crm.values.dates import DateMention, find_dates
from crm.values.money import Money, find_money
from crm.values.numbers import NumberMention, find_numbers

Value = Money | DateMention | NumberMention


def find_values(text: str, today: date) -> list[Value]:
    """Money, dates and numbers in order, none overlapping: money with a currency or scale first, then dates, then numbers."""
    kept: list[Value] = []
    found: Value
    candidates: list[Value] = [*find_money(text), *find_dates(text, today), *find_numbers(text)]
    for found in candidates:
        if all(found.end <= other.start or found.start >= other.end for other in kept):
            kept.append(found)
    return sorted(kept, key=lambda value: value.start)
