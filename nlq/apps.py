"""Questions in plain words: Django's application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NlqConfig(AppConfig):
    name = "nlq"
    verbose_name = _("Questions")
