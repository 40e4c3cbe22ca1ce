"""The page «Accuracy»: how right the answers are by what people confirmed."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from crm.models import User
from nlq.evaluation.shown import shown
from nlq.memory.reviewers import may_review
from nlq.views import signed_in


@signed_in
@require_GET
def accuracy(request: HttpRequest) -> HttpResponse:
    """The latest figures and the last runs, for staff and reviewers; 404 for anybody else."""
    reader = cast(User, request.user)
    if not may_review(reader):
        raise Http404
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return render(request, "nlq/accuracy.html", {"shown": shown(reader, language)})
