"""The numpy engine against transformers, and what its searches promise."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from llm.engines.llama_forward import Pool, causal, forward
from llm.engines.llama_numpy import END, LlamaNumpy
from llm.errors import SourceTooLong
from llm.tokens import END as END_ID
from tests.llm import toy

SOURCES = [toy.pair(random.Random(seed))[0] for seed in range(12)]


@pytest.mark.slow
def test_logits_equal_those_of_transformers(random_model: Path, engine: LlamaNumpy) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    theirs = AutoModelForCausalLM.from_pretrained(random_model, dtype=torch.float32)
    for seed in range(12):
        source, target = toy.pair(random.Random(seed))
        ids = engine.tokens.source_ids(source) + (engine.tokens.target_ids(target) or [])
        with torch.no_grad():
            logits = theirs(torch.tensor([ids])).logits[0, :, END_ID : END_ID + engine.weights.shape.outputs]
        expected = torch.log_softmax(logits, -1).numpy()
        pool = Pool(engine.weights.shape, len(ids))
        found = forward(engine.weights, pool, np.array(ids), np.arange(len(ids)), causal(len(ids)))
        assert np.abs(found - expected).max() < 1e-3


@pytest.mark.slow
def test_greedy_text_equals_that_of_transformers(random_model: Path, engine: LlamaNumpy) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(random_model)
    theirs = AutoModelForCausalLM.from_pretrained(random_model, dtype=torch.float32)
    for source in SOURCES:
        ids = tokenizer(source, return_tensors="pt").input_ids
        written = theirs.generate(ids, max_new_tokens=30)[0, ids.shape[1] :].tolist()
        words = engine.tokens.words(written)
        # A random model seldom ends: let both write 30 words, or to their end.
        ours = _greedy(engine, source, 30)
        assert ours == words


def _greedy(engine: LlamaNumpy, source: str, longest: int) -> tuple[str, ...]:
    seen: list[tuple[str, ...]] = []

    def watch(prefix: object) -> list[str] | None:
        seen.append(tuple(prefix))  # type: ignore[call-overload]
        return [END] if len(seen[-1]) == longest else None

    found = engine.generate(source, allowed=watch, longest=longest)
    return found[0].words if found else max(seen, key=len)


@pytest.mark.parametrize("width", [2, 5, 8])
def test_beams_are_distinct_and_best_first(engine: LlamaNumpy, width: int) -> None:
    for source in SOURCES[:4]:
        found = engine.generate(source, width=width, allowed=_short)
        assert len(found) == width
        assert len({candidate.text for candidate in found}) == width
        assert [c.logprob for c in found] == sorted((c.logprob for c in found), reverse=True)
        assert all(c.mean_logprob == pytest.approx(c.logprob / (len(c.words) + 1)) for c in found)


def _short(prefix: object) -> list[str] | None:
    """End after four words at most."""
    return [END] if len(prefix) >= 4 else None  # type: ignore[arg-type]


def test_a_wide_search_finds_the_best_of_all_texts(engine: LlamaNumpy) -> None:
    """Checked against every text of two words out of three."""
    words = ["[", "]", "not"]
    texts = [f"{a} {b}" for a in words for b in words]
    scores = dict(zip(texts, engine.scores(SOURCES[0], texts), strict=True))
    found = engine.generate(SOURCES[0], width=9, allowed=lambda prefix: [END] if len(prefix) == 2 else words)
    assert [c.text for c in found] == sorted(texts, key=lambda text: -scores[text])


def test_only_allowed_words_are_written(engine: LlamaNumpy) -> None:
    order = ["{", ["count", "list"], "companies", "}", END]

    def allowed(prefix: object) -> list[str]:
        step = order[len(prefix)]  # type: ignore[arg-type]
        return [step] if isinstance(step, str) else step

    found = engine.generate(SOURCES[0], width=4, allowed=allowed)
    assert sorted(c.text for c in found) == ["{ count companies }", "{ list companies }"]


def test_nothing_allowed_gives_no_candidate(engine: LlamaNumpy) -> None:
    assert engine.generate(SOURCES[0], width=3, allowed=lambda _: []) == []
    assert engine.generate(SOURCES[0], width=3, allowed=lambda _: ["a word that is not there"]) == []


def test_a_score_is_the_log_probability_of_the_search(engine: LlamaNumpy) -> None:
    for source in SOURCES[:4]:
        found = engine.generate(source, width=6, allowed=_short)
        assert engine.scores(source, [c.text for c in found]) == pytest.approx([c.logprob for c in found], abs=1e-3)


def test_scoring_many_equals_scoring_each(engine: LlamaNumpy) -> None:
    targets = [toy.pair(random.Random(seed))[1] for seed in range(60)] + ["", "no such word"]
    together = engine.scores(SOURCES[0], targets)
    assert together == pytest.approx([engine.score(SOURCES[0], target) for target in targets], abs=1e-3)
    assert together[-1] == -np.inf and np.isfinite(together[-2])
    assert engine.scores(SOURCES[0], []) == []


def test_threads_share_one_engine(engine: LlamaNumpy) -> None:
    alone = [engine.generate(source, width=3, allowed=_short) for source in SOURCES]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda source: engine.generate(source, width=3, allowed=_short), SOURCES)) == alone


def test_a_text_beyond_the_context_is_refused_with_its_size(engine: LlamaNumpy) -> None:
    with pytest.raises(SourceTooLong) as caught:
        engine.generate("公 " * 500)
    assert caught.value.limit == 80 and caught.value.tokens > 400


@pytest.mark.parametrize("source", ["", "\x00😀", "公司" * 10])
def test_odd_sources_are_answered_or_left_unanswered(engine: LlamaNumpy, source: str) -> None:
    assert len(engine.generate(source, width=2, allowed=_short)) == 2


def test_a_search_ends_at_the_context(engine: LlamaNumpy) -> None:
    assert engine.generate(SOURCES[0], allowed=lambda _: ["["]) == []


def test_the_engine_starts_without_torch(random_model: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from llm.engines.llama_numpy import LlamaNumpy; "
        "LlamaNumpy.load(Path(sys.argv[1])).generate('公司'); "
        "sys.exit(bool({'torch', 'transformers', 'django'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(random_model)], timeout=60).returncode == 0
