"""Every question with all that became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Question(models.Model):
    """One asked question and its answer. Append-only: a corrected value or an edited SQL is a new row with a `parent`."""

    class Status(models.TextChoices):
        ANSWERED = "answered", _("answered")
        CLARIFY = "clarify", _("asked back")
        REFUSED = "refused", _("refused")
        ERROR = "error", _("error")

    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asker"), on_delete=models.CASCADE, related_name="questions"
    )
    parent = models.ForeignKey(
        "self", verbose_name=_("parent"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    question = models.CharField(_("question"), max_length=500)
    language = models.CharField(_("language"), max_length=10, default="zh")
    asked_for = models.DateField(_("as of"))
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True, db_index=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    linked_text = models.TextField(_("linked question"), blank=True, default="")
    values = models.JSONField(_("linked values"), default=list)
    plan = models.JSONField(_("plan"), null=True, blank=True)
    engine = models.CharField(_("engine"), max_length=100, blank=True, default="")
    sql = models.TextField(_("SQL"), blank=True, default="")
    params = models.JSONField(_("parameters"), default=dict)
    answer = models.JSONField(_("answer"), default=dict)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [models.Index(fields=["asker", "-created_at"])]

    def __str__(self) -> str:
        return self.question
