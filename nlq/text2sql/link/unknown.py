"""Words that look like a name of an organisation or a person and are no stored one: «the nearest three are offered»."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crm.names import ordinary
from crm.names.resolver import NameIndex
from nlq.text2sql.link.mentions import NAME_KINDS, Mention
from nlq.text2sql.linked import Ambiguity

OFFERED = 3
LATIN = re.compile(
    r"[A-Z][A-Za-z0-9]*(?:[&'’.-][A-Za-z0-9]+)*(?:\s+(?:&\s+)?[A-Z][A-Za-z0-9]*(?:[&'’.-][A-Za-z0-9]+)*)*"
)
# The words before the tail are taken back to the nearest word that is no part of a name.
CHINESE = re.compile(r"[一-鿿]{2,6}?(?:资本|创投|控股|科技(?!公司|行业|领域|赛道|企业))")
BEFORE = re.compile(
    r".*(?:投过|投了|投资|领投|跟投|和|与|跟|给|在|由|被|对|找|查|看|见|约|的|了|过|年|月|家|笔|里|把|下|要)"
)
PLAIN = re.compile(
    r"(?:风险|产业|金融|创业|国有|民营|外资|社会|信息|高|新|生物|农业|医疗|硬|企业|总|融|哪些|多少|所有|全部|知名|头部)+(?:资本|创投|控股|科技)"
)
# Capitalised words that name no record.
_NO_NAMES = (
    "i've i'm i'd i'll asia asian asians europe european europeans africa african africans scandinavia scandinavian "
    "scandinavians nordic nordics american americans latin christmas easter thanksgiving diwali xmas qoq yoy ytd ebitda "
    "tvpi dpi irr arr mrr gmv capex opex"
)
NO_NAMES = frozenset(_NO_NAMES.split())
OWNED = re.compile(r"\s*(?:'s|’s|:|—|,? (?:Inc|Ltd|LLC)\b)")
ABBREVIATION = re.compile(r"[A-Z0-9.&+-]{1,5}s?")


def unknown_names(question: str, taken: Iterable[Mention], index: NameIndex) -> Iterator[Ambiguity]:
    """What looks like a name outside the linked words, each with the nearest stored names."""
    taken = list(taken)
    spans = [(item.start, item.end) for item in taken if not item.keeps]
    for start, words in [*_latin(question), *_chinese(question)]:
        end = start + len(words)
        inside = any(item.start <= start and end <= item.end for item in taken)
        if not inside and all(end <= first or start >= last for first, last in spans):
            yield Ambiguity(words, tuple(found.name for found in index.nearest(words, NAME_KINDS, OFFERED)))


def _latin(question: str) -> Iterator[tuple[int, str]]:
    for found in LATIN.finditer(question):
        words = found.group().split()
        opens = found.start() == 0 or question[: found.start()].rstrip()[-1:] in ".?!:"
        if opens and len(words) == 1 and not OWNED.match(question, found.end()):
            continue  # any word is capitalised there
        if not all(_is_plain(word) for word in words):
            yield found.start(), found.group()


def _is_plain(word: str) -> bool:
    return (
        word.lower().replace("’", "'") in NO_NAMES
        or ABBREVIATION.fullmatch(word) is not None
        or all(ordinary.is_english(part) for part in re.split(r"[^a-z]+", word.lower()) if part)
    )


def _chinese(question: str) -> Iterator[tuple[int, str]]:
    for found in CHINESE.finditer(question):
        before = BEFORE.match(found.group()[:-2])
        words = found.group()[before.end() if before else 0 :]
        if len(words) >= 4 and not PLAIN.fullmatch(words):
            yield found.end() - len(words), words
