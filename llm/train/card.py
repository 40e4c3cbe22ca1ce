"""facts.json of a model folder -> its README.md (model card). Run `python -m llm.train.card FOLDER` after adding figures."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CARD = """---
language: [zh, en]
license: {licence}
library_name: transformers
pipeline_tag: text-generation
---

# {name}

A LLaMA-architecture model of {parameters:,} parameters that turns {what}. Trained by this repository's own pipeline (`python -m llm.train`)
on this repository's own pairs; {start}.

| | |
|---|---|
| training pairs | {pairs:,} |
| vocabulary | {vocabulary:,} tokens, {outputs:,} of which may be written |
| training | {minutes:.1f} minutes on {threads} thread(s), {steps:,} steps, {tokens:,} tokens, seed {seed} |
| weights | float16, {megabytes:.1f} MB |
{figures}

{use}
"""
FORWARD = """{why}Input `<s> {question} <sep>`, output the plan's words separated by spaces, closed by `</s>`{joined}. Greedy
decoding with `generation_config.json` writes what the numpy engine (`llm.engines.llama_numpy`) writes.
A probability near one is no proof: the model is sure of wrong plans too when a question's shape is new to it."""
REVERSE = """Input `<s> plan <sep>`, output the question, closed by `</s>`. It is not there to write: `LlamaNumpy.said_of` gives the
log-probability of one question for each of several plans, which tells plans apart that the planner believes alike.
What it has never read («an odd word») is unlikely of every plan, so only differences between plans mean something."""

WHY = """The question stands there as often as `source_repeats` of `config.json` says: a causal model sees only in a second
reading what follows a word.
"""
JOINED = """; words that often stand together are
one token, joined by `▁`, which a reader replaces by a space"""
PLANS = """a bilingual (Chinese, English) question, whose names and
values were replaced by typed placeholders, into a plan"""
QUESTIONS = """a plan into the question, Chinese or English, whose
names and values are typed placeholders"""
SCRATCH = "no pretrained weights, no outside text"
WORDS = """its embedding starts from the word vectors of `llm/models/words` (all-MiniLM-L6-v2 and
CC-CEDICT; that folder's README says how and under which licences), all else from random numbers"""


def write_card(folder: Path) -> None:
    """Write README.md from facts.json; `figures` is a mapping of a label to a figure, each a row of the table."""
    facts: dict[str, Any] = json.loads((folder / "facts.json").read_text("utf-8"))
    rows = "\n".join(f"| {label} | {figure} |" for label, figure in facts["figures"].items())
    size = sum(path.stat().st_size for path in folder.glob("*.safetensors")) / 1e6
    repeats = int(facts.get("repeats", 1))
    start = WORDS if facts.get("words") else SCRATCH
    use = FORWARD.format(
        why=WHY if repeats > 1 else "",
        question=" ".join(["question"] * repeats),
        joined=JOINED if facts.get("phrases") else "",
    )
    said = {"start": start, "what": PLANS, "use": use}
    if facts.get("reverse"):
        said |= {"what": QUESTIONS, "use": REVERSE}
    (folder / "README.md").write_text(CARD.format(**{**facts, **said, "figures": rows, "megabytes": size}), "utf-8")


if __name__ == "__main__":
    write_card(Path(sys.argv[1]))
