"""What one import shares: the report, the stored names, stages and users, and the writers of each kind of record."""

from __future__ import annotations

from functools import cached_property

from crm.importing.cells import known_code
from crm.importing.deals import Deals
from crm.importing.industries import Industries
from crm.importing.organisations import Organisations
from crm.importing.profiles import Profiles
from crm.importing.report import Report
from crm.models import Company, Investor, StageAlias, Team, User


class Session:
    """One import of one source into the database; `source` is empty for a plain file, which speaks for the firm."""

    def __init__(self, report: Report, source: str = "") -> None:
        self.report = report
        self.source = source

    @cached_property
    def organisations(self) -> Organisations:
        """The stored organisations by name."""
        return Organisations(self.report)

    @cached_property
    def companies(self) -> Profiles[Company]:
        """The stored companies."""
        return Profiles(Company, self.organisations, self.report, self.source)

    @cached_property
    def investors(self) -> Profiles[Investor]:
        """The stored investors."""
        return Profiles(Investor, self.organisations, self.report, self.source)

    @cached_property
    def deals(self) -> Deals:
        """The writer of rounds."""
        return Deals(self.companies, self.investors, self.report)

    @cached_property
    def industries(self) -> Industries:
        """The industry tree."""
        return Industries(self.report)

    @cached_property
    def users(self) -> dict[str, int]:
        """Ids by username."""
        return dict(User.objects.values_list("username", "pk"))

    @cached_property
    def teams(self) -> dict[str, int]:
        """Ids by name."""
        return dict(Team.objects.values_list("name", "pk"))

    @cached_property
    def _stage_aliases(self) -> dict[str, str]:
        return {name.casefold(): code for name, code in StageAlias.objects.values_list("name", "stage_id")}

    def stage(self, label: str) -> str | None:
        """The stage that a label means, by the aliases that the firm keeps, then by the list of codes."""
        return self._stage_aliases.get(label.casefold()) or known_code("deal_stage", label)
