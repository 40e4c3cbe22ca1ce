"""What the asker says of an answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from nlq.models.example import Example
from nlq.models.question import Question

LONGEST_COMMENT = 300


class Feedback(models.Model):
    """Right or wrong, by the person who asked; `example` is what is remembered of it, NULL where nothing can be."""

    class Verdict(models.TextChoices):
        RIGHT = "right", _("right")
        WRONG = "wrong", _("wrong")

    question = models.OneToOneField(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="feedback"
    )
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict.choices)
    comment = models.CharField(_("comment"), max_length=LONGEST_COMMENT, blank=True, default="")
    example = models.ForeignKey(
        Example, verbose_name=_("example"), null=True, blank=True, on_delete=models.SET_NULL, related_name="feedback"
    )
    created_at = models.DateTimeField(_("given at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} · {self.question}"
