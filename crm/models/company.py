"""Companies: the profile of an organisation that raises money."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm import codes
from crm.models.record import CurrencyField, MoneyField, Record


class Company(Record):
    """A company under its organisation's name. The valuation is the latest known for the company as a whole."""

    organisation = models.OneToOneField(
        "crm.Organisation", verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="company"
    )
    industry = models.ForeignKey(
        "crm.Industry",
        verbose_name=_("industry"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="companies",
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=codes.company_statuses, default="unknown")
    description = models.TextField(_("description"), blank=True, default="")
    valuation = MoneyField(_("valuation"))
    valuation_currency = CurrencyField(_("valuation currency"))
    valuation_on = models.DateField(_("valuation date"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True, default="")

    class Meta:
        ordering = ["organisation__name"]
        verbose_name = _("company")
        verbose_name_plural = _("companies")

    def __str__(self) -> str:
        return self.organisation.name
