"""Companies and investors from the name files: one organisation each, or one for both where a name is both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from crm.demo.draw import Draw, listed, nice, table
from crm.demo.rows import FundRow, InvestorRow, OrganisationRow
from crm.demo.staff import keeping, owner_for
from crm.names.industries import IndustryConcept, concepts

_LEGAL_EN = {"USA": ", Inc.", "GBR": " Ltd", "DEU": " GmbH", "SGP": " Pte. Ltd.", "JPN": " K.K.", "FRA": " SAS"}
_RAISING_KINDS = ("lp", "fof", "government", "family_office", "bank")
_RAISED_FROM = {
    "target": 10.0, "contacted": 14.0, "met": 18.0, "diligence": 14.0, "committed": 12.0, "invested": 16.0,
    "passed": 8.0, "dormant": 6.0, "none": 2.0,
}  # fmt: skip
_PEERS = {
    "none": 42.0, "target": 12.0, "contacted": 16.0, "met": 18.0, "dormant": 6.0, "passed": 3.0, "diligence": 2.0,
    "invested": 1.0,
}  # fmt: skip
_AUM_CNY = {"vc": 4e9, "pe": 18e9, "cvc": 6e9, "angel": 2e8, "fof": 12e9, "government": 9e9, "family_office": 3e9, "bank": 4e10,
            "lp": 8e10, "fa": 0.0, "other": 3e8}  # fmt: skip
_PER_UNIT = {"CNY": 1.0, "USD": 7.0, "EUR": 7.8, "GBP": 9.0, "JPY": 0.048, "SGD": 5.3, "CAD": 5.2, "AUD": 4.7,
             "KRW": 0.0052, "INR": 0.084}  # fmt: skip
_HOME = {"CHN": "CNY", "GBR": "GBP", "DEU": "EUR", "FRA": "EUR", "JPN": "JPY", "CAN": "CAD", "AUS": "AUD"}
_THESIS_ZH = {"early": "偏好{words}的早期项目，看重团队。", "growth": "聚焦{words}的成长期项目，可领投。",
              "late": "以{words}的后期和并购机会为主。", "all": "从早期到成长期覆盖{words}。"}  # fmt: skip
_THESIS_EN = {"early": "Early {words}, team first.", "growth": "Growth rounds in {words}; likes to lead.",
              "late": "Late-stage and buyout deals in {words}.", "all": "{words} from seed to growth."}  # fmt: skip
_HIDDEN = {"Pearl Coast Investment Office": "private", "Atelier Quatre Capital": "team", "海右新动能母基金": "team"}
_NUMERALS_ZH = ("一", "二", "三", "四")
_NUMERALS_EN = ("I", "II", "III", "IV")


def by_key() -> dict[str, IndustryConcept]:
    """The taxonomy by key."""
    return {concept.key: concept for concept in concepts()}


def organisations() -> tuple[OrganisationRow, ...]:
    """Companies first, in the order of their file, then the investors that are no companies."""
    companies = [_organisation(row) for row in table("companies")]
    names = {row.name for row in companies}
    return (*companies, *(_organisation(row) for row in table("investors") if row["name"] not in names))


def _organisation(row: Mapping[str, str]) -> OrganisationRow:
    aliases = dict.fromkeys([row["name_en"], row["short_name"], *listed(row["aliases"])])
    return OrganisationRow(
        name=row["name"], name_en=row["name_en"], short_name=row["short_name"], legal_name=_legal_name(row),
        group=row["group"], country=row["country"], province=row["province"], city=row["city"],
        district=row.get("district", ""), website=_website(row),
        aliases=tuple(alias for alias in aliases if alias and alias != row["name"]),
    )  # fmt: skip


def _legal_name(row: Mapping[str, str]) -> str:
    if "industry" not in row:
        return ""
    if row["country"] != "CHN":
        return row["name"] + _LEGAL_EN.get(row["country"], " Limited")
    return f"{row['city']}{row['name'].removesuffix('科技')}科技有限公司"


def _website(row: Mapping[str, str]) -> str:
    latin = row["name_en"] or row["name"]
    host = "".join(letter for letter in latin.lower() if letter.isascii() and letter.isalnum())
    return f"https://www.{host}.example" if host else ""


def investors(seed: int, anchor: date, places: Mapping[str, int]) -> tuple[InvestorRow, ...]:
    """The investors of the file; `places` gives each name's position among the organisations."""
    draw = Draw(seed, "investors")
    return tuple(_investor(draw, row, anchor, places[row["name"]]) for row in table("investors"))


def _investor(draw: Draw, row: Mapping[str, str], anchor: date, place: int) -> InvestorRow:
    kind, chinese = row["kind"], row["country"] in ("CHN", "HKG")
    currencies = listed(row["funds"])
    currency = currencies[0] if currencies else _HOME.get(row["country"], "USD")
    aum = nice(draw.spread(_AUM_CNY[kind], 0.7) / _PER_UNIT[currency]) if _AUM_CNY[kind] and draw.chance(0.8) else None
    low = nice(aum * 0.004) if aum and draw.chance(0.75) else None
    relationship = draw.of(_RAISED_FROM if kind in _RAISING_KINDS else _PEERS)
    created = draw.day(anchor - timedelta(days=1500), anchor - timedelta(days=60))
    return InvestorRow(
        organisation=place, kind=kind, aum=aum,
        aum_on=date(anchor.year - draw.whole(0, 2), 1, 1) if aum else None,
        check_min=low, check_max=low * draw.pick((3, 5, 8)) if low else None, currency=currency if aum else "",
        thesis=_thesis(row, "zh" if chinese else "en"), relationship=relationship, fund_currencies=currencies,
        focus=listed(row["focus"]), stages=row["stages"],
        keeping=replace(
            keeping(draw, owner_for(draw, chinese=chinese), created), visibility=_HIDDEN.get(row["name"], "firm")
        ),
    )  # fmt: skip


def _thesis(row: Mapping[str, str], language: str) -> str:
    known = by_key()
    if language == "zh":
        words = "、".join(known[key].zh for key in listed(row["focus"]))
        return _THESIS_ZH[row["stages"]].format(words=words)
    words = ", ".join(known[key].en for key in listed(row["focus"]))
    text = _THESIS_EN[row["stages"]].format(words=words if row["stages"] == "all" else words.lower())
    return text[0].upper() + text[1:]


def funds(
    seed: int, anchor: date, rows: tuple[InvestorRow, ...], places: tuple[OrganisationRow, ...]
) -> tuple[FundRow, ...]:
    """The funds of each investor, one for each currency of its row, numbered within the currency."""
    draw = Draw(seed, "funds")
    return tuple(
        _fund(draw, position, investor, places[investor.organisation], order, anchor)
        for position, investor in enumerate(rows)
        for order in range(len(investor.fund_currencies))
    )


def _fund(
    draw: Draw, position: int, investor: InvestorRow, place: OrganisationRow, order: int, anchor: date
) -> FundRow:
    currencies = investor.fund_currencies
    currency, number = currencies[order], currencies[:order].count(currencies[order])
    age = draw.whole(0, 3) if number else draw.whole(2, 11)
    vintage = anchor.year - age
    if age <= 1:
        status = draw.of({"raising": 7.0, "investing": 3.0})
    else:
        status = "investing" if age <= 5 else draw.of({"harvesting": 8.0, "closed": 2.0})
    size = nice((investor.aum or 3e9 / _PER_UNIT[currency]) * (0.15 + 0.25 * draw.whole(0, 100) / 100))
    if currencies[0] != currency:
        size = nice(size * _PER_UNIT[currencies[0]] / _PER_UNIT[currency])
    return FundRow(
        name=_fund_name(place, currency, number, several=len(set(currencies)) > 1), investor=position,
        vintage=vintage, size=size if draw.chance(0.93) else None, currency=currency, status=status,
        keeping=keeping(draw, investor.keeping.owner, min(date(vintage, 6, 1), anchor)),
    )  # fmt: skip


def _fund_name(place: OrganisationRow, currency: str, number: int, *, several: bool) -> str:
    if place.chinese:
        kind = {"CNY": "人民币", "USD": "美元"}[currency] if several else ""
        return f"{place.short_name or place.name}{_NUMERALS_ZH[number]}期{kind}基金"
    return f"{place.name} {currency + ' ' if several else ''}Fund {_NUMERALS_EN[number]}"
