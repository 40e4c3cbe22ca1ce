"""The network: transformers' own LlamaForCausalLM, so that the weights are in the Hugging Face layout by construction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AttentionInterface, LlamaConfig, LlamaForCausalLM

from llm.tokens import END, PAD, START
from llm.train.batches import IGNORED, Batch


@dataclass(frozen=True)
class Size:
    """Sizes of a new network; about 5.5M parameters with a vocabulary of 4,000."""

    hidden: int = 256
    layers: int = 6
    heads: int = 8
    kv_heads: int = 4
    inner: int = 704
    context: int = 256


def build(size: Size, vocabulary: int, outputs: int, seed: int) -> LlamaForCausalLM:
    """A network with random weights; `output_vocab` in its config counts the ids that may be written."""
    torch.manual_seed(seed)
    AttentionInterface.register("plain", plain_attention)
    config = LlamaConfig(  # type: ignore[call-arg]
        vocab_size=vocabulary,
        hidden_size=size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        num_key_value_heads=size.kv_heads,
        intermediate_size=size.inner,
        max_position_embeddings=size.context,
        tie_word_embeddings=True,
        pad_token_id=PAD,
        bos_token_id=START,
        eos_token_id=END,
        attn_implementation="plain",
        output_vocab=outputs,
    )
    return LlamaForCausalLM(config)


def plain_attention(
    module: Any, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, scaling: float, **_: Any
) -> tuple[Tensor, None]:
    """Causal attention as two products: on processors, the backward pass of torch's fused one takes a third of a step.

    Right padding needs no mask: nothing before it can see it.
    """
    batch, heads, length, size = query.shape
    shared = (batch, key.shape[1], heads // key.shape[1] * length)
    scores = torch.matmul(query.reshape(*shared, size), key.transpose(2, 3)).view(batch, heads, length, length)
    hidden = torch.full((length, length), -1e9, dtype=scores.dtype, device=scores.device).triu(1)
    weights = torch.softmax(scores * scaling + hidden, dim=-1).to(value.dtype)
    mixed = torch.matmul(weights.view(*shared, length), value).view(batch, heads, length, size)
    return mixed.transpose(1, 2).contiguous(), None


def logits_and_labels(network: LlamaForCausalLM, batch: Batch) -> tuple[Tensor, Tensor]:
    """Logits over the output ids [target tokens, outputs], and the right ones; source tokens are not foretold."""
    labels = torch.from_numpy(batch.labels)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = network.model(input_ids=torch.from_numpy(batch.ids), use_cache=False).last_hidden_state
        rows = output_rows(network)
        logits = functional.linear(states[labels != IGNORED], rows)
    return logits.float(), labels[labels != IGNORED]


class WordEmbedding(nn.Module):
    """An embedding that knows words before training: `own` [vocabulary, hidden] and, of words with a vector, its projection.

    `vectors` [vocabulary, dimensions] are fixed, zero for a token without one. A word that training never shows so stands
    where words of its meaning stand. Of some words the own part is left out now and then (`forget`), or the network would
    rest on that alone.
    """

    vectors: Tensor
    known: Tensor

    def __init__(self, vectors: Tensor, hidden: int, forget: float) -> None:
        super().__init__()
        self.forget = forget
        self.register_buffer("vectors", vectors)
        self.register_buffer("known", (vectors.abs().sum(dim=1) > 0).float()[:, None])
        self.own = nn.Parameter(torch.randn(len(vectors), hidden) * 0.02 * (1 - 0.75 * self.known))
        self.project = nn.Linear(vectors.shape[1], hidden, bias=False)
        nn.init.normal_(self.project.weight, std=0.02)

    def forward(self, ids: Tensor) -> Tensor:
        """[rows, length] ids -> [rows, length, hidden]."""
        used, places = torch.unique(ids, return_inverse=True)
        return self.rows(used, self.forget if self.training else 0.0)[places]

    def rows(self, ids: Tensor, forget: float = 0.0) -> Tensor:
        """The rows of some ids, [ids, hidden]."""
        own = self.own[ids]
        if forget:
            own = own * (1 - self.known[ids] * (torch.rand(len(ids), 1) < forget))
        return own + functional.linear(self.vectors[ids], self.project.weight)

    def folded(self) -> nn.Embedding:
        """A plain embedding that gives the same, for saving."""
        plain = nn.Embedding(*self.own.shape)
        with torch.no_grad():
            plain.weight.copy_(self.rows(torch.arange(len(self.own))))
        return plain


def with_words(network: LlamaForCausalLM, vectors: Tensor, forget: float) -> None:
    """Put a WordEmbedding in the place of the network's own; the output matrix is taken from it, too."""
    network.model.embed_tokens = WordEmbedding(vectors, network.config.hidden_size, forget)
    network.lm_head = nn.Identity()


def output_rows(network: LlamaForCausalLM) -> Tensor:
    """The embeddings of END and the output words, [outputs, hidden]."""
    embedding = network.model.embed_tokens
    last = END + network.config.output_vocab
    if isinstance(embedding, WordEmbedding):
        return embedding.rows(torch.arange(END, last))
    weight: Tensor = embedding.weight
    return weight[END:last]
