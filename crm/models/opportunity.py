"""The firm's own pipeline: raising from an investor, or investing in a company."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm import codes
from crm.models.record import CurrencyField, MoneyField, Record


class Opportunity(Record):
    """A deal in progress; `probability` is in percent."""

    name = models.CharField(_("name"), max_length=300)
    investor = models.ForeignKey(
        "crm.Investor",
        verbose_name=_("investor"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="opportunities",
    )
    company = models.ForeignKey(
        "crm.Company",
        verbose_name=_("company"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="opportunities",
    )
    stage = models.CharField(_("stage"), max_length=20, choices=codes.opportunity_stages, default="lead")
    status = models.CharField(_("status"), max_length=10, choices=codes.opportunity_statuses, default="open")
    amount = MoneyField(_("amount"))
    currency = CurrencyField(_("currency"))
    probability = models.PositiveSmallIntegerField(
        _("probability (%)"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    updated_on = models.DateField(_("updated on"), null=True, blank=True)

    class Meta:
        ordering = ["-created_on", "id"]
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")

    def __str__(self) -> str:
        return self.name
