"""Who invested in which round: by focus, stage and home, with partners who often go together and backers who return."""

from __future__ import annotations

from crm.demo.draw import Draw
from crm.demo.organisations import by_key
from crm.demo.rows import CompanyRow, DealRow, InvestmentRow, InvestorRow, OrganisationRow

_CLASS = {"seed": "early", "angel": "early", "pre_a": "early", "a": "early", "a_plus": "growth", "pre_b": "growth",
          "b": "growth", "b_plus": "growth", "c": "growth", "strategic": "growth", "grant": "early"}  # fmt: skip
_FIT = {
    ("early", "early"): 3.0, ("early", "growth"): 0.5, ("growth", "growth"): 3.0, ("growth", "late"): 1.2,
    ("growth", "early"): 0.5, ("late", "late"): 3.0, ("late", "growth"): 1.0,
}  # fmt: skip
_KINDS = {"vc": 1.0, "pe": 0.9, "cvc": 0.8, "angel": 0.6, "government": 0.6, "family_office": 0.25, "fof": 0.12, "bank": 0.15,
          "lp": 0.02, "fa": 0.0, "other": 0.2}  # fmt: skip
_COUNTS = {"early": {1: 40.0, 2: 34.0, 3: 16.0, 4: 4.0, 0: 6.0}, "growth": {1: 22.0, 2: 30.0, 3: 26.0, 4: 13.0, 5: 5.0, 0: 4.0},
           "late": {1: 20.0, 2: 26.0, 3: 26.0, 4: 16.0, 5: 8.0, 0: 4.0}}  # fmt: skip
_FEW = {"ipo": {0: 80.0, 1: 20.0}, "neeq": {0: 1.0}, "ma": {1: 1.0}, "debt": {1: 1.0}, "grant": {1: 1.0}}


class Syndicates:
    """Chooses the investors of each round; keeps who backed a company before and who likes whom."""

    def __init__(
        self,
        seed: int,
        investors: tuple[InvestorRow, ...],
        companies: tuple[CompanyRow, ...],
        places: tuple[OrganisationRow, ...],
    ) -> None:
        self._draw = Draw(seed, "syndicates")
        self._investors, self._companies, self._places = investors, companies, places
        self._parents = {key: concept.parent or key for key, concept in by_key().items()}
        self._taste = [self._draw.spread(1.0, 0.6) for _ in investors]
        self._friends = [self._friends_of(position) for position in range(len(investors))]
        self._backers: dict[int, list[int]] = {}

    def of_deal(self, number: int, deal: DealRow) -> list[InvestmentRow]:
        """The investments of the deal at position `number`."""
        class_ = _CLASS.get(deal.stage, "late")
        chosen = self._choose(deal, class_, self._draw.of(_FEW.get(deal.stage, _COUNTS[class_])))
        leads = self._leads(len(chosen))
        self._backers.setdefault(deal.company, []).extend(chosen)
        return [
            InvestmentRow(number, investor, leads[at], self._part(deal, leads[at]), deal.currency, at)
            for at, investor in enumerate(chosen)
        ]

    def _choose(self, deal: DealRow, class_: str, count: int) -> list[int]:
        weights = [self._weight(position, deal, class_) for position in range(len(self._investors))]
        chosen: list[int] = []
        while len(chosen) < count:
            options = self._preferred(deal, chosen)
            candidate = self._draw.pick(options) if options else self._draw.weighted(range(len(weights)), weights)
            if candidate not in chosen and weights[candidate] > 0:
                chosen.append(candidate)
        return chosen

    def _preferred(self, deal: DealRow, chosen: list[int]) -> list[int]:
        """Earlier backers or the lead's friends, now and then."""
        backers = [each for each in self._backers.get(deal.company, []) if each not in chosen]
        if chosen and backers and self._draw.chance(0.3):
            return backers
        friends = [each for each in self._friends[chosen[0]] if each not in chosen] if chosen else []
        return friends if friends and self._draw.chance(0.5) else []

    def _weight(self, position: int, deal: DealRow, class_: str) -> float:
        investor, company = self._investors[position], self._companies[deal.company]
        if investor.organisation == company.organisation or not _special(investor, deal.stage):
            return 0.0
        focus = 14.0 if company.industry in investor.focus else self._kinship(investor, company.industry)
        stage = 1.6 if investor.stages == "all" else _FIT.get((investor.stages, class_), 0.1)
        return self._taste[position] * _KINDS[investor.kind] * focus * stage * self._nearness(investor, company)

    def _kinship(self, investor: InvestorRow, industry: str) -> float:
        parents = {self._parents[key] for key in investor.focus}
        return 6.0 if self._parents[industry] in parents else 0.35

    def _nearness(self, investor: InvestorRow, company: CompanyRow) -> float:
        home, there = self._places[investor.organisation].country, self._places[company.organisation].country
        if home == there:
            return 1.0
        if "CHN" in (home, there):
            return 0.9 if home == "HKG" else 0.012
        return 0.3

    def _friends_of(self, position: int) -> list[int]:
        """Three investors of the same home whose focus overlaps most."""
        own = self._investors[position]
        home = self._chinese(own)
        ranked = sorted(
            (
                (-len(set(own.focus) & set(other.focus)) - self._draw.whole(0, 100) / 80, at)
                for at, other in enumerate(self._investors)
                if at != position and self._chinese(other) == home and _KINDS[other.kind] >= 0.5
            )
        )
        return [at for _, at in ranked[:3]]

    def _chinese(self, investor: InvestorRow) -> bool:
        return self._places[investor.organisation].country in ("CHN", "HKG")

    def _leads(self, count: int) -> list[bool | None]:
        """Leads stand first; where the source is silent all are unknown, and a follower is often unknown too."""
        if self._draw.chance(0.24):
            return [None] * count
        leads = self._draw.of({1: 84.0, 2: 13.0, 3: 3.0}) if count > 2 else 1
        return [True if at < leads else (None if self._draw.chance(0.2) else False) for at in range(count)]

    def _part(self, deal: DealRow, lead: bool | None) -> int | None:
        if not deal.amount or not lead or not self._draw.chance(0.15):
            return None
        return deal.amount * self._draw.pick((40, 45, 50, 60)) // 100


def _special(investor: InvestorRow, stage: str) -> bool:
    """Whether this kind of investor does this kind of deal."""
    kinds = {"ma": ("cvc", "pe"), "debt": ("bank", "government"), "grant": ("government", "other")}.get(stage)
    return investor.kind in kinds if kinds else investor.kind != "fa"


def investments(
    seed: int,
    deals: tuple[DealRow, ...],
    investors: tuple[InvestorRow, ...],
    companies: tuple[CompanyRow, ...],
    places: tuple[OrganisationRow, ...],
) -> tuple[InvestmentRow, ...]:
    """Every round's investors; a company's rounds are met in the order of their dates."""
    syndicates = Syndicates(seed, investors, companies, places)
    return tuple(row for number, deal in enumerate(deals) for row in syndicates.of_deal(number, deal))
