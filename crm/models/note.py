"""Notes on any record."""

from __future__ import annotations

from django.db import models
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from crm.models.record import Record

TARGETS = ("investor", "company", "fund", "deal", "industry", "person", "interaction", "opportunity")


def _target(model: str) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        f"crm.{model.capitalize()}",
        verbose_name=_(model),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="notes",
    )


class Note(Record):
    """Text by `owner` (its author) on at most one record."""

    title = models.CharField(_("title"), max_length=300)
    body = models.TextField(_("body"), blank=True, default="")
    investor = _target("investor")
    company = _target("company")
    fund = _target("fund")
    deal = _target("deal")
    industry = _target("industry")
    person = _target("person")
    interaction = _target("interaction")
    opportunity = _target("opportunity")

    class Meta:
        ordering = ["-created_on", "-id"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(
                name="crm_note_on_one_record",
                condition=LessThanOrEqual(
                    models.Func(*TARGETS, function="num_nonnulls", output_field=models.IntegerField()), 1
                ),
                violation_error_message=_("A note stands on one record at most."),
            )
        ]

    def __str__(self) -> str:
        return self.title
