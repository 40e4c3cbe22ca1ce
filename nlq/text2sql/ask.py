"""From a typed question to a trusted answer: link, recall, plan, guard, run, restate, keep."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import DatabaseError

from crm.models import User
from llm.errors import LlmError, SourceTooLong
from nlq.errors import AskingError
from nlq.forms import QuestionForm
from nlq.memory.recall import Remembered, remembered
from nlq.models import Question
from nlq.text2sql import keeping, replies
from nlq.text2sql.answer import Answer, Chip
from nlq.text2sql.chips import changed_values, chips_of
from nlq.text2sql.compile import compile_plan
from nlq.text2sql.decompile import plan_of
from nlq.text2sql.follow import follow
from nlq.text2sql.guard import Refused, SafeQuery, check
from nlq.text2sql.link import link
from nlq.text2sql.linked import Linked, Value
from nlq.text2sql.plan import Plan, PlanError, parse, to_json
from nlq.text2sql.planners import Planned, Planner, Refusal
from nlq.text2sql.planners.shipped import readings, shipped_planner, shown_currency
from nlq.text2sql.restate import restate
from nlq.text2sql.run import run

log = logging.getLogger(__name__)

FOLLOW = "follow"  # the engine of an answer by an edited plan
MEMORY = "memory"  # the engine of an answer by a confirmed plan
SURE = 0.7  # below this confidence an answer is shown as a draft with a caution

__all__ = ["Answer", "Chip", "ask", "rerun_with_values", "run_sql"]


@dataclass
class _Asking:
    """One question on its way; collects what is kept of it."""

    question: str
    user: User
    language: str
    today: date
    parent: int | None = None
    linked: Linked | None = None
    plan: Plan | None = None
    engine: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    timings: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Times one step, in milliseconds."""
        before = time.perf_counter()
        try:
            yield
        finally:
            self.timings[name] = self.timings.get(name, 0.0) + (time.perf_counter() - before) * 1000


def ask(
    question: str,
    *,
    user: User,
    language: str,
    today: date,
    planner: Planner | None = None,
    follows: int | None = None,
    recall: bool = True,
) -> Answer:
    """The answer to `question` for `user` on the day `today`, kept with every step it took.

    `follows` is the id of a question of the same user: words that edit its plan («只看上海的») are answered by the edited
    plan, any others as a question of their own. Without `recall` memory is not asked. `language` ("zh" or "en") is the
    reader's. Never raises for what a person may type or for what the database answers.
    """
    state = _Asking(question, user, language, today)
    with replies.language(language):
        form = QuestionForm({"question": question})
        if not form.is_valid():
            reason = " ".join(str(text) for texts in form.errors.values() for text in texts)
            return _kept(state, Answer(None, question[:500], "refused", reason=reason))
        state.question = form.cleaned_data["question"]
        return _kept(state, _guarded(state, lambda: _followed(state, follows) or _answer(state, planner, recall)))


def rerun_with_values(question_id: int, values: Mapping[str, str], *, user: User, language: str, today: date) -> Answer:
    """The same plan with other values: `values` are texts by the chips' names. No model is asked."""
    row = Question.objects.get(pk=question_id, asker=user)
    state = _Asking(row.question, user, language, row.asked_for, parent=row.pk, engine=row.engine)
    with replies.language(language):
        return _kept(state, _guarded(state, lambda: _rerun(state, row, values)))


def run_sql(sql: str, question_id: int, *, user: User, language: str, today: date) -> Answer:
    """SQL that a person edited, through the same guard, with the question's values."""
    row = Question.objects.get(pk=question_id, asker=user)
    state = _Asking(row.question, user, language, row.asked_for, parent=row.pk, engine="person")
    state.values = {value["name"]: keeping.kept_value(value) for value in row.values}
    with replies.language(language):
        params = keeping.kept_params(row)
        return _kept(state, _guarded(state, lambda: _edited(state, sql, params)))


def _edited(state: _Asking, sql: str, params: Mapping[str, Any]) -> Answer:
    """The answer to SQL that a person wrote; where a plan says the same, chips and follow-ups go on with that."""
    query = check(sql, parameters=tuple(params))
    if isinstance(query, Refused):
        return _run(state, sql, params, confidence=None)
    state.plan = plan_of(query, params, state.values, today=state.today, currency=_currency(state))
    answer = _run(state, sql, params, confidence=None)
    bound = {name.split("_")[0] for name in query.placeholders}
    return replace(answer, chips=tuple(chip for chip in answer.chips if chip.name in bound))


def _guarded(state: _Asking, work: Any) -> Answer:
    """What `work` answers; an error becomes a sentence with a next step, the trace goes to the log."""
    try:
        return work()  # type: ignore[no-any-return]
    except AskingError as error:
        return Answer(None, state.question, "error", reason=str(error))
    except PlanError as error:
        log.info("plan does not compile: %s", error)
        return Answer(None, state.question, "error", reason=replies.does_not_fit())
    except SourceTooLong:
        return Answer(None, state.question, "refused", reason=replies.too_long())
    except (DatabaseError, LlmError):
        log.exception("asking failed")
        return Answer(None, state.question, "error", reason=str(AskingError()))


def _followed(state: _Asking, follows: int | None) -> Answer | None:
    """The answer by the edited plan of the question before; None where the words are a question of their own."""
    previous = Question.objects.filter(pk=follows, asker=state.user).first() if follows is not None else None
    if previous is None:
        return None
    with state.step("link"):
        found = follow(state.question, previous, user=state.user, language=state.language, today=state.today)
    if found is None:
        return None
    if (early := replies.before_planning(found.linked)) is not None:
        state.linked, state.parent = found.linked, previous.pk
        return replace(early, follows=previous.pk)
    currency = _currency(replace(state, values=found.values))
    try:
        compiled = compile_plan(found.plan, found.values, today=state.today, currency=currency)
    except (PlanError, KeyError) as error:
        log.info("a follow-up does not fit: %s", error)
        return None
    state.parent, state.linked, state.engine = previous.pk, found.linked, FOLLOW
    state.plan, state.values = found.plan, found.values
    answer = _run(state, compiled.sql, compiled.params, confidence=None)
    caution = answer.status == "answered" and (found.doubtful or any(value.is_guess for value in found.values.values()))
    grade = "composed" if answer.status == "answered" else None
    return replace(answer, caution=caution, grade=grade, changes=found.changes, follows=previous.pk)


def _answer(state: _Asking, planner: Planner | None, recall: bool) -> Answer:
    with state.step("link"):
        linked = link(state.question, user=state.user, today=state.today, language=state.language)
    state.linked, state.values = linked, linked.values
    if (early := replies.before_planning(linked)) is not None:
        return early
    with state.step("recall"):
        known = [(reading, _known(reading, state.user)) for reading in readings(linked)] if recall else []
    for reading, remembered_of_it in known:
        plan = remembered_of_it.plan
        if plan is not None and (answer := _recalled(state, reading, plan)) is not None:
            return answer
    with state.step("generate"):
        planner = planner or shipped_planner()
        rejected = frozenset[str]().union(*(remembered_of_it.rejected for _, remembered_of_it in known))
        outcome = planner.plan(linked, without=rejected)
    state.engine = planner.name
    if isinstance(outcome, Planned):
        return _planned(state, outcome)
    reason = outcome.reason if isinstance(outcome, Refusal) else "unsure"
    return replies.refused(linked, reason)


def _known(linked: Linked, user: User) -> Remembered:
    """What memory says of the question; nothing where memory cannot be read: the question can be answered without."""
    try:
        return remembered(linked, user)
    except DatabaseError:
        log.exception("memory cannot be read")
        return Remembered()


def _recalled(state: _Asking, linked: Linked, plan: Plan) -> Answer | None:
    """The answer by a confirmed plan; None where it does not fit the question's values. A guessed name stays a doubt."""
    try:
        compiled = compile_plan(plan, linked.values, today=linked.today, currency=shown_currency(linked))
    except (PlanError, KeyError) as error:
        log.info("a confirmed plan does not fit: %s", error)
        return None
    state.plan, state.engine = plan, MEMORY
    state.linked, state.values = linked, linked.values
    answer = _run(state, compiled.sql, compiled.params, confidence=None)
    if answer.status != "answered":
        return answer
    guessed = any(value.is_guess for value in linked.values.values())
    return replace(answer, caution=guessed, grade="draft" if guessed else "confirmed")


def _planned(state: _Asking, outcome: Planned) -> Answer:
    state.plan = outcome.plan
    if outcome.linked is not None:
        state.linked, state.values = outcome.linked, outcome.linked.values
    answer = _run(state, outcome.compiled.sql, outcome.compiled.params, confidence=outcome.confidence)
    guessed = any(value.is_guess for value in state.values.values())
    caution = outcome.confidence < SURE or bool(outcome.unused or outcome.unheard) or guessed
    return replace(answer, caution=caution and answer.status == "answered", grade=_grade(answer, caution))


def _grade(answer: Answer, caution: bool) -> str | None:
    if answer.status != "answered":
        return None
    return "draft" if caution else "composed"


def _rerun(state: _Asking, row: Question, texts: Mapping[str, str]) -> Answer:
    if row.plan is None:
        return Answer(None, state.question, "error", reason=replies.does_not_fit())
    kept = {value["name"]: keeping.kept_value(value) for value in row.values}
    state.values = changed_values(kept, texts, user=state.user, today=state.today, language=state.language)
    state.plan = parse(row.plan)
    compiled = compile_plan(state.plan, state.values, today=state.today, currency=_currency(state))
    answer = _run(state, compiled.sql, compiled.params, confidence=None)
    return replace(answer, grade=row.answer.get("grade"))


def _currency(state: _Asking) -> str:
    said = {value.value[1] for value in state.values.values() if value.kind == "money" and value.value[1]}
    said |= {value.value for value in state.values.values() if value.kind == "currency"}
    currency = said.pop() if len(said) == 1 else None
    return shown_currency(Linked("", "", {}, state.today, currency=currency))


def _run(state: _Asking, sql: str, params: Mapping[str, Any], *, confidence: float | None) -> Answer:
    state.params = params
    with state.step("validate"):
        query = check(sql, parameters=tuple(params))
    if isinstance(query, Refused):
        return Answer(None, state.question, "refused", params=params, reason=str(query.message))
    with state.step("execute"):
        rows = run(query, params, user=state.user)
    return Answer(
        id=None,
        question=state.question,
        status="answered",
        grade="draft",
        sql=query.sql,
        params=params,
        columns=rows.columns,
        rows=rows.rows,
        truncated=rows.truncated,
        restatement=_restated(state, query, params),
        chips=chips_of(state.values, params),
        confidence=confidence,
    )


def _restated(state: _Asking, query: SafeQuery, params: Mapping[str, Any]) -> str:
    with state.step("restate"):
        return restate(query, params, state.language, state.today)


def _kept(state: _Asking, answer: Answer) -> Answer:
    """The answer with its row's id; where the database cannot keep it, the answer as it is."""
    state.timings["total"] = (time.perf_counter() - state.started) * 1000
    answer = replace(answer, timings_ms=dict(state.timings))
    try:
        row = Question.objects.create(
            asker=state.user,
            parent_id=state.parent,
            question=answer.question[:500].replace("\x00", ""),
            language=state.language,
            asked_for=state.today,
            status=answer.status,
            linked_text=state.linked.text if state.linked else "",
            values=[keeping.value_json(value) for value in state.values.values()],
            plan=to_json(state.plan) if state.plan else None,
            engine=state.engine,
            sql=answer.sql or "",
            params=keeping.typed_params(answer.params or state.params),
            answer=keeping.answer_json(answer),
        )
    except DatabaseError:
        log.exception("a question could not be kept")
        return answer
    return replace(answer, id=row.pk)
