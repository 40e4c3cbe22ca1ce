"""The switch between the two languages, in the header of every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from crm.models import User


@require_POST
def switch(request: HttpRequest) -> HttpResponseBase:
    """The page one came from in the other language; a signed-in reader's choice also holds for mails."""
    response = set_language(request)
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in User.Language.values:
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return response
