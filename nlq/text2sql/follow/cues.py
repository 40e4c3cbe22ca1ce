"""The words of a follow-up -> edits. Every rule takes the words it has understood out of the text; what is left decides
whether the whole was a follow-up at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlq.text2sql.follow import filler
from nlq.text2sql.follow.builders import AFTER_OP, BEFORE_OP, BUILDERS
from nlq.text2sql.follow.edit import Edit, Figure, Group, Keep, Lead, Show, Tested, Turn
from nlq.text2sql.follow.heard import NOUN, TOP, VALUE, Heard
from nlq.text2sql.follow.nouns import COUNT, Noun
from nlq.text2sql.follow.reading import NARROWS, ONE_OF_THEM, REPLACES, Builder, Reading, is_number

ASKS = re.compile(r"谁|哪|吗|多少|几[笔家轮个]|什么|\b(?:who|whose|what|which|how|when|did|does|is|are|has|have)\b")
NAMED = frozenset({"investor", "company", "org", "group", "person", "fund"})
SOURCE = Path(__file__).with_name("cues.tsv")
AND = r"(?:\s*(?:,|、|，|和|或者?|与|及|以及|/|&|\band\b|\bor\b)\s*)"
VALUES = rf"{VALUE}(?:{AND}{VALUE})*"
NOUNS = rf"{NOUN}(?:{AND}(?:the )?{NOUN})*"
UNIT = r"[笔家个位条次项单人只轮篇名]"
COMPARED = (
    rf"(?:(?P<noun>{NOUN})\s*(?:是|为|在|of|is)?\s*)?(?P<before>{'|'.join(p for _, p in BEFORE_OP)})?\s*"
    rf"(?P<values>{VALUES})\s*(?P<after>{'|'.join(p for _, p in AFTER_OP)})?"
)
_ARTICLE = r"(?:the |their |its |those |these )?"
_IN_EXCLUSION = (
    r"(?:the|those|these|ones?|in|from|by|led|we|that|which|have|are|made|with|deals?|us|is|were|did|of|for)\s+"
)
SHORTHAND = {
    "values": VALUES,
    "nouns": NOUNS,
    "and": AND,
    "in exclusion": _IN_EXCLUSION,
    "article": _ARTICLE,
    "before": "|".join(pattern for _, pattern in BEFORE_OP),
    "after": "|".join(pattern for _, pattern in AFTER_OP),
    "unit": UNIT,
    "value": VALUE,
    "noun": NOUN,
    "top": TOP,
}


@lru_cache(maxsize=1)
def rules() -> tuple[tuple[re.Pattern[str], Builder], ...]:
    """The phrases of cues.tsv in their order, with what makes edits of them; bare values come last."""
    lines = [line for line in SOURCE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    named = [tuple(line.split("\t", 1)) for line in lines]
    found = [
        (re.compile(re.sub(r"«([^»]+)»", lambda m: SHORTHAND[m[1]], text)), BUILDERS[name]) for name, text in named
    ]
    return (*found, (re.compile(COMPARED), BUILDERS["compared"]))


@dataclass(frozen=True)
class Parsed:
    """The edits in the order of their rules, and whether the leftover words leave a doubt."""

    edits: tuple[Edit, ...]
    doubtful: bool = False


def parse(heard: Heard, view: str, *, is_figure: bool) -> Parsed | None:
    """The edits of a follow-up to a question about `view`; None where words are left that no rule understands."""
    reading = Reading(heard, view, is_figure, heard.text)
    edits: list[Edit] = []
    for pattern, builder in rules():
        for found in list(pattern.finditer(reading.text)):
            if found.group() and found.group() in reading.text and (built := builder(reading, found)) is not None:
                edits += built
                reading.text = reading.text.replace(found.group(), " ", 1)
    turned = _turned(reading, edits)
    if turned is None or _has_own_subject(reading, edits) or _has_two_periods(edits):
        return None
    edits = [*turned, *edits]
    left = filler.left_over(reading.text)
    if (left and not filler.is_tolerable(left)) or (left and not edits):
        return None
    return Parsed(tuple(edits), bool(left)) if edits else None


def _has_own_subject(reading: Reading, edits: list[Edit]) -> bool:
    """«望潮投资投过哪几家»: a question about a named party, and nothing that points back."""
    text = reading.heard.text
    if reading.heard.has_anaphor or REPLACES.search(text) or NARROWS.search(text) or not ASKS.search(text):
        return False
    kept = [value for item in edits if isinstance(item, Keep) and item.how == "restrict" for value in item.values]
    kept += [item.value for item in edits if isinstance(item, Lead) and item.value is not None]
    return any(value.kind in NAMED for value in kept)


def _has_two_periods(edits: list[Edit]) -> bool:
    """Two periods that no «and» joins: «多少封邮件每周，今年»."""
    return sum(isinstance(item, Keep) and item.values[0].kind == "span" and item.noun is None for item in edits) > 1


def _turned(reading: Reading, edits: list[Edit]) -> list[Edit] | None:
    """The turn to the records that a noun left over names; None where such a noun makes a question of its own."""
    marks = [mark for mark in reading.text if mark in reading.heard.nouns]
    reading.text = re.sub(NOUN, " ", reading.text)
    others = [noun for noun in reading.nouns("".join(marks)) if reading.is_other(noun)]
    strays = [noun for noun in reading.nouns("".join(marks)) if not noun.view]
    has_values = any(isinstance(item, (Keep, Lead, Tested)) for item in edits)
    turns = [item for item in edits if isinstance(item, Turn)]
    if turns:
        is_own = has_values and not turns[0].invested and not reading.heard.has_anaphor
        return None if strays or is_own else []
    if strays:
        return _of_strays(reading, strays, edits)
    if ONE_OF_THEM.search(reading.heard.text):
        return []
    if not others:
        return None if _is_phrase_of_its_own(reading, marks, edits) else []
    if len({noun.view for noun in others}) > 1 and not reading.heard.has_anaphor:
        return None
    if not reading.heard.has_anaphor and (has_values or not filler.is_short(reading.heard.question)):
        return None
    return [Turn(others[-1].view)]


def _of_strays(reading: Reading, nouns: list[Noun], edits: list[Edit]) -> list[Edit] | None:
    """«换成笔数», "with the title", «按城市汇总金额»: figures or columns that no rule has named."""
    if edits:
        is_grouped = len(nouns) == 1 and all(isinstance(item, Group) for item in edits)
        return [Figure("sum", nouns[0])] if is_grouped and is_number(reading.view, nouns[0]) else None
    if nouns[0].columns[:1] == (COUNT,):
        return [Figure("count")]
    if reading.is_figure and REPLACES.search(reading.heard.text):
        return [Figure("", nouns[0])]
    return [Show(tuple(nouns))] if filler.asks_for_columns(reading.heard.text) else None


def _is_phrase_of_its_own(reading: Reading, marks: list[str], edits: list[Edit]) -> bool:
    """«上海的机构»: records with their conditions and nothing that points back."""
    if not marks or reading.heard.has_anaphor or not edits:
        return False
    points_back = REPLACES.search(reading.heard.text) or NARROWS.search(reading.heard.text)
    return not points_back and all(isinstance(item, Keep) and item.how == "restrict" for item in edits)
