"""The shipped model as a planner: it writes plans as words, code keeps the best that compiles and uses what was linked."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.conf import settings

from llm.engines.llama_numpy import Candidate, LlamaNumpy
from nlq.memory.plans import canonical_text
from nlq.text2sql.compile import Compiled, compile_plan
from nlq.text2sql.linked import Linked, Value
from nlq.text2sql.plan import Plan, PlanError, from_words, parse, to_json, to_words
from nlq.text2sql.planners.confidence import Evidence
from nlq.text2sql.planners.confidence import confidence as believed
from nlq.text2sql.planners.cues import unheard
from nlq.text2sql.planners.familiar import unfamiliar
from nlq.text2sql.planners.grammar import REASONS, PlanGrammar
from nlq.text2sql.planners.outcome import Outcome, Planned, Refusal, Unsure
from nlq.text2sql.planners.refusals import spoken_for
from nlq.text2sql.planners.sense import senseless, without_repeats

BEAMS = 10
MOST_WORDS = 160
STRANGE = 0.8  # of the words unknown: no plan can be trusted
DOUBTFUL = 0.45
SPOKEN_FOR = 7.0  # what words that speak for a refusal add to it
LEAST_BELIEVED = 0.08  # such a plan is hardly ever right: the nearest questions help more than a draft
SECOND = 1.5  # what a second reading of the question costs
UNHEARD = 0.5  # what each decisive word that the plan does not answer costs
SPOKEN = 8  # candidates of one reading that are also judged by how likely the question is of them
LEAST_SAID = -400.0  # of plans that the paraphraser cannot read
SAID = 0.8  # what that weighs, beside how likely each is of the question
SENSELESS = 4.0  # what each part costs that cancels another one
LEFT_OUT = 3.0  # what leaving one linked value out costs, in log-probability
# Values that a plan may well leave out: words that were only perhaps a code, a number or the asker.
OPTIONAL_KINDS = frozenset({"currency", "user"})
# Of several such values of one sort a plan that uses one uses all: «banks and FAs», "lin's or alice's".
LISTED_KINDS = frozenset({"code", "user"})
OF_FUND = re.compile(
    r"\s*(?:的|计价的?)?(?:基金|机构|GP)|[\s-](?:denominated\s+)?(?:funds?|vehicles?|GPs?)\b", re.IGNORECASE
)
TOP = re.compile(r"前|top", re.IGNORECASE)


@dataclass(frozen=True)
class _Scored:
    """One candidate of the model that means something; `plan` is None for a refusal."""

    score: float
    reason: str = ""
    plan: Plan | None = None
    compiled: Compiled | None = None
    linked: Linked | None = None
    unused: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    candidate: Candidate | None = None
    said: float = 0.0

    @property
    def words(self) -> str:
        """The plan or refusal as the model writes it."""
        return " ".join(to_words(to_json(self.plan))) if self.plan else _refusal(self.reason)


class ShippedPlanner:
    """Plans by the models of this repository, offline, on the CPU.

    The planner reads the question and writes plans; the paraphraser, where there is one, reads each plan and says how
    likely the question is of it (parsing as paraphrasing, Berant and Liang 2014; a noisy channel, Yee et al. 2019): a
    condition that nobody said and a word that the plan forgets both make it unlikely.
    """

    name = "shipped"

    def __init__(self, engine: LlamaNumpy, paraphraser: LlamaNumpy | None = None) -> None:
        self._engine, self._paraphraser = engine, paraphraser

    def plan(self, linked: Linked, without: Collection[str] = ()) -> Outcome:
        """The best plan among the model's candidates, over every reading of names that are investor and company alike."""
        strangeness = unfamiliar(linked.words)
        if strangeness > STRANGE:
            return Unsure()
        scored = [
            item
            for reading in readings(linked)
            for item in self._paraphrased(_told_apart(self._candidates(reading, linked)), reading)
        ]
        scored.sort(key=lambda item: item.score, reverse=True)
        best = next((item for item in scored if item.plan is None or canonical_text(item.plan) not in without), None)
        if best is None or (best.plan is None and best is not scored[0]):
            return Unsure()  # a refusal is no answer to a plan that a person called wrong
        if best.plan is None or best.compiled is None:
            return Refusal(best.reason, 1 - _rivalry(best, scored))
        evidence = _evidence(best, scored, strangeness, linked)
        if believed(evidence) < LEAST_BELIEVED and not without:  # who called a plan wrong wants to see the next one
            return Unsure()
        missed = (*best.unheard, *(("unfamiliar words",) if strangeness > DOUBTFUL else ()))
        return Planned(best.plan, best.compiled, believed(evidence), best.unused, missed, best.linked, evidence)

    def _candidates(self, linked: Linked, asked: Linked) -> list[_Scored]:
        found = self._engine.generate(
            linked.text, width=BEAMS, longest=MOST_WORDS, allowed=PlanGrammar(linked.values).allowed
        )
        scored = [*_meaningful(found, linked), *self._refusals(linked)]
        less = SECOND if len(linked.values) != len(asked.values) else 0.0
        return [replace(item, score=item.score - less) for item in scored]

    def _paraphrased(self, scored: list[_Scored], linked: Linked) -> list[_Scored]:
        """The best candidates of a reading, each less by how much likelier the question is of another one."""
        best = sorted(scored, key=lambda item: item.score, reverse=True)[:SPOKEN]
        if self._paraphraser is None or not best:
            return scored
        said = [max(LEAST_SAID, value) for value in self._paraphraser.said_of([item.words for item in best], linked.text)]
        most = max(said)
        if most == LEAST_SAID:
            return scored
        return [
            replace(item, score=item.score + SAID * (value - most), said=value)
            for item, value in zip(best, said, strict=True)
        ]

    def _refusals(self, linked: Linked) -> list[_Scored]:
        """Every reason to refuse as a candidate, also where no beam began with one."""
        spoken = spoken_for(linked.words)
        scores = self._engine.scores(linked.text, [_refusal(reason) for reason in REASONS])
        return [
            _Scored(score + (SPOKEN_FOR if reason in spoken else 0.0), reason=reason)
            for reason, score in zip(REASONS, scores, strict=True)
        ]


@lru_cache(maxsize=1)
def shipped_planner() -> ShippedPlanner:
    """The planner of this process; the weights are read once. Raises llm.errors.LlmError where they cannot be."""
    folder = settings.SHIPPED_PARAPHRASER
    return ShippedPlanner(LlamaNumpy.load(settings.SHIPPED_MODEL), LlamaNumpy.load(folder) if folder.is_dir() else None)


def _refusal(reason: str) -> str:
    return f"{{ refuse {reason} }}"


def readings(linked: Linked) -> list[Linked]:
    """Every reading of the question: its `org` values as investors and as companies, its strange words as a topic."""
    whole = [linked, *linked.others]
    return [reading for one in whole for reading in _read_both_ways(one)]


def _read_both_ways(linked: Linked) -> list[Linked]:
    if not any(value.kind == "org" for value in linked.values.values()):
        return [linked]
    return [_read_as(linked, kind) for kind in ("investor", "company")]


def _read_as(linked: Linked, kind: str) -> Linked:
    values = {
        name: replace(value, kind=kind, value=value.value[kind]) if value.kind == "org" else value
        for name, value in linked.values.items()
    }
    return replace(linked, text=linked.text.replace("<org>", f"<{kind}>"), values=values)


def _meaningful(candidates: list[Candidate], linked: Linked) -> Iterator[_Scored]:
    for candidate in candidates:
        try:
            yield _read(candidate, linked)
        except (PlanError, KeyError):
            continue  # not every candidate of a beam is a plan that fits: the next one may be


def _read(candidate: Candidate, linked: Linked) -> _Scored:
    data = from_words(candidate.words)
    if isinstance(data, Mapping) and "refuse" in data:
        raise PlanError("refusals are scored apart")
    plan = without_repeats(parse(data))
    compiled = compile_plan(plan, linked.values, today=linked.today, currency=shown_currency(linked))
    mentioned = _references(data)
    listed = {value.tag for value in linked.values.values() if value.name in mentioned and value.kind in LISTED_KINDS}
    left_out = (value for value in linked.values.values() if value.name not in mentioned)
    unused = tuple(value.name for value in left_out if value.tag in listed or _matters(value, linked.question))
    missed = unheard(linked.words, candidate.words)
    score = candidate.logprob - SENSELESS * senseless(plan) - LEFT_OUT * len(unused) - UNHEARD * len(missed)
    return _Scored(score, "", plan, compiled, linked, unused, missed, candidate)


def _told_apart(candidates: list[_Scored]) -> list[_Scored]:
    """Each plan once, with the probability of all the orders in which its conditions were written."""
    kept: dict[str, _Scored] = {}
    for item in sorted(candidates, key=lambda one: one.score, reverse=True):
        key = canonical_text(item.plan) if item.plan is not None else item.reason
        first = kept.setdefault(key, item)
        if first is not item:
            kept[key] = replace(first, score=first.score + math.log1p(math.exp(item.score - first.score)))
    return list(kept.values())


def shown_currency(linked: Linked) -> str:
    """The currency that amounts are shown in: the one the question names, else the reporting currency."""
    return linked.currency or str(settings.REPORTING_CURRENCY)


def _references(data: Any) -> set[str]:
    if isinstance(data, str):
        return {data[1:]} if data.startswith(":") else set()
    inner = data.values() if isinstance(data, Mapping) else data if isinstance(data, (list, tuple)) else ()
    return set().union(*(_references(item) for item in inner))


def _matters(value: Value, question: str) -> bool:
    """A stage of rounds, «top 5» and the currency of a fund are always meant; «met», "closed" and their like may be plain
    verbs, and a currency may only say in what amounts are shown.
    """
    if value.kind == "currency":
        return OF_FUND.match(question, value.end) is not None
    if value.kind == "code":
        return set(value.value) == {"deal_stage"}
    if value.kind == "number":
        return TOP.match(value.words) is not None
    return value.kind not in OPTIONAL_KINDS


def _rivalry(best: _Scored, scored: list[_Scored]) -> float:
    """The share of the other candidates among those that mean something, 0 to 1."""
    return 1 - 1 / sum(math.exp(min(50.0, item.score - best.score)) for item in scored)


def _evidence(best: _Scored, scored: list[_Scored], strangeness: float, asked: Linked) -> Evidence:
    candidate, linked = best.candidate, best.linked
    assert candidate is not None and linked is not None
    words = len(candidate.words) + 1
    return Evidence(
        doubt=-candidate.logprob / words * 10,
        rivalry=_rivalry(best, scored),
        unused=len(best.unused),
        unheard=len(best.unheard),
        strange=strangeness,
        guessed=float(any(value.is_guess for value in linked.values.values())),
        size=words / 50,
        second=float(len(linked.values) != len(asked.values)),
        unlikely=-best.said / (len(linked.text.split()) + sum("一" <= char <= "鿿" for char in linked.text) + 1),
    )
