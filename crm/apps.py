"""The records: Django's application."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    name = "crm"
    verbose_name = _("Records")

    def ready(self) -> None:
        from crm import analyst_schema, checks  # noqa: F401 - importing registers the checks

        post_migrate.connect(analyst_schema.refresh, sender=self, dispatch_uid="crm.analyst_schema")
