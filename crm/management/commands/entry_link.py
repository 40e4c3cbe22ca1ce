"""`manage.py entry_link`: a new one-time sign-in link, while the product runs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from crm.services import entry_link


class Command(BaseCommand):
    help = "Prints a new one-time sign-in link for the first administrator; the earlier one is void."

    def handle(self, *args: Any, **options: Any) -> None:
        """Only the path is sure: the address is what people reach the product by."""
        token = entry_link.issue(settings.CRM_HOME)
        self.stdout.write(f"http://{settings.HOST}:{settings.PORT}/enter/{token}/")
