"""The models that ship with the product: folders under llm/models, each with a card (README.md) and facts.json."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llm.errors import ModelFolderError, UnknownModel

MODELS = Path(__file__).resolve().parent / "models"
FACTS_FILE = "facts.json"


@dataclass(frozen=True)
class Shipped:
    """One model: its folder, what it weighs on disk (bytes), and the facts that its card is made of."""

    name: str
    folder: Path
    parameters: int
    size: int
    licence: str
    facts: dict[str, Any]


def shipped(models: Path = MODELS) -> tuple[Shipped, ...]:
    """All shipped models by name; a folder without facts.json is no model."""
    return tuple(_read(path.parent) for path in sorted(models.glob(f"[!.]*/{FACTS_FILE}")))


def find(name: str, models: Path = MODELS) -> Shipped:
    """The model of that name; UnknownModel lists those that there are."""
    known = shipped(models)
    for model in known:
        if model.name == name:
            return model
    raise UnknownModel(name, tuple(model.name for model in known))


def _read(folder: Path) -> Shipped:
    try:
        facts = json.loads((folder / FACTS_FILE).read_text("utf-8"))
        size = sum(path.stat().st_size for path in folder.iterdir())
        return Shipped(folder.name, folder, int(facts["parameters"]), size, str(facts["licence"]), facts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelFolderError(folder, f"{FACTS_FILE} cannot be read ({error!r})") from error
