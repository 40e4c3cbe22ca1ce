"""Organisations: names, aliases and place, shared by the company and the investor that one of them may be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Group(models.Model):
    """A family of organisations (a conglomerate and its vehicles)."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = pgettext_lazy("organisations", "group")
        verbose_name_plural = pgettext_lazy("organisations", "groups")

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """One organisation under its stored name; `Company` and `Investor` are its profiles."""

    name = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True, default="")
    short_name = models.CharField(_("short name"), max_length=100, blank=True, default="")
    legal_name = models.CharField(_("legal name"), max_length=300, blank=True, default="")
    group = models.ForeignKey(
        Group,
        verbose_name=pgettext_lazy("organisations", "group"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="organisations",
    )
    country = models.CharField(_("country (ISO 3166 alpha-3)"), max_length=3, blank=True, default="")
    province = models.CharField(_("province"), max_length=100, blank=True, default="")
    city = models.CharField(_("city"), max_length=100, blank=True, default="")
    district = models.CharField(_("district"), max_length=100, blank=True, default="")
    address = models.CharField(_("address"), max_length=500, blank=True, default="")
    website = models.CharField(_("website"), max_length=500, blank=True, default="")
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, db_index=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [models.Index(fields=["name"]), models.Index(fields=["legal_name"])]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name of an organisation: former, English, short or as a source spelt it."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="aliases"
    )
    name = models.CharField(_("alias"), max_length=300, db_index=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="crm_alias_once")]

    def __str__(self) -> str:
        return self.name
