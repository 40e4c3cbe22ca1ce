"""Deals (rounds and exits), their stages and who invested in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.models.record import CurrencyField, MoneyField, Record


class Stage(models.Model):
    """A deal stage: code, order, label in both languages."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    rank = models.PositiveSmallIntegerField(_("rank"), unique=True)
    name_zh = models.CharField(_("Chinese label"), max_length=50)
    name_en = models.CharField(_("English label"), max_length=50)

    class Meta:
        ordering = ["rank"]
        verbose_name = pgettext_lazy("deal", "stage")
        verbose_name_plural = pgettext_lazy("deal", "stages")

    def __str__(self) -> str:
        return self.name_zh


class StageAlias(models.Model):
    """A label under which a source or an analyst writes a stage."""

    stage = models.ForeignKey(
        Stage, verbose_name=pgettext_lazy("deal", "stage"), on_delete=models.CASCADE, related_name="aliases"
    )
    name = models.CharField(_("alias"), max_length=50, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = pgettext_lazy("deal", "stage alias")
        verbose_name_plural = pgettext_lazy("deal", "stage aliases")

    def __str__(self) -> str:
        return self.name


class Deal(Record):
    """A round or exit as it was disclosed. `amount_text` keeps a vague amount («数千万人民币»); its number is then NULL."""

    class Precision(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")
        YEAR = "year", _("year")

    company = models.ForeignKey(
        "crm.Company", verbose_name=_("company"), on_delete=models.CASCADE, related_name="deals"
    )
    stage = models.ForeignKey(
        Stage,
        verbose_name=pgettext_lazy("deal", "stage"),
        on_delete=models.PROTECT,
        related_name="deals",
        default="unknown",
    )
    stage_text = models.CharField(pgettext_lazy("deal", "stage as recorded"), max_length=50, blank=True, default="")
    announced_on = models.DateField(_("announced on"), null=True, blank=True)
    precision = models.CharField(_("date precision"), max_length=5, choices=Precision.choices, default=Precision.DAY)
    amount = MoneyField(_("amount"))
    currency = CurrencyField(_("currency"))
    amount_text = models.CharField(_("amount as recorded"), max_length=100, blank=True, default="")
    is_estimated = models.BooleanField(_("estimated"), default=False)
    pre_money = MoneyField(_("pre-money valuation"))
    post_money = MoneyField(_("post-money valuation"))
    valuation_currency = CurrencyField(_("valuation currency"))
    source = models.CharField(_("source"), max_length=100, blank=True, default="")

    class Meta:
        ordering = ["-announced_on", "id"]
        verbose_name = _("deal")
        verbose_name_plural = _("deals")
        indexes = [models.Index(fields=["company", "announced_on"]), models.Index(fields=["announced_on"])]

    def __str__(self) -> str:
        return f"{self.company} · {self.stage}"


class Investment(models.Model):
    """One investor in one deal. `is_lead` is NULL where the source does not say; `amount` is the investor's own part."""

    deal = models.ForeignKey(Deal, verbose_name=_("deal"), on_delete=models.CASCADE, related_name="investments")
    investor = models.ForeignKey(
        "crm.Investor", verbose_name=_("investor"), on_delete=models.CASCADE, related_name="investments"
    )
    is_lead = models.BooleanField(_("led the round"), null=True, blank=True)
    amount = MoneyField(_("own part"))
    currency = CurrencyField(_("currency"))
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)

    class Meta:
        ordering = ["deal", "position", "id"]
        verbose_name = _("investment")
        verbose_name_plural = _("investments")
        constraints = [models.UniqueConstraint(fields=["deal", "investor"], name="crm_investment_once")]

    def __str__(self) -> str:
        return f"{self.investor} → {self.deal}"
