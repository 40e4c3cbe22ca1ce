"""How right the answers were on one day, by the questions that people of this firm confirmed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccuracyRun(models.Model):
    """One day's measurement; measured twice, the later stays. `asked` confirmed questions were compared by rows.

    `by_language` and `by_grade`: {name: [right, of]}; the grade is that of the new answer, "" for none. `failures`:
    [{"question": id, "outcome", "grade", "caution", "expected": rows, "given": rows}], without words of any question, since
    these are their asker's own.
    """

    ran_on = models.DateField(_("measured on"), unique=True)
    ran_at = models.DateTimeField(_("measured at"), auto_now=True)
    asked = models.PositiveIntegerField(_("confirmed questions asked again"))
    right = models.PositiveIntegerField(_("right"))
    wrong = models.PositiveIntegerField(_("wrong"))
    wrong_bare = models.PositiveIntegerField(_("wrong without a caution"))
    refused = models.PositiveIntegerField(_("refused"))
    clarified = models.PositiveIntegerField(_("asked back"))
    errors = models.PositiveIntegerField(_("error"))
    objected = models.PositiveIntegerField(_("questions called wrong, asked again"))
    repeated = models.PositiveIntegerField(_("answered by the same wrong rows"))
    left_out = models.PositiveIntegerField(_("left out"))
    by_language = models.JSONField(_("by language"), default=dict)
    by_grade = models.JSONField(_("by grade"), default=dict)
    failures = models.JSONField(_("failures"), default=list)

    class Meta:
        ordering = ["-ran_on"]
        verbose_name = _("accuracy")
        verbose_name_plural = _("accuracy")

    def __str__(self) -> str:
        return f"{self.ran_on}: {self.right}/{self.asked}"
