"""`manage.py run`: everything that the product needs, in one place, until Ctrl-C."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from crm.launch import supervisor


class Command(BaseCommand):
    help = "Starts the database, the web, the worker and the clock, and prints a sign-in link."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """HOST and PORT come from the environment."""
        supervisor.run(settings.HOST, settings.PORT)
