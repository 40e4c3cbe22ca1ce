"""Contacts with investors, companies and people: meetings, calls, mails."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crm import codes
from crm.models.record import Record


class Interaction(Record):
    """One contact, with what was said and what comes next."""

    kind = models.CharField(_("kind"), max_length=20, choices=codes.interaction_kinds, default="meeting")
    happened_on = models.DateField(_("happened on"), db_index=True)
    investor = models.ForeignKey(
        "crm.Investor",
        verbose_name=_("investor"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="interactions",
    )
    company = models.ForeignKey(
        "crm.Company",
        verbose_name=_("company"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="interactions",
    )
    person = models.ForeignKey(
        "crm.Person",
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="interactions",
    )
    subject = models.CharField(_("subject"), max_length=300)
    summary = models.TextField(_("summary"), blank=True, default="")
    next_step = models.CharField(_("next step"), max_length=500, blank=True, default="")
    next_step_due_on = models.DateField(_("next step due on"), null=True, blank=True)
    next_step_done = models.BooleanField(_("next step done"), default=False)

    class Meta:
        ordering = ["-happened_on", "-id"]
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")

    def __str__(self) -> str:
        return f"{self.happened_on} · {self.subject}"
