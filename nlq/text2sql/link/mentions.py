"""Every reading of a question's words as typed values, before the best that do not overlap are chosen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from crm.names import ordinary
from crm.names.entries import Candidate
from crm.names.entries import Mention as NameMention
from crm.names.resolver import NameIndex
from crm.values.dates import DateMention
from crm.values.mentions import find_values
from crm.values.money import Money
from crm.values.numbers import NumberMention
from nlq.text2sql.link import plain, spoken, topics, vocabulary
from nlq.text2sql.link.phrases import Found

ME = re.compile(
    r"我(?!们|想|要|看|来|先|帮|明|等|需|得|说|听|查|找|给|觉)|\b(?:my|mine|i|me|i'm|i've)\b", re.IGNORECASE
)
TO_ME = re.compile(r"(?:给|帮|替|跟|告诉|发|教|让)我|\b(?:give|show|tell|get|send|help|let|for)\s+me\b", re.IGNORECASE)
LETTER_STAGE = re.compile(r"(?<![A-Za-z0-9&.'’/+-])(?<!\b[Pp]lan )([A-F])(\+?)(?![A-Za-z0-9&.'’+]|\s*(?:share|股))")
RANGE = re.compile(r"\s*(?:到|至|~|～|—|–|-|\bto\b|\band\b)\s*")
# What follows an ordinary word that names an industry, and what stands between two industries of a list.
OF_INDUSTRY = re.compile(
    r"\s?(?:行业|领域|赛道|产业|公司|企业|项目|板块|方向|类|标的|初创)|[\s-](?:compan(?:y|ies)|cos?|start-?ups?|deals?|rounds?|names?|sector"
    r"|industry|plays?|players?|investors?|investments?|bets?|targets?|businesses|firms?|bets?)\b",
    re.IGNORECASE,
)
LISTED = re.compile(r"\s*(?:,|、|，|/|&|\+|和|或者?|与|及|以及|\bor\b|\band\b|,\s*or|,\s*and)\s*", re.IGNORECASE)
ZH_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
PHASE = re.compile(
    rf"(?P<zh>[{''.join(ZH_NUMBERS)}1-9])期(?=基金|募|出资|意向|[^前间]|$)|\bfund\s+(?P<en>[IVX]{{1,4}}|[1-9])\b",
    re.IGNORECASE,
)
SHORT_PLACE = 3
LOWER_PLACES = frozenset({"china", "usa", "uk", "prc", "chinese", "japan", "german", "british", "stateside"})
FAMILY = re.compile(
    r"系(?!统|列)|集团|(?:那|这)?一?大?家[子族](?:里|们)?|\s+(?:famil(?:y(?!\s+offices?\b)|ies)|group(?!\s+by\b)|clan|stable)\b(?:'s)?",
    re.IGNORECASE,
)
NAME_KINDS = ("investor", "company", "fund", "person", "group")

# How readings of the same words are ranked when they are equally long.
RANK = {
    "topic": 0,
    "name": 1,
    "money": 2,
    "span": 2,
    "number": 5,
    "length": 6,
    "user": 1,
    "code": 3,
    "place": 3,
    "industry": 3,
    "currency": 4,
    "phase": 1,
}


@dataclass(frozen=True)
class Mention:
    """Words text[start:end] read as `kind` with `value`; `keeps` says whether a model still reads the words themselves."""

    start: int
    end: int
    kind: str
    value: Any
    family: str
    keeps: bool = False
    options: tuple[str, ...] = ()
    problem: str = ""
    is_guess: bool = False
    years: int = 0


def names(text: str, index: NameIndex) -> Iterator[Mention]:
    """Stored names. One that is investor and company alike is an `org`; several that fit alike are options."""
    for found in index.find(text):
        if "investor_kind" in vocabulary.lists_naming(found.words):
            continue  # lists of rounds hold investors called «天使投资人»: the words mean the kind
        alike = _without_own_funds(found.alike(NAME_KINDS))
        if (family := FAMILY.match(text, found.end)) and (group := _group_of(found, family.group())):
            yield Mention(found.start, family.end(), "group", group, "name")
        elif alike and not (found.is_ordinary and plain.is_plain_name(text, found.start, found.end)):
            yield _name(found, tuple(candidate.name for candidate in alike))


def _without_own_funds(alike: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Without the funds of an investor that is meant as well: «Kestrel» is Kestrel Point, not its Fund I."""
    owners = tuple(candidate.name for candidate in alike if candidate.kind != "fund")
    return tuple(c for c in alike if c.kind != "fund" or not any(c.name.startswith(owner) for owner in owners))


def _group_of(found: NameMention, family: str) -> str | None:
    """The group that the name is; before «系» and "family" also the one that the named organisation belongs to."""
    if groups := found.of({"group"}):
        return groups[0].name
    owners = {candidate.group for candidate in found.alike(NAME_KINDS)}
    return owners.pop() if len(owners) == 1 and family.strip().lower() not in ("集团", "group") else None


def _name(found: NameMention, options: tuple[str, ...]) -> Mention:
    name = options[0]
    kinds = {candidate.kind: name for candidate in found.of(NAME_KINDS) if candidate.name == name}
    choice = options if len(options) > 1 else ()
    family = "ordinary" if found.is_ordinary else "name"
    how = found.candidates[0].how
    guess = how in ("typo", "initials") or (how == "pinyin" and not found.words.isascii())
    if {"investor", "company"} <= set(kinds):
        both = {kind: kinds[kind] for kind in ("investor", "company")}
        return Mention(found.start, found.end, "org", both, family, options=choice, is_guess=guess)
    kind = min(kinds, key=NAME_KINDS.index)
    return Mention(found.start, found.end, kind, name, family, options=choice, is_guess=guess)


def values(text: str, today: date) -> Iterator[Mention]:
    """Numbers, money and dates; a range of amounts is two values; a date that does not exist is a problem."""
    yield from _spoken(text, today)
    for found in find_values(text, today):
        if isinstance(found, DateMention):
            yield _looking_back(text, _span(found), today)
        elif found.high is not None and (cut := RANGE.search(text, found.start + 1, found.end)):
            for start, end, part in ((found.start, cut.start(), _low(found)), (cut.end(), found.end, found.high)):
                yield _amount(start, end, part, found)
        elif not (plain.is_plain_number(text, found.start, found.end) or plain.is_unit(text, found.start, found.end)):
            yield _amount(found.start, found.end, _low(found), found)


def _spoken(text: str, today: date) -> Iterator[Mention]:
    for found in spoken.lengths(text, today):
        yield Mention(found.start, found.end, "span", (found.first, today), "length", years=found.years)
    for found in spoken.shares(text):
        yield Mention(found.start, found.end, "percent", found.percent, "number")


def _looking_back(text: str, mention: Mention, today: date) -> Mention:
    first, last = mention.value
    if first and first > today and spoken.was_before(text, mention.start, mention.end):
        return replace(mention, value=(first - timedelta(days=7), last - timedelta(days=7)))
    if first != today or last is None or not spoken.reaches_back(text, mention.start, mention.end):
        return mention
    return replace(mention, value=(today - (last - today) + timedelta(days=1), today))


def _low(found: Money | NumberMention) -> Decimal | None:
    return found.amount if isinstance(found, Money) else found.value


def _amount(start: int, end: int, amount: Decimal | None, found: Money | NumberMention) -> Mention:
    if isinstance(found, Money):
        return Mention(start, end, "money", (amount, found.currency), "money")
    return Mention(start, end, "percent" if found.kind == "percent" else "number", amount, "number")


def _span(found: DateMention) -> Mention:
    if found.value is None:
        return Mention(found.start, found.end, "span", (None, None), "span", problem=found.words)
    years = int(found.count or 0) if found.kind == "rolling" and found.unit == "year" else 0
    return Mention(found.start, found.end, "span", (found.value.start, found.value.end), "span", years=years)


def codes(text: str) -> Iterator[Mention]:
    """Words of the code lists; one word may belong to several lists."""
    for found in vocabulary.code_words().find(text):
        if plain.is_plain_code(text, found.start, found.end):
            continue
        lists: dict[str, str] = {}
        for name, code in found.payloads:
            lists.setdefault(name, code)
        yield Mention(found.start, found.end, "code", lists, "code", keeps=True)
    for letter in LETTER_STAGE.finditer(text):
        code = letter.group(1).lower() + ("_plus" if letter.group(2) else "")
        if letter.group(1) != "A" or letter.start() > 0:
            yield Mention(letter.start(), letter.end(), "code", {"deal_stage": code}, "code", keeps=True)


def words(text: str) -> Iterator[Mention]:
    """Places, industries, currencies and colleagues."""
    yield from _from(
        filter(lambda item: _is_place(text, item.start, item.end), vocabulary.place_words().find(text)), "place"
    )
    industries = list(vocabulary.industry_words().find(text))
    yield from _from(industries, "industry")
    yield from _weak_industries(text, {(found.start, found.end) for found in industries})
    yield from _from(vocabulary.currency_words().find(text), "currency", keeps=True)
    yield from _from(vocabulary.colleague_words().find(text), "user")
    yield from _from(vocabulary.title_words().find(text), "title", keeps=True)


def _weak_industries(text: str, strong: Collection[tuple[int, int]]) -> Iterator[Mention]:
    for found in vocabulary.weak_industry_words().find(text):
        listed = any(LISTED.fullmatch(text[min(end, found.end) : max(start, found.start)]) for start, end in strong)
        if listed or OF_INDUSTRY.match(text, found.end):
            yield Mention(found.start, found.end, "industry", found.payloads[0], "industry")


def _is_place(text: str, start: int, end: int) -> bool:
    """«us» and «nice» are no places; «US» and «Nice» are. «手上海淀的» holds no 上海."""
    words = text[start:end]
    if words[0] == "上" and text[:start].endswith("手"):
        return False
    if not words.isascii() or words.lower() in LOWER_PLACES:
        return True
    return (
        words.isupper() if len(words) <= SHORT_PLACE else words[0].isupper() or not ordinary.is_english(words.lower())
    )


def _from(found: Iterable[Found[Any]], kind: str, *, keeps: bool = False) -> Iterator[Mention]:
    for item in found:
        yield Mention(item.start, item.end, kind, item.payloads[0], kind, keeps=keeps)


def me(text: str, asker: str) -> Iterator[Mention]:
    """«我», "my": the asker; not where somebody is only asked to tell them something."""
    asked = [found.span() for found in TO_ME.finditer(text)]
    for found in ME.finditer(text):
        if not plain.is_plain_me(text, *found.span()) and not any(start <= found.start() < end for start, end in asked):
            yield Mention(found.start(), found.end(), "user", asker, "user", keeps=True)


def phases(text: str) -> Iterator[Mention]:
    """Our own funds by their number, in both ways to write it: «二期» is "Fund II"."""
    for found in PHASE.finditer(text):
        said = (found.group("zh") or found.group("en")).upper()
        at = ZH_NUMBERS.index(said) if said in ZH_NUMBERS else ROMAN.index(said) if said in ROMAN else int(said) - 1
        named = (f"{ZH_NUMBERS[at]}期", f"Fund {ROMAN[at]} ")
        yield Mention(found.start(), found.end(), "phase", named, "phase", keeps=True)


def texts(text: str, quoted: Collection[str] = ()) -> Iterator[Mention]:
    """What notes and minutes are searched for; `quoted` are words that are known to be such."""
    for words in quoted:
        if (start := text.lower().find(words.lower())) >= 0:
            yield Mention(start, start + len(words), "text", text[start : start + len(words)], "topic")
    for found in topics.find_topics(text):
        if vocabulary.lists_naming(found.words) and not topics.is_searched_for(text, found):
            continue  # «关系是“目标”的» quotes a state
        yield Mention(found.start, found.end, "text", found.words, "topic")


def _is_contradicted(guess: Mention, found: Iterable[Mention]) -> bool:
    """Whether words that are known say what a guessed name would hold in part: «大兴区» against «区的火箭», «母基金»."""
    known = (m for m in found if m.family in ("code", "place", "industry", "span", "money", "title", "user"))
    return any(m.start < guess.end and guess.start < m.end and not _is_inside(m, guess) for m in known)


def _is_inside(item: Mention, outer: Mention) -> bool:
    return outer.start <= item.start and item.end <= outer.end and item.end - item.start < outer.end - outer.start


def chosen(found: Iterable[Mention]) -> list[Mention]:
    """The longest readings that do not overlap, in the order of the text."""
    found = list(found)
    found = [m for m in found if not (m.is_guess and _is_contradicted(m, found))]
    names_at = [m for m in found if m.family == "name"]
    found = [m for m in found if m.family != "topic" or not any(m.start < n.end and n.start < m.end for n in names_at)]
    ranked = sorted(found, key=lambda m: (m.family != "topic", -(m.end - m.start), RANK.get(m.family, 9), m.start))
    kept: list[Mention] = []
    for mention in ranked:
        if all(mention.end <= other.start or mention.start >= other.end for other in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)
