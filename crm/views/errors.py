"""What a person sees when something breaks: a sentence and a next step, never a trace."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

UNREACHABLE = ("08", "57P")  # SQLSTATE classes: connection exception, operator intervention


@requires_csrf_token
def broken(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: 503 with a page of its own, which needs no query, while the database is down."""
    if is_unreachable(sys.exc_info()[1]):
        response = HttpResponse(render_to_string("503.html"), status=503)
        response["Retry-After"] = "10"
        response["Cache-Control"] = "no-store"
        return response
    return server_error(request)


def is_unreachable(error: BaseException | None) -> bool:
    """Whether the database is not there, rather than displeased with a statement."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or str(state).startswith(UNREACHABLE)
