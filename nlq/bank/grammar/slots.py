"""Values of a question: the words for them and the literal that a plan holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from django.db.models import Q

from crm import codes
from crm.models import Affiliation, Company, Fund, Group, Industry, Investor, Person, User
from crm.names import industries, places
from crm.values.dates import find_dates
from crm.values.money import find_money
from nlq.bank.grammar.filters import lines_of_file

PERIODS = {
    "zh": (
        "近三年", "近一年", "近半年", "近三个月", "最近一个月", "过去两年", "最近90天", "去年", "前年", "今年", "本月", "上个月", "上季度",
        "本季度", "本周", "上周", "年初至今", "2024年", "2023年", "2025年", "2022年", "2021年", "2024年以来", "2023年之后", "2022年之前",
        "2024年三季度", "2025年上半年", "2023到2025年", "今年一季度", "今年上半年", "25年", "24年", "过去12个月", "2025年3月",
        *(f"{year}年" for year in range(2014, 2027)), *(f"{year % 100}年" for year in range(2015, 2027)), *(f"{year}年以来" for year in range(2016, 2026)),
        *(f"{year}年{part}" for year in (2023, 2024, 2025, 2026) for part in ("一季度", "二季度", "三季度", "四季度", "上半年", "下半年", "初到现在")),
        *(f"{year}-{year + 2}年" for year in range(2015, 2025)), *(f"{year}年{month}月" for year in (2025, 2026) for month in range(1, 11)),
        "这两年", "近五年", "最近三年", "过去半年", "近两个季度", "最近一周", "这个月", "这周", "昨天", "今天", "上半年", "去年下半年", "去年四季度", "前年全年", "最近两周", "过去一个季度",
        "开年以来", "今年以来", "过去五年", "去年同期", "近30天", "近60天", "十月份", "九月", "今年三月以来", "2020年底以前", "2021年以后",
    ),
    "en": (
        "in the last three years", "in the past year", "in the last 6 months", "over the last 12 months", "last year", "this year",
        "last month", "this month", "last quarter", "this quarter", "this week", "last week", "YTD", "in 2024", "in 2023", "in 2025",
        "since 2023", "since 2024", "after 2022", "before 2023", "in Q3 2024", "in H1 2025", "between 2023 and 2025", "in Q1 2025",
        "in the past 90 days", "in March 2025", "since January 2025", "in 2022", "during 2024", "in the last two years",
        *(f"in {year}" for year in range(2014, 2027)), *(f"since {year}" for year in range(2016, 2026)), *(f"in Q{quarter} {year}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3)),
        *(f"from {year} to {year + 2}" for year in range(2015, 2025)), *(f"{year}" for year in range(2018, 2027)), *(f"in {month} {year}" for year in (2025, 2026) for month in ("January", "Feb", "March", "April", "June", "Aug", "October")),
        "in H1 this year", "in H2 last year", "this year so far", "year to date", "these past two years", "over the past quarter", "the past week", "yesterday", "today", "in the past fortnight",
        "in the last 30 days", "over the last five years", "since March", "since the start of the year", "in September", "last summer", "in the first half of 2025", "through the end of 2024", "before 2021",
    ),
}  # fmt: skip
FUTURE = {
    "zh": ("本周", "下周", "本月", "下个月", "未来30天", "未来两周", "月底前", "年底前", "本季度", "下季度", "12月", "未来60天", "明天", "后天", "这两周", "年内", "月末之前", "接下来一个月", "今天", "本月底前", "未来一周", "明年一季度", "春节前"),
    "en": ("this week", "next week", "this month", "next month", "in the next 30 days", "within two weeks", "by year end", "this quarter",
           "next quarter", "in December", "before Christmas", "by the end of the month", "in the next two weeks", "over the coming 60 days", "today", "tomorrow", "before the end of the quarter", "in the next fortnight"),
}  # fmt: skip
WITHOUT = {
    "zh": ("三个月", "半年", "一年", "近三个月", "最近半年", "90天", "两个月", "六个月", "近一年", "30天", "60天", "四个月", "两周", "一个季度", "大半年", "九个月", "两年", "一个月", "120天", "八周"),
    "en": ("in the last three months", "in 6 months", "in the past year", "for 90 days", "in over half a year", "in two months",
           "in the last 30 days", "for six months", "for a year", "in over 90 days", "in the past quarter", "for two weeks", "in four months", "in nine months", "for 60 days", "in more than a month", "in two years"),
}  # fmt: skip
MONEY = {
    "zh": ("1亿", "5000万", "一个亿", "3000万", "1000万美元", "五亿", "2亿元", "一千万", "500万美金", "10亿", "8000万人民币", "两个亿", "1亿美元",
           "三千万", "1.5亿", "5亿美元", "两千万", "六千万", "2000万元", "20亿", "100亿元", "300万", "800万美元", "半个亿", "15亿人民币", "两亿", "5千万", "1000万", "50亿", "七千五百万"),
    "en": ("$10m", "100m RMB", "$50 million", "1bn", "$5m", "50 million yuan", "$100M", "500m", "$1bn", "RMB 30m", "20 million", "US$2m",
           "200m RMB", "10m", "$3 million", "CNY 50m", "$250m", "2bn yuan", "$20m", "75 million", "RMB 1bn", "$500k", "$2.5 million", "300 million RMB", "5m USD", "USD 40m"),
}  # fmt: skip
COUNTS = {
    "zh": {"两": 2, "三": 3, "3": 3, "5": 5, "五": 5, "10": 10, "四": 4, "2": 2, "8": 8, "十": 10},
    "en": {"two": 2, "three": 3, "3": 3, "5": 5, "five": 5, "10": 10, "four": 4, "2": 2, "ten": 10, "8": 8},
}
PERCENTS = {"zh": {"50%": 50, "六成": 60, "80%": 80, "七成": 70, "30%": 30}, "en": {"50%": 50, "60%": 60, "80 percent": 80, "30%": 30}}
TOPICS = Path(__file__).with_name("topics.txt")  # `zh | en` a line


@dataclass(frozen=True)
class Slot:
    """`words` as they stand in the question, `literal` as it stands in the plan."""

    words: str
    literal: Any


class Slots:
    """Samples values from this database's records; `language` is zh or en."""

    def __init__(self, random: Random, today: date) -> None:
        self._random = random
        self._today = today
        self.language = "zh"
        self._investors = _named(Investor)
        self._companies = _named(Company)
        self._funds = [(fund.name, fund.name) for fund in Fund.objects.all()]
        self._people = [(person.name, person.name) for person in Person.objects.all()]
        self._groups = [group.name for group in Group.objects.all()]
        self._users = [user.username for user in User.objects.filter(is_active=True)]
        self._industries = _industry_words()
        self._titles = _titles()
        self._places = _place_words()
        self._topics = _topics()

    def sample(self, kind: str) -> Slot:
        """A value of that kind. Raises KeyError for an unknown kind."""
        if kind in codes.CODES:
            return self._code(kind)
        samplers: dict[str, Callable[[], Slot]] = {
            "investor": lambda: self._pick(self._investors),
            "company": lambda: self._pick(self._companies),
            "fund": lambda: self._pick(self._funds),
            "person": lambda: self._pick(self._people),
            "group": self._group,
            "user": lambda: self._same(self._random.choice(self._users)),
            "industry": lambda: self._pick(self._industries[self.language]),
            "place": lambda: self._pick(self._places[self.language]),
            "period": lambda: self._span(PERIODS),
            "future": lambda: self._span(FUTURE),
            "without": lambda: self._span(WITHOUT),
            "money": self._money,
            "count": lambda: self._table(COUNTS),
            "percent": lambda: self._table(PERCENTS),
            "title": lambda: self._pick(self._titles[self.language]),
            "topic": lambda: self._same(self._random.choice(self._topics[self.language])),
        }
        return samplers[kind]()

    def _pick(self, pairs: list[tuple[str, Any]]) -> Slot:
        return Slot(*self._random.choice(pairs))

    def _same(self, words: str) -> Slot:
        return Slot(words, words)

    def _group(self) -> Slot:
        name = self._random.choice(self._groups)
        return Slot(self._random.choice((f"{name.removesuffix('系').removesuffix('集团')}系", name)) if self.language == "zh" else name, {"group": name})

    def _table(self, table: dict[str, dict[str, int]]) -> Slot:
        return Slot(*self._random.choice(list(table[self.language].items())))

    def _code(self, name: str) -> Slot:
        entry = self._random.choice([e for e in codes.code_list(name) if e.code not in ("other", "unknown", "none")])
        chinese = self.language == "zh"
        own = [word for word in entry.words if (not word.isascii()) == chinese] or [entry.zh if chinese else entry.en]
        label = entry.zh if chinese else entry.en
        return Slot(label if self._random.random() < 0.5 else self._random.choice(own), entry.code)

    def _span(self, table: dict[str, tuple[str, ...]]) -> Slot:
        words = self._random.choice(table[self.language])
        # A bare length («90天») is a period only beside what did not happen in it.
        frame = "{}" if table is not WITHOUT else "{}没联系" if self.language == "zh" else "not contacted {}"
        span = next((item.value for item in find_dates(frame.format(words), self._today) if item.value), None)
        if span is None:
            return self._span(table)
        first, last = (day.isoformat() if day else None for day in (span.start, span.end))
        return Slot(words, {"from": first, "to": last})

    def _money(self) -> Slot:
        words = self._random.choice(MONEY[self.language])
        found = find_money(words)[0]
        return Slot(words, {"amount": int(found.amount or 0), "currency": found.currency})


def _named(model: type[Investor] | type[Company]) -> list[tuple[str, str]]:
    result: list[tuple[str, str]] = []
    rows = model.objects.filter(Q(visibility="firm")).select_related("organisation").prefetch_related("organisation__aliases")
    for row in rows:
        name = row.organisation.name
        words = {name, name, row.organisation.short_name, row.organisation.name_en, *(a.name for a in row.organisation.aliases.all())}
        result += [(word, name) for word in sorted(words) if len(word) > 1]
    return result


def _topics() -> dict[str, list[str]]:
    both = [tuple(part.strip() for part in line.split("|")) for line in lines_of_file(TOPICS)]
    return {"zh": [zh for zh, _ in both], "en": [en for _, en in both]}


def _titles() -> dict[str, list[tuple[str, str]]]:
    titles = sorted(set(Affiliation.objects.exclude(title="").values_list("title", flat=True)))
    english = [(title, title) for title in titles if title.isascii()]
    return {"zh": [(title, title) for title in titles if not title.isascii()] or english, "en": english}


def _industry_words() -> dict[str, list[tuple[str, str]]]:
    stored = set(Industry.objects.values_list("name", flat=True))
    result: dict[str, list[tuple[str, str]]] = {"zh": [], "en": []}
    for concept in industries.concepts():
        for word in concept.strong_words:
            meant = industries.same_industry(word, sorted(stored))
            if meant:
                result["en" if word.isascii() else "zh"].append((word, meant[0]))
    return result


def _place_words() -> dict[str, list[tuple[str, str]]]:
    used: set[str] = set()
    for field in ("country", "province", "city"):
        used |= set(Company.objects.values_list(f"organisation__{field}", flat=True))
        used |= set(Investor.objects.values_list(f"organisation__{field}", flat=True))
    result: dict[str, list[tuple[str, str]]] = {"zh": [], "en": []}
    for entry in places.places():
        if entry.stored in used:
            result["zh"].append((entry.zh, entry.stored))
            result["en"].append((entry.en, entry.stored))
    return result
