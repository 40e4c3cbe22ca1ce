"""Who uses the product: users and the teams they work in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    """A deal team; records with visibility «team» are seen by its members."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    members = models.ManyToManyField("crm.User", verbose_name=_("members"), related_name="teams", blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person who signs in; `language` is the one in which answers and mails reach them."""

    class Language(models.TextChoices):
        CHINESE = "zh-hans", "简体中文"
        ENGLISH = "en", "English"

    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.CHINESE)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
