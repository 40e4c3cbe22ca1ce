"""What `manage.py check` says about an installation, beyond Django's own checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@register()
def passwords_in_clear(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A server that others can reach needs TLS in front of it."""
    if settings.HOST in LOOPBACK or settings.HTTPS:
        return []
    hint = "Put a TLS proxy in front and set CRM_HTTPS=1, or leave HOST at 127.0.0.1."
    return [Warning(f"HOST={settings.HOST} is reachable from other machines without TLS.", hint=hint, id="crm.W001")]


@register()
def translations_compiled(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Pages are English only where the catalogues are not compiled."""
    files = [file for folder in settings.LOCALE_PATHS for file in Path(folder).glob("*/LC_MESSAGES/*.po")]
    stale = [str(file) for file in files if not file.with_suffix(".mo").exists()]
    return [Warning(f"Not compiled: {', '.join(stale)}", hint="Run `make setup`.", id="crm.W002")] if stale else []
