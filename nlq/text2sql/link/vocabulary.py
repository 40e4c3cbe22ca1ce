"""The words of a question that name codes, places, industries, currencies and colleagues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max

from crm import codes
from crm.models import Affiliation, Industry, User
from crm.names import industries, places
from nlq.text2sql.link.phrases import Phrases

# Code lists that words of a question may name, with the word of the list that is no use in one.
LISTS = (
    "company_status", "investor_kind", "relationship", "fund_status", "interaction_kind", "opportunity_stage",
    "opportunity_status", "deal_stage",
)  # fmt: skip
NO_WORDS = frozenset(
    {
        "other",
        "其他",
        "unknown",
        "未知",
        "none",
        "lead",
        "leads",
        "bank",
        "early lead",
        "a",
        "a round",
        "wins",
        "losses",
    }
)
# Words for one post; a title that holds any of them is one.
USUAL_TITLES = tuple(
    tuple(line.split("|"))
    for line in (
        "CEO|首席执行官|Chief Executive", "CFO|首席财务官|财务总监|Chief Financial Officer", "CTO|首席技术官|Chief Technology Officer",
        "COO|首席运营官|Chief Operating Officer", "CIO|首席投资官|Chief Investment Officer", "董事长|Chairman|chairwoman|chairperson",
        "董秘|董事会秘书|Board Secretary", "创始人|Founder", "联合创始人|Co-founder|cofounder", "管理合伙人|Managing Partner",
        "创始合伙人|Founding Partner", "合伙人|Partner", "General Partner|普通合伙人", "Venture Partner|投资合伙人", "Principal",
        "董事总经理|Managing Director", "总经理|General Manager", "总裁|President", "副总裁|Vice President|VP", "总监|Director",
        "投资总监|Investment Director", "投资经理|Investment Manager", "分析师|Analyst", "Associate", "Head of Funds|基金负责人",
        "法务总监|General Counsel", "投资者关系|Investor Relations",
    )
)  # fmt: skip
PLACE_ORDER = ("country", "province", "city", "district")


@dataclass(frozen=True)
class Word:
    """What a word of the vocabulary stands for: `kind` and `value` as in linked.Value."""

    kind: str
    value: Any


def _code_entries() -> Iterator[tuple[str, tuple[str, str]]]:
    for name in LISTS:
        for entry in codes.code_list(name):
            for word in entry.words:
                if word.lower() not in NO_WORDS:
                    yield word, (name, entry.code)


@lru_cache(maxsize=1)
def code_words() -> Phrases[tuple[str, str]]:
    """Every label and synonym of the code lists -> (list, code)."""
    return Phrases(_code_entries())


def lists_naming(words: str) -> frozenset[str]:
    """The code lists that have exactly these words."""
    found = next(code_words().find(words.strip()), None)
    if found is None or found.end - found.start != len(words.strip()):
        return frozenset()
    return frozenset(name for name, _ in found.payloads)


@lru_cache(maxsize=1)
def currency_words() -> Phrases[str]:
    """Every word for a currency -> its ISO code."""
    entries = ((word, entry.code) for entry in codes.code_list("currency") for word in entry.words)
    return Phrases((word, code) for word, code in entries if len(word) > 1 and word != "won")


@lru_cache(maxsize=1)
def place_words() -> Phrases[tuple[str, str]]:
    """Every word for a place -> (stored value, level), the widest level first."""
    ordered = sorted(places.places(), key=lambda entry: PLACE_ORDER.index(entry.level))
    return Phrases((word, (entry.stored, entry.level)) for entry in ordered for word in entry.words)


def industry_words() -> Phrases[tuple[str, ...]]:
    """Every word for an industry that is stored -> the stored names it means; renewed when the tree changes."""
    state = Industry.objects.aggregate(rows=Count("id"), latest=Max("updated_at"))
    return _industry_words(str(state["rows"]), str(state["latest"]))


@lru_cache(maxsize=4)
def _industry_words(_rows: str, _latest: str) -> Phrases[tuple[str, ...]]:
    return Phrases(_industry_entries())


def _industry_entries() -> Iterator[tuple[str, tuple[str, ...]]]:
    stored = list(Industry.objects.prefetch_related("aliases"))
    names = list(dict.fromkeys(row.name for row in stored))
    for row in stored:
        yield row.name, (row.name,)
        yield row.name_en, (row.name,)
        for alias in row.aliases.all():
            yield alias.name, (row.name,)
    known = {name.lower() for row in stored for name in (row.name, row.name_en)}
    for concept in industries.concepts():
        for word in concept.strong_words:
            if word.lower() not in known and (meant := industries.same_industry(word, names)):
                yield word, meant


def weak_industry_words() -> Phrases[tuple[str, ...]]:
    """Ordinary words («数据», "space") that name a stored industry where the words around them speak of one."""
    return _weak_industry_words(tuple(dict.fromkeys(Industry.objects.order_by("id").values_list("name", flat=True))))


@lru_cache(maxsize=4)
def _weak_industry_words(names: tuple[str, ...]) -> Phrases[tuple[str, ...]]:
    entries = [(word, concept) for concept in industries.concepts() for word in concept.weak]
    meant = ((word, industries.same_industry(concept.zh, names)) for word, concept in entries)
    return Phrases((word, found) for word, found in meant if found)


def title_words() -> Phrases[tuple[str, ...]]:
    """Usual words for posts and every stored job title -> the texts that a title of that post holds."""
    state = Affiliation.objects.aggregate(rows=Count("id"), latest=Max("id"))
    return _title_words(str(state["rows"]), str(state["latest"]))


@lru_cache(maxsize=4)
def _title_words(_rows: str, _latest: str) -> Phrases[tuple[str, ...]]:
    titles = Affiliation.objects.exclude(title="").values_list("title", flat=True).distinct()
    usual = [(word, alike) for alike in USUAL_TITLES for word in alike]
    known = {word.lower() for word, _ in usual}
    return Phrases([*usual, *((title, (title,)) for title in titles if title.lower() not in known)])


def colleague_words() -> Phrases[str]:
    """Usernames and names of active users -> the username."""
    return Phrases(_colleagues())


def _colleagues() -> Iterator[tuple[str, str]]:
    for user in User.objects.filter(is_active=True).only("username", "first_name", "last_name"):
        said = {
            user.username,
            user.get_full_name(),
            f"{user.last_name}{user.first_name}",
            user.first_name,
            user.last_name,
        }
        if len(user.last_name) == 1:
            said |= {f"{before}{user.last_name}" for before in "小老"} | {f"{user.last_name}总"}
        for name in said:
            if len(name) > 1:
                yield name, user.username
