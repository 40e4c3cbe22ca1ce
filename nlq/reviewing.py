"""What people say of answers, and the page where reviewers decide what of it counts for everyone."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from crm.models import User
from nlq import queries
from nlq.forms import TAKEN_BACK, FeedbackForm, ReviewForm
from nlq.memory.judging import judge, take_back
from nlq.memory.review import decide, entry, listed, state_counts
from nlq.memory.reviewers import may_review
from nlq.models import Example, Question
from nlq.views import signed_in

ON_A_PAGE = 20


@signed_in
@require_http_methods(["GET", "POST"])
def feedback(request: HttpRequest, question_id: int) -> HttpResponse:
    """The asker's «right» or «wrong» about an answer, or neither any more; 404 for another person's.

    Read (after a sign-in), it is the answer.
    """
    mine = queries.history(_user(request)).filter(status=Question.Status.ANSWERED)
    question = get_object_or_404(mine, pk=question_id)
    if request.method != "POST":
        return redirect("nlq:answer", question_id)
    form = FeedbackForm(request.POST)
    if form.is_valid():
        if form.cleaned_data["verdict"] == TAKEN_BACK:
            take_back(question)
        else:
            judge(question, form.cleaned_data["verdict"], form.cleaned_data["comment"])
        if request.headers.get("HX-Request") != "true":
            return redirect(f"{reverse('nlq:answer', args=[question_id])}#feedback-{question_id}")
    errors = [str(error) for found in form.errors.values() for error in found]
    context = {"shown": {"id": question_id}, "errors": errors}
    return render(request, "nlq/_feedback.html", context, status=422 if errors else 200)


@signed_in
@require_GET
def memory(request: HttpRequest) -> HttpResponse:
    """Examples of one state, twenty on a page; 404 for whoever may not review them."""
    _reviewer(request)
    state = _state(request)
    page = Paginator(listed(state), ON_A_PAGE).get_page(request.GET.get("page"))
    counts = state_counts()
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    context = {
        "entries": [entry(example, language, timezone.localdate()) for example in page],
        "page": page,
        "state": state,
        "counts": [(name, label, counts[name]) for name, label in Example.State.choices],
    }
    return render(request, "nlq/memory.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, example_id: int) -> HttpResponse:
    """A reviewer's word on one example; then back to the list."""
    reviewer = _reviewer(request)
    example = get_object_or_404(Example, pk=example_id)
    form = ReviewForm(request.POST)
    if request.method == "POST" and form.is_valid():
        decide(example, form.cleaned_data["state"], reviewer)
    back = form.data.get("back")
    known = back if back in Example.State.values else example.state
    return redirect(f"{reverse('nlq:memory')}?{urlencode({'state': known})}")


def _reviewer(request: HttpRequest) -> User:
    """The signed-in reviewer. Raises Http404 for anybody else."""
    user = _user(request)
    if not may_review(user):
        raise Http404
    return user


def _state(request: HttpRequest) -> str:
    asked = request.GET.get("state", "")
    return asked if asked in Example.State.values else Example.State.PROPOSED.value


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
