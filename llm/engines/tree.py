"""Targets that share beginnings -> one tree of tokens, each computed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from llm.engines.llama_weights import Floats, Ids

LARGEST = 512  # nodes of one pass: attention grows with their square


@dataclass(frozen=True)
class Tree:
    """Nodes in the order of computing. `mask` [nodes, nodes] lets a node see its ancestors and itself.

    `paths` maps each target to rows of a table whose row 0 is the source and row n + 1 is node n: row j foretells word j.
    """

    ids: Ids
    depths: Ids
    mask: Floats
    paths: Mapping[int, list[int]]


def trees(targets: Mapping[int, Sequence[int]]) -> Iterator[Tree]:
    """Group targets (key -> ids with END), those with common beginnings together, into trees of bounded size."""
    group: dict[int, Sequence[int]] = {}
    size = 0
    for key, ids in sorted(targets.items(), key=lambda item: tuple(item[1])):
        if group and size + len(ids) > LARGEST:
            yield _tree(group)
            group, size = {}, 0
        shared = _common(ids, list(group.values())[-1]) if group else 0
        group[key] = ids
        size += len(ids) - shared
    if group:
        yield _tree(group)


def _common(one: Sequence[int], other: Sequence[int]) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


def _tree(targets: Mapping[int, Sequence[int]]) -> Tree:
    nodes: dict[tuple[int, ...], int] = {}
    paths: dict[int, list[int]] = {}
    for key, ids in targets.items():
        beginnings = [tuple(ids[: i + 1]) for i in range(len(ids) - 1)]
        paths[key] = [0, *(1 + nodes.setdefault(beginning, len(nodes)) for beginning in beginnings)]
    mask = np.full((len(nodes), len(nodes)), -np.inf, np.float32)
    for path in paths.values():
        rows = np.array(path[1:], np.intp) - 1
        mask[np.ix_(rows, rows)] = np.where(np.tri(len(rows), dtype=bool), 0.0, mask[np.ix_(rows, rows)])
    ids_, depths = [b[-1] for b in nodes], [len(b) - 1 for b in nodes]
    return Tree(np.array(ids_, np.intp), np.array(depths, np.intp), mask, paths)
