"""The back office: every record can be entered, one module a noun."""

from crm.admin import (
    company,
    deal,
    fx,
    industry,
    interaction,
    investor,
    note,
    opportunity,
    organisation,
    person,
    task,
    user,
)

__all__ = [
    "company",
    "deal",
    "fx",
    "industry",
    "interaction",
    "investor",
    "note",
    "opportunity",
    "organisation",
    "person",
    "task",
    "user",
]
