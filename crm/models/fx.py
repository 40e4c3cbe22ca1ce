"""Dated exchange rates."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm import codes


class FxRate(models.Model):
    """What one unit of `currency` is worth from `date` until the currency's next row: in CNY and in USD."""

    date = models.DateField(_("date"))
    currency = models.CharField(_("currency"), max_length=3, choices=codes.currencies)
    rate_to_cny = models.DecimalField(_("rate to CNY"), max_digits=18, decimal_places=8)
    rate_to_usd = models.DecimalField(_("rate to USD"), max_digits=18, decimal_places=8)

    class Meta:
        ordering = ["-date", "currency"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [models.UniqueConstraint(fields=["currency", "date"], name="crm_fx_once")]

    def __str__(self) -> str:
        return f"{self.currency} {self.date}"
