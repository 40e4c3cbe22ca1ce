"""The one-time sign-in link that `make run` prints."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from crm.services import entry_link


@never_cache
@require_GET
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in and go to the first page; a link that no longer works gets a page with the way to a new one (410)."""
    user = entry_link.redeem(settings.CRM_HOME, token)
    if user is None:
        return render(request, "registration/entry_void.html", status=410)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect(settings.LOGIN_REDIRECT_URL)
