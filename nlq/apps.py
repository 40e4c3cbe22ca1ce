"""Questions in plain words: Django's application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NlqConfig(AppConfig):
    name = "nlq"
    verbose_name = _("Questions")

    def ready(self) -> None:
        from nlq.memory.reviewers import create_group

        post_migrate.connect(create_group, sender=self)
