"""Damaged model folders say what is wrong; the catalogue knows what ships."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from llm.catalogue import MODELS, find, shipped
from llm.engines.llama_numpy import LlamaNumpy
from llm.errors import ModelFolderError, UnknownModel

WEIGHTS = "model.safetensors"


@pytest.fixture
def folder(random_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(random_model, tmp_path / "copy"))


def _config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def _tensors(folder: Path, drop: str) -> None:
    arrays = {name: array for name, array in load_file(folder / WEIGHTS).items() if name != drop}
    save_file(arrays, folder / WEIGHTS)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no folder": (shutil.rmtree, "config.json"),
    "no weights": (lambda f: (f / WEIGHTS).unlink(), WEIGHTS),
    "truncated weights": (lambda f: (f / WEIGHTS).write_bytes((f / WEIGHTS).read_bytes()[:5000]), WEIGHTS),
    "empty weights": (lambda f: (f / WEIGHTS).write_bytes(b""), WEIGHTS),
    "a tensor missing": (lambda f: _tensors(f, "model.norm.weight"), "lacks model.norm.weight"),
    "a tensor of another size": (lambda f: _config(f, intermediate_size=95), "has the shape"),
    "config not JSON": (lambda f: (f / "config.json").write_text("{"), "config.json"),
    "config a list": (lambda f: (f / "config.json").write_text("[]"), "config.json"),
    "another architecture": (lambda f: _config(f, model_type="qwen2"), "model_type"),
    "scaled rotary": (lambda f: _config(f, rope_parameters={"rope_type": "yarn"}), "rope_parameters"),
    "no output count": (lambda f: _config(f, output_vocab=None), "config.json"),
    "too many outputs": (lambda f: _config(f, output_vocab=9999), "tokenizer.json"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), "tokenizer.json"),
    "tokenizer not JSON": (lambda f: (f / "tokenizer.json").write_text("nonsense"), "tokenizer.json"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_folder_is_one_clear_error(folder: Path, damage: str) -> None:
    harm, word = DAMAGES[damage]
    harm(folder)
    with pytest.raises(ModelFolderError, match=word) as caught:
        LlamaNumpy.load(folder)
    assert str(folder) in str(caught.value)


def test_the_catalogue_lists_folders_with_facts(folder: Path) -> None:
    models = folder.parent
    (models / "stray").mkdir()
    (model,) = shipped(models)
    assert (model.name, model.folder) == ("copy", folder)
    assert model.size > 10_000
    assert find("copy", models) == model


def test_an_unknown_name_is_refused_with_the_known_ones(folder: Path) -> None:
    with pytest.raises(UnknownModel, match="copy"):
        find("vicuna", folder.parent)


def test_facts_that_cannot_be_read_are_told(folder: Path) -> None:
    (folder / "facts.json").write_text("{}")
    with pytest.raises(ModelFolderError, match=r"facts\.json"):
        shipped(folder.parent)


def test_all_shipped_weights_together_stay_below_30_megabytes() -> None:
    assert sum(model.size for model in shipped()) < 30e6
    assert all((model.folder / "README.md").is_file() for model in shipped(MODELS))
