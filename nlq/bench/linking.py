"""Linking with 50,000 names more than the demo has: invented ones, Chinese and English, the same each time."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from crm.models import User
from crm.names.entries import Entry
from crm.names.resolver import NameIndex
from crm.names.stored import entries_for
from nlq.bench.figure import Figure, percentile
from nlq.evaluation.questions import Asked
from nlq.text2sql.link import link

NAMES: Final = 50_000
LINK_MS: Final = 20
FIRST_ID: Final = 10_000_000  # beyond the stored records

_CHARACTERS = "安博辰达恩方光海和华嘉金景康蓝联明诺启瑞森盛泰天拓维祥新兴旭雅扬易银永宇元远泽正智中卓"
_CHINESE_ENDS = ("科技", "资本", "创投", "医疗", "智能", "生物", "能源", "网络", "基金", "材料", "传媒", "物流")
_SYLLABLES = (
    "al",
    "ber",
    "cor",
    "den",
    "el",
    "fen",
    "gar",
    "hol",
    "in",
    "jor",
    "kel",
    "lum",
    "mar",
    "nor",
    "or",
    "pel",
)
_ENGLISH_ENDS = ("Capital", "Labs", "Ventures", "Health", "Systems", "Partners", "Bio", "Energy", "Cloud", "Robotics")


def entries(count: int = NAMES) -> Iterator[Entry]:
    """`count` companies and investors, half of them Chinese, all of different names."""
    chance = random.Random(50)  # noqa: S311 - invented names, not a secret
    seen: set[str] = set()
    while len(seen) < count:
        name = _chinese(chance) if len(seen) % 2 else _english(chance)
        if name in seen:
            continue
        seen.add(name)
        kind = "investor" if len(seen) % 4 < 2 else "company"
        yield Entry(kind, FIRST_ID + len(seen), name, weight=float(chance.randrange(20)))


def figures(questions: Sequence[Asked], user: User, today: date, count: int = NAMES) -> Iterator[Figure]:
    """Milliseconds of linking a question, all of them after a first one."""
    begun = time.perf_counter()
    index = NameIndex([*entries_for(user), *entries(count)])
    built = time.perf_counter() - begun
    times = [_milliseconds(asked, user, today, index) for asked in (questions[0], *questions)][1:]
    note = _("%(names)s names, read in %(seconds).1f s") % {"names": f"{len(index):,}", "seconds": built}
    yield Figure(_("linking, half within"), percentile(times, 50), "ms", LINK_MS, note)
    yield Figure(_("linking, 95 % within"), percentile(times, 95), "ms", LINK_MS)


def _milliseconds(asked: Asked, user: User, today: date, index: NameIndex) -> float:
    begun = time.perf_counter()
    link(asked.question, user=user, today=asked.today or today, language=asked.language, index=index)
    return (time.perf_counter() - begun) * 1000


def _chinese(chance: random.Random) -> str:
    return "".join(chance.choices(_CHARACTERS, k=chance.choice((2, 3, 4)))) + chance.choice(_CHINESE_ENDS)


def _english(chance: random.Random) -> str:
    words = ["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3)))).capitalize() for _ in range(2)]
    return " ".join([*words[: chance.choice((1, 2))], chance.choice(_ENGLISH_ENDS)])
