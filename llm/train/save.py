"""A trained network -> a folder in the Hugging Face layout, whole or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import LlamaForCausalLM

from llm.tokens import END, PAD, SPECIAL, START, Tokens
from llm.train.card import write_card
from llm.train.network import WordEmbedding

Json = dict[str, object]


def save_model(folder: Path, network: LlamaForCausalLM, tokens: Tokens, facts: Json) -> None:
    """Write the weights (fp16), configuration, tokenizer, facts and card; the old folder stays until the new one is whole."""
    half = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    if isinstance(network.model.embed_tokens, WordEmbedding):
        network.model.embed_tokens = network.model.embed_tokens.folded()
    # The output matrix is the embedding (tied), so it is not written twice.
    tensors = {
        name: t.to(torch.float16).contiguous() for name, t in network.state_dict().items() if name != "lm_head.weight"
    }
    save_file(tensors, half / "model.safetensors", metadata={"format": "pt"})
    (half / "model.safetensors").chmod(0o644)  # written private, but other users of the machine run it too
    config = json.loads(network.config.to_json_string())
    _write(half / "config.json", {**config, "architectures": ["LlamaForCausalLM"], "dtype": "float16"})
    _write(
        half / "generation_config.json",
        _generation(tokens, network.config.output_vocab, network.config.max_position_embeddings),
    )
    tokens.save(half)
    _write(half / "tokenizer_config.json", _tokenizer_config(network.config.max_position_embeddings))
    _write(half / "special_tokens_map.json", _named_tokens())
    _write(half / "facts.json", facts)
    write_card(half)
    shutil.rmtree(folder, ignore_errors=True)
    half.rename(folder)


def _generation(tokens: Tokens, outputs: int, context: int) -> Json:
    """Only output ids may be written: the others were never foretold in training."""
    silent = [i for i in range(tokens.size) if not END <= i < END + outputs]
    ids = {"bos_token_id": START, "eos_token_id": END, "pad_token_id": PAD}
    return {**ids, "do_sample": False, "max_length": context, "suppress_tokens": silent}


def _named_tokens() -> Json:
    names = ("pad_token", "bos_token", "unk_token", "sep_token", "eos_token")
    return dict(zip(names, SPECIAL, strict=True))


def _tokenizer_config(context: int) -> Json:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces": False,
        "model_max_length": context,
        "padding_side": "left",
        **_named_tokens(),
    }


def _write(path: Path, content: Json) -> None:
    path.write_text(
        json.dumps(content, indent=None if "suppress_tokens" in content else 2, ensure_ascii=False) + "\n", "utf-8"
    )
