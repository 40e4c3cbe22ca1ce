"""What happens around every request."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


class DatabaseDown:
    """Turns an unreachable database into a page that says so (503), in both languages and without any query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called for an error in a view; errors in the middleware below arrive by `__call__`."""
        return unavailable(error) if isinstance(error, OperationalError | InterfaceError) else None


def unavailable(error: Exception) -> HttpResponse:
    """The 503 page; the log gets the reason."""
    log.error("database unreachable: %s", error)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "10"
    response["Cache-Control"] = "no-store"
    return response
