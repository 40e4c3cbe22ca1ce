"""`manage.py entry_link`: a new one-time sign-in link, while the product runs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from crm.launch import claim
from crm.services import entry_link


class Command(BaseCommand):
    help = "Prints a new one-time sign-in link for the first administrator; the earlier one is void."

    def handle(self, *args: Any, **options: Any) -> None:
        """The address is that of the product which runs in this folder, else the one that the settings name."""
        token = entry_link.issue(settings.CRM_HOME)
        running = claim.announced(settings.CRM_HOME)
        host, port = (running.host, running.port) if running else (settings.HOST, settings.PORT)
        self.stdout.write(f"http://{host}:{port}/enter/{token}/")
