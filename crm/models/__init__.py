"""The records people keep, one module a noun."""

from crm.models.company import Company
from crm.models.deal import Deal, Investment, Stage, StageAlias
from crm.models.fx import FxRate
from crm.models.industry import Industry, IndustryAlias
from crm.models.interaction import Interaction
from crm.models.investor import Fund, Investor
from crm.models.note import Note
from crm.models.opportunity import Opportunity
from crm.models.organisation import Alias, Group, Organisation
from crm.models.person import Affiliation, Person
from crm.models.task import Task
from crm.models.user import Team, User

__all__ = [
    "Affiliation",
    "Alias",
    "Company",
    "Deal",
    "Fund",
    "FxRate",
    "Group",
    "Industry",
    "IndustryAlias",
    "Interaction",
    "Investment",
    "Investor",
    "Note",
    "Opportunity",
    "Organisation",
    "Person",
    "Stage",
    "StageAlias",
    "Task",
    "Team",
    "User",
]
