"""Minutes and notes in both languages: subjects, sentences and next steps from `texts.tsv`, their gaps filled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from crm.demo.draw import Draw, nice, table
from crm.demo.organisations import by_key
from crm.demo.rounds import chinese_amount, english_amount
from crm.demo.rows import OrganisationRow

_SURROUNDINGS_ZH = ("上海", "苏州", "深圳", "合肥", "成都", "武汉", "杭州")
_SURROUNDINGS_EN = ("London", "Austin", "Singapore", "Berlin", "Boston", "Toronto")
_CHINESE_BESIDE_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u4e00-\u9fff])")
_COMMON = {
    "lp_commitment": 5.0, "reinvestment": 3.0, "regulation": 2.0, "esg": 2.5, "team_change": 2.0, "fund_terms": 3.0,
    "coinvest": 3.0, "intro": 3.0, "annual": 2.0, "valuation": 4.0, "data_room": 4.0, "growth": 5.0, "supply": 2.0,
    "founders": 2.5, "ip": 1.5, "exit": 2.5, "runway": 2.5, "overseas": 2.0, "privacy": 1.5, "outlook": 1.0,
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What the gaps are filled with: the record spoken of and its surroundings, names in both languages."""

    about: str
    place: OrganisationRow | None
    industry: str
    person: str
    peer: OrganisationRow
    partner: OrganisationRow


@dataclass(frozen=True)
class Minutes:
    """What was written about one topic."""

    topic: str
    subject: str
    title: str
    summary: str
    next_step: str


@cache
def _lines(topic: str, language: str, part: str) -> tuple[str, ...]:
    return tuple(
        row["text"]
        for row in table("texts")
        if row["topic"] == topic and row["language"] == language and row["part"] == part
    )


@cache
def topics(about: str) -> tuple[str, ...]:
    """The topics that suit an investor, a company or an industry."""
    wanted = (about,) if about == "industry" else (about, "both")
    return tuple(dict.fromkeys(row["topic"] for row in table("texts") if row["about"] in wanted))


def topic_for(draw: Draw, about: str, kind: str = "") -> str:
    """A topic by how often it comes up; reinvestment is asked for by guidance funds and funds of funds."""
    weights = {topic: _COMMON[topic] for topic in topics(about)}
    if "reinvestment" in weights:
        weights["reinvestment"] = 9.0 if kind in ("government", "fof") else 0.2
    if "lp_commitment" in weights and kind in ("vc", "pe", "cvc", "angel"):
        weights |= {"lp_commitment": 0.8, "coinvest": 7.0, "fund_terms": 0.6}
    return draw.of(weights)


def minutes(draw: Draw, language: str, topic: str, setting: Setting, sentences: int) -> Minutes:
    """Minutes of up to `sentences` sentences."""
    gaps = _gaps(draw, language, setting)
    body = draw.some(_lines(topic, language, "sentence"), sentences)
    subject = _lines(topic, language, "subject")
    step = _lines(topic, language, "next")
    return Minutes(
        topic=topic,
        subject=_filled(draw.pick(subject), gaps) if subject else "",
        title=_filled(draw.pick(_lines(topic, language, "title")), gaps),
        summary=("" if language == "zh" else " ").join(_filled(line, gaps) for line in body),
        next_step=_filled(draw.pick(step), gaps) if step else "",
    )


def _filled(line: str, gaps: dict[str, str]) -> str:
    text = line.format(**gaps)
    text = _CHINESE_BESIDE_LATIN.sub(" ", text)
    return text[0].upper() + text[1:]


def _gaps(draw: Draw, language: str, setting: Setting) -> dict[str, str]:
    industry = by_key()[setting.industry]
    name = setting.place.called(language) if setting.place else ""
    money = _money(draw, language, abroad=not setting.partner.chinese)
    return {
        "org": name,
        "person": setting.person or ("对方" if language == "zh" else "the team"),
        "industry": industry.zh if language == "zh" else industry.en.lower().replace("5g and 6g", "5G and 6G"),
        "peer": setting.peer.called(language),
        "lp": setting.partner.called(language),
        "city": draw.pick(_SURROUNDINGS_ZH if language == "zh" else _SURROUNDINGS_EN),
        "money": money,
        "n": str(draw.whole(2, 8)),
        "pct": str(draw.whole(2, 12) * 5),
        "weeks": str(draw.whole(2, 9)),
        "month": str(draw.whole(1, 12)),
        "fund_no": draw.pick(("二", "三")) if language == "zh" else draw.pick(("II", "III")),
    }


def _money(draw: Draw, language: str, *, abroad: bool) -> str:
    amount = nice(draw.spread(7e6 if abroad else 4e7))
    if language == "zh":
        return chinese_amount(amount) + ("美元" if abroad else "元")
    return f"{'USD' if abroad else 'CNY'} {english_amount(amount)}"
