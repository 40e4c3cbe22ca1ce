"""Companies and their rounds: ladders of stages, amounts by stage and currency, vague amounts, valuations and exits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from crm import codes
from crm.demo.draw import Draw, nice, table
from crm.demo.rows import CompanyRow, DealRow, OrganisationRow
from crm.demo.staff import keeping, owner_for
from crm.names.industries import concepts

_LADDER_ZH = ("seed", "angel", "pre_a", "a", "a_plus", "pre_b", "b", "b_plus", "c", "c_plus", "d", "d_plus", "e", "f")
_LADDER_EN = ("seed", "a", "b", "c", "d", "e", "f")
_MIDDLE_CNY = {
    "seed": 3e6, "angel": 7e6, "pre_a": 1.6e7, "a": 4e7, "a_plus": 6e7, "pre_b": 8e7, "b": 1.3e8, "b_plus": 1.8e8,
    "c": 3.2e8, "c_plus": 4e8, "d": 6e8, "d_plus": 7e8, "e": 1.1e9, "f": 1.6e9, "pre_ipo": 1.2e9, "ipo": 2.5e9,
    "post_ipo": 1.5e9, "neeq": 2e7, "neeq_placement": 3e7, "strategic": 1.5e8, "ma": 9e8, "debt": 6e7, "grant": 3e6,
    "secondary": 1e8, "unknown": 3e7,
}  # fmt: skip
_CURRENCY = {
    "USA": "USD", "GBR": "GBP", "DEU": "EUR", "FRA": "EUR", "NLD": "EUR", "ESP": "EUR", "IRL": "EUR", "NOR": "EUR",
    "DNK": "EUR", "SWE": "EUR", "CHE": "CHF", "JPN": "JPY", "KOR": "KRW", "SGP": "SGD", "AUS": "AUD", "CAN": "CAD",
}  # fmt: skip
_PER_UNIT = {
    "CNY": 1.0, "USD": 7.0, "GBP": 9.0, "EUR": 7.8, "CHF": 8.0, "JPY": 0.048, "KRW": 0.0052, "SGD": 5.3, "AUD": 4.7,
    "CAD": 5.2, "HKD": 0.9,
}  # fmt: skip
_VAGUE_ZH = (
    (1e6, "数十万"), (1e7, "数百万"), (9e7, "数千万"), (1.2e8, "近亿元"), (1.6e8, "过亿元"), (1e9, "数亿元"),
    (9e99, "数十亿元"),
)  # fmt: skip
_VAGUE_EN = ((1e6, "six figures"), (1e7, "seven figures"), (1e8, "eight figures"), (9e99, "nine figures"))
_PUBLISHED = ("e", "f", "pre_ipo", "ipo", "post_ipo")
_PARENTS = {concept.key: concept.parent or concept.key for concept in concepts()}
_ROUNDS = {0: 4.0, 1: 24.0, 2: 31.0, 3: 22.0, 4: 11.0, 5: 6.0, 6: 2.0}
_EXITS = {"listed": 5.0, "acquired": 6.0, "closed": 6.0, "pivoted": 2.0, "neeq": 3.0, "": 76.0, "unknown": 2.0}


@dataclass(frozen=True)
class _Step:
    stage: str
    day: date


def companies_and_deals(
    seed: int, anchor: date, places: tuple[OrganisationRow, ...]
) -> tuple[tuple[CompanyRow, ...], tuple[DealRow, ...]]:
    """The companies of the file with their rounds, oldest first within a company."""
    draw = Draw(seed, "rounds")
    companies: list[CompanyRow] = []
    deals: list[DealRow] = []
    for position, row in enumerate(table("companies")):
        place = places[position]
        exit_ = draw.of(_EXITS)
        steps = _fresh_a(draw, anchor) if _in_season(draw, row) else _steps(draw, anchor, exit_, chinese=place.chinese)
        owner = owner_for(draw, chinese=place.chinese)
        own = [_deal(draw, position, place, step, owner, anchor) for step in steps]
        companies.append(_company(draw, position, row, place, exit_, own, owner, anchor))
        deals += own
    return tuple(companies), tuple(deals)


def _in_season(draw: Draw, row: Mapping[str, str]) -> bool:
    """Farming is the firm's theme of these years: half of its companies have just raised an A round."""
    return _PARENTS[row["industry"]] == "agri" and draw.chance(0.7)


def _fresh_a(draw: Draw, anchor: date) -> list[_Step]:
    day = anchor - timedelta(days=draw.whole(20, 1050))
    return [_Step(draw.pick(("seed", "angel")), day - timedelta(days=draw.whole(300, 700))), _Step("a", day)]


def _steps(draw: Draw, anchor: date, exit_: str, *, chinese: bool) -> list[_Step]:
    rounds = draw.of(_ROUNDS)
    ladder = _ladder(draw, max(4, rounds) if exit_ == "listed" else rounds, chinese=chinese)
    ladder += {"listed": _listing(draw), "acquired": ["ma"], "neeq": ["neeq", "neeq_placement"]}.get(exit_, [])
    day = anchor - timedelta(days=min(2600, int(draw.waiting(520))) + 1300 * draw.chance(0.08))
    steps: list[_Step] = []
    for stage in reversed(ladder):
        steps.append(_Step(stage, day))
        day -= timedelta(days=draw.whole(170, 640))
    return steps[::-1]


def _listing(draw: Draw) -> list[str]:
    stages = ["pre_ipo"] if draw.chance(0.6) else []
    return [*stages, "ipo", *(["post_ipo"] if draw.chance(0.5) else [])]


def _ladder(draw: Draw, count: int, *, chinese: bool) -> list[str]:
    rungs = _LADDER_ZH if chinese else _LADDER_EN
    at = draw.weighted((0, 1, 2, 3), (20, 46, 18, 16)) if chinese else draw.weighted((0, 1), (84, 16))
    stages: list[str] = []
    while len(stages) < count and at < len(rungs):
        stages.append(rungs[at])
        at += draw.weighted((1, 2, 3), (55, 33, 12)) if chinese else 1
        if draw.chance(0.07) and len(stages) < count:
            stages.append(draw.of({"strategic": 6.0, "debt": 3.0, "secondary": 2.0, "grant": 2.0, "unknown": 1.0}))
    return stages


def _deal(draw: Draw, company: int, place: OrganisationRow, step: _Step, owner: str, anchor: date) -> DealRow:
    currency = _currency(draw, place, step.stage)
    amount = nice(draw.spread(_MIDDLE_CNY[step.stage]) / _PER_UNIT[currency])
    known, text = _disclosed(draw, amount, currency, chinese=place.chinese)
    if step.stage == "neeq":
        known, text, currency = None, "", ""
    priced = draw.chance(0.95 if step.stage in _PUBLISHED else 0.42) and step.stage not in ("ma", "debt", "grant")
    post = nice(amount / (draw.whole(8, 25) / 100)) if known and priced else None
    precision = draw.of({"day": 92.0, "month": 8.0})
    created = min(anchor, step.day + timedelta(days=draw.whole(0, 20)))
    return DealRow(
        company=company, stage=step.stage, stage_text=codes.label("deal_stage", step.stage, "zh" if place.chinese else "en"),
        announced_on=step.day.replace(day=1) if precision == "month" else step.day, precision=precision,
        amount=known, currency=currency, amount_text=text, is_estimated=bool(known) and draw.chance(0.05),
        pre_money=post - amount if post else None, post_money=post, keeping=keeping(draw, owner, created, private=0.006),
    )  # fmt: skip


def _currency(draw: Draw, place: OrganisationRow, stage: str) -> str:
    if place.chinese:
        if stage in ("ipo", "post_ipo") and draw.chance(0.3):
            return draw.pick(("HKD", "USD")) if stage == "post_ipo" else "USD"
        return "USD" if draw.chance(0.16) else "CNY"
    home = _CURRENCY.get(place.country, "USD")
    return "USD" if draw.chance(0.45) else home


def _disclosed(draw: Draw, amount: int, currency: str, *, chinese: bool) -> tuple[int | None, str]:
    """The known amount and the text as recorded: a figure, a vague one (then the number is None), or none at all."""
    manner = draw.of({"figure": 79.0, "vague": 13.0, "undisclosed": 8.0})
    if manner == "figure":
        return amount, _figure(amount, currency, chinese=chinese)
    if manner == "undisclosed":
        return None, "未透露" if chinese else "undisclosed"
    if not chinese:
        words = next(word for limit, word in _VAGUE_EN if amount < limit)
        return None, f"{words} ({currency})"
    words = next(word for limit, word in _VAGUE_ZH if amount < limit)
    return None, words.removesuffix("元") + codes.label("currency", currency, "zh") if currency != "CNY" else (
        words if words.endswith("元") else words + "人民币"
    )


def _figure(amount: int, currency: str, *, chinese: bool) -> str:
    if chinese:
        return chinese_amount(amount) + codes.label("currency", currency, "zh")
    return f"{currency} {english_amount(amount)}"


def chinese_amount(amount: int) -> str:
    """`amount` with 万 or 亿, as it is announced."""
    return f"{amount / 1e8:g}亿" if amount >= 10**8 else f"{amount / 1e4:g}万"


def english_amount(amount: int) -> str:
    """`amount` with k, m or bn."""
    if amount >= 10**9:
        return f"{amount / 1e9:g}bn"
    return f"{amount / 1e6:g}m" if amount >= 10**6 else f"{amount / 1e3:g}k"


def _company(
    draw: Draw,
    position: int,
    row: Mapping[str, str],
    place: OrganisationRow,
    exit_: str,
    deals: list[DealRow],
    owner: str,
    anchor: date,
) -> CompanyRow:
    first = deals[0].announced_on if deals else anchor - timedelta(days=draw.whole(120, 900))
    last = deals[-1] if deals else None
    founded = first - timedelta(days=draw.whole(60, 900))
    created = min(anchor, (last.announced_on if last else first) + timedelta(days=draw.whole(5, 200)))
    valued = nice(last.amount * draw.whole(4, 12)) if last and last.amount and draw.chance(0.16) else None
    stealth = not deals and draw.chance(0.4)
    return CompanyRow(
        organisation=position, industry=row["industry"],
        founded_on=founded if draw.chance(0.6) else founded.replace(day=1),
        status="stealth" if stealth else {"": "operating", "neeq": "operating"}.get(exit_, exit_),
        description=row["description"], valuation=valued,
        valuation_currency=last.currency if last and valued else "",
        valuation_on=last.announced_on if valued and last else None,
        keeping=keeping(draw, owner, created, private=0.006, team_only=0.01),
    )  # fmt: skip
