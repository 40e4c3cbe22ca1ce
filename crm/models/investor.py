"""Investors and their funds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm import codes
from crm.models.record import CurrencyField, MoneyField, Record


class Investor(Record):
    """An organisation (or a person) that invests. Cheque sizes and AUM are in the currency beside them."""

    organisation = models.OneToOneField(
        "crm.Organisation", verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="investor"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=codes.investor_kinds, default="other")
    aum = MoneyField(_("assets under management"))
    aum_on = models.DateField(_("AUM as of"), null=True, blank=True)
    check_min = MoneyField(_("smallest cheque"))
    check_max = MoneyField(_("largest cheque"))
    currency = CurrencyField(_("currency"))
    thesis = models.TextField(_("investment thesis"), blank=True, default="")
    relationship = models.CharField(_("relationship"), max_length=20, choices=codes.relationships, default="none")
    source = models.CharField(_("source"), max_length=100, blank=True, default="")

    class Meta:
        ordering = ["organisation__name"]
        verbose_name = _("investor")
        verbose_name_plural = _("investors")

    def __str__(self) -> str:
        return self.organisation.name


class Fund(Record):
    """A vehicle that an investor raises and invests from."""

    name = models.CharField(_("name"), max_length=300)
    investor = models.ForeignKey(Investor, verbose_name=_("investor"), on_delete=models.CASCADE, related_name="funds")
    vintage = models.PositiveSmallIntegerField(_("vintage"), null=True, blank=True)
    size = MoneyField(_("size"))
    currency = CurrencyField(_("currency"))
    status = models.CharField(_("status"), max_length=20, choices=codes.fund_statuses, default="investing")

    class Meta:
        ordering = ["name"]
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        constraints = [models.UniqueConstraint(fields=["investor", "name"], name="crm_fund_once")]

    def __str__(self) -> str:
        return self.name
