"""A way of answering that people have judged: the words of a question without its values, and a plan over them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Example(models.Model):
    """`pattern` is a linked question and `plan` its plan over `:v1`, `:v2`, …: neither holds a value of any record.

    Approved, it answers everyone's questions of that pattern; rejected, no one's; proposed, only what its judges said
    counts, each for their own questions. `brought_right` and `brought_wrong` count the people of an imported file.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")

    class Language(models.TextChoices):
        CHINESE = "zh", "中文"
        ENGLISH = "en", "English"

    pattern = models.TextField(_("pattern"))
    plan = models.JSONField(_("plan"))
    key = models.CharField(_("key"), max_length=64, unique=True, help_text=_("Of the pattern and the plan."))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED, db_index=True)
    brought_right = models.PositiveIntegerField(_("imported confirmations"), default=0)
    brought_wrong = models.PositiveIntegerField(_("imported objections"), default=0)
    created_at = models.DateTimeField(_("first judged"), auto_now_add=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("example")
        verbose_name_plural = _("examples")
        indexes = [HashIndex(fields=["pattern"], name="nlq_example_pattern")]
        permissions = [("review_examples", "Can approve and reject examples")]

    def __str__(self) -> str:
        return self.pattern
