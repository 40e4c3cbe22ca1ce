"""The Ask page: fetch, check, render. A fragment for HTMX is the page's own part; every address works without it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from crm.models import User
from nlq import queries
from nlq.display import heading_labels, show
from nlq.exports import to_csv, to_xlsx
from nlq.forms import QuestionForm, SqlForm, values_of
from nlq.suggestions import SUGGESTIONS
from nlq.text2sql import ask as asking
from nlq.text2sql.answer import Answer
from nlq.vega import bundle_path

SHOWN_HISTORY = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Sign-in required; a fragment asked for after the session has ended sends the whole page to the sign-in form."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = login_required(view)(request, *args, **kwargs)
        if not request.user.is_authenticated and _is_fragment(request):
            return HttpResponse(headers={"HX-Redirect": reverse("login")})
        patch_vary_headers(response, ["HX-Request"])
        patch_cache_control(response, private=True)
        return response

    return checked


@signed_in
@require_http_methods(["GET", "POST"])
def ask_page(request: HttpRequest) -> HttpResponse:
    """The empty page; or, posted, the answer to one question: 422 with a sentence at the field where it is no
    question, 404 where it follows up another person's.
    """
    if request.method != "POST":
        return _page(request, question=request.GET.get("q", ""))
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _rejected(request, form)
    follows = form.cleaned_data["follows"]
    if follows is not None:
        _kept(request, follows)
    answer = asking.ask(
        form.cleaned_data["question"],
        user=_user(request),
        language=_language(),
        today=timezone.localdate(),
        follows=follows,
    )
    return _answered(request, answer)


@signed_in
@require_GET
def answer(request: HttpRequest, question_id: int) -> HttpResponse:
    """A question asked before, as it was answered then; 404 for another person's."""
    kept = _kept(request, question_id)
    if _is_fragment(request):
        return _swap(request, kept)
    return _page(request, question=kept.question, answer=kept)


@signed_in
@require_http_methods(["GET", "POST"])
def values(request: HttpRequest, question_id: int) -> HttpResponse:
    """The same question with the chips' new values: no model is asked. Read (after a sign-in), it is the kept answer."""
    _kept(request, question_id)
    if request.method != "POST":
        return redirect("nlq:answer", question_id)
    changed = asking.rerun_with_values(
        question_id,
        values_of(request.POST.dict()),
        user=_user(request),
        language=_language(),
        today=timezone.localdate(),
    )
    if changed.status == "error" and changed.sql is None:
        return _fault(request, [changed.reason], "question-error")
    return _answered(request, changed)


@signed_in
@require_http_methods(["GET", "POST"])
def sql(request: HttpRequest, question_id: int) -> HttpResponse:
    """The SQL as a person edited it, through the same guard, with the question's values."""
    _kept(request, question_id)
    if request.method != "POST":
        return redirect("nlq:answer", question_id)
    form = SqlForm(request.POST)
    if not form.is_valid():
        return _rejected(request, form)
    ran = asking.run_sql(
        form.cleaned_data["sql"], question_id, user=_user(request), language=_language(), today=timezone.localdate()
    )
    return _answered(request, ran, edited_sql=form.cleaned_data["sql"])


@signed_in
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """The list of own questions, searched; the whole page for a reader without JavaScript."""
    if not _is_fragment(request):
        return _page(request)
    return render(request, "nlq/_history_list.html", _history(request))


@signed_in
@require_GET
def export(request: HttpRequest, question_id: int, form: str) -> HttpResponse:
    """The answer's rows as a file: `form` is csv or xlsx."""
    kept = _kept(request, question_id)
    labels = heading_labels(kept, _language())
    if form == "csv":
        response = HttpResponse(to_csv(labels, kept.rows), content_type="text/csv; charset=utf-8")
    elif form == "xlsx":
        response = HttpResponse(to_xlsx(labels, kept.rows, _about(kept)), content_type=XLSX)
    else:
        raise Http404
    name = slugify(kept.question, allow_unicode=True)[:60] or f"answer-{question_id}"
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}")
    return response


@signed_in
@require_GET
def vega_bundle(request: HttpRequest) -> HttpResponseBase:
    """The scripts that draw charts; 503 where they cannot be written (a full disk): the table still says everything."""
    try:
        stream = bundle_path(settings.CRM_HOME).open("rb")
    except (OSError, subprocess.SubprocessError):
        return HttpResponse(_("Charts cannot be drawn now: the data folder is not writable."), status=503)
    response = FileResponse(stream, content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, max_age=86_400)
    return response


def _page(
    request: HttpRequest,
    *,
    question: str = "",
    answer: Answer | None = None,
    errors: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "question": question,
        "shown": show(answer, _language()) if answer else None,
        "errors": errors,
        "suggestions": SUGGESTIONS[_language()],
        **_history(request),
    }
    return render(request, "nlq/page.html", context, status=status)


def _answered(request: HttpRequest, answer: Answer, *, edited_sql: str = "") -> HttpResponse:
    """The fragment with its own address; or, without JavaScript, a redirect to that address."""
    if answer.id is None:
        return (
            _swap(request, answer) if _is_fragment(request) else _page(request, question=answer.question, answer=answer)
        )
    if not _is_fragment(request):
        return redirect("nlq:answer", answer.id)
    response = _swap(request, answer, edited_sql=edited_sql)
    response["HX-Push-Url"] = reverse("nlq:answer", args=[answer.id])
    return response


def _swap(request: HttpRequest, answer: Answer, *, edited_sql: str = "") -> HttpResponse:
    context = {"shown": show(answer, _language(), edited_sql=edited_sql), **_history(request)}
    return render(request, "nlq/_swap.html", context)


def _rejected(request: HttpRequest, form: QuestionForm | SqlForm) -> HttpResponse:
    """422: the sentence goes to the field, the answer on the page stays."""
    errors = [str(error) for found in form.errors.values() for error in found]
    return _fault(request, errors, "sql-error" if isinstance(form, SqlForm) else "question-error")


def _fault(request: HttpRequest, errors: list[str], place: str) -> HttpResponse:
    """The sentences at `place`, and nothing else of the page changes."""
    if not _is_fragment(request):
        return _page(request, question=request.POST.get("question", ""), errors=errors, status=422)
    response = render(request, "nlq/_field_error.html", {"errors": errors, "place": place}, status=422)
    response["HX-Retarget"] = f"#{place}"
    response["HX-Reswap"] = "outerHTML"
    return response


def _kept(request: HttpRequest, question_id: int) -> Answer:
    """The answer of one of the reader's own questions. Raises Http404."""
    return queries.answer_of(get_object_or_404(queries.history(_user(request)), pk=question_id))


def _history(request: HttpRequest) -> dict[str, object]:
    find = request.GET.get("find", "").replace("\x00", "").strip()[:100]
    mine = queries.history(_user(request))
    return {"history": (mine.filter(question__icontains=find) if find else mine)[:SHOWN_HISTORY], "find": find}


def _about(answer: Answer) -> list[tuple[str, str]]:
    """The second sheet of a workbook: what was asked, understood and run."""
    lines = [(_("Question"), answer.question), (_("Understood as"), answer.restatement), (_("SQL"), answer.sql or "")]
    lines += [(f":{name}", str(value)) for name, value in (answer.params or {}).items()]
    if answer.truncated:
        lines.append((_("Rows"), _("Only the first %(count)s of more.") % {"count": len(answer.rows)}))
    return lines


def _is_fragment(request: HttpRequest) -> bool:
    """HTMX asks for a part of the page, unless it restores a page that the browser went back to."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-History-Restore-Request") != "true"


def _language() -> str:
    return "zh" if (get_language() or "").startswith("zh") else "en"


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)
