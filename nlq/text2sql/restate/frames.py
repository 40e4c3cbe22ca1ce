"""Where a column's words come from: the sources of one SELECT, with the labels of their columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from crm import catalog
from nlq.text2sql.restate.phrases import Words


class Unphrased(Exception):
    """A shape that the rules cannot say truthfully: the caller falls back to a description that is."""


@dataclass(frozen=True)
class Label:
    """A column's words; `column` is its entry in the catalogue where it has one."""

    text: str
    column: catalog.Column | None = None

    @property
    def kind(self) -> str:
        """text, integer, numeric, date, boolean, or "" where it is not known."""
        return self.column.type if self.column is not None else ""


@dataclass(frozen=True)
class Source:
    """One name in FROM: a view, or ("") the result of a subquery, which `inner` holds; `searched`: a search's text."""

    view: str
    columns: Mapping[str, Label]
    inner: exp.Expr | None = None
    searched: exp.Expr | None = None


@dataclass
class Frame:
    """The sources of a SELECT, the SELECT around it, and the expressions behind its own output names."""

    sources: dict[str, Source] = field(default_factory=dict)
    outer: Frame | None = None
    outputs: dict[str, exp.Expr] = field(default_factory=dict)
    ctes: Mapping[str, Source] = field(default_factory=dict)

    @property
    def view(self) -> str:
        """The first source's view."""
        return next(iter(self.sources.values())).view if self.sources else ""

    def find(self, column: exp.Column) -> tuple[Source, Label, bool]:
        """(source, label, whether it belongs to a SELECT further out). Raises Unphrased."""
        frame: Frame | None = self
        while frame is not None:
            for name, source in frame.sources.items():
                if column.table in {"", name} and column.name in source.columns:
                    return source, source.columns[column.name], frame is not self
            frame = frame.outer
        raise Unphrased(column.sql())


@dataclass
class Teller:
    """What one restatement needs everywhere: language, values, and what it has noticed on the way.

    The callables are the phrase makers, bound in sentence.py: a condition may hold a figure, a figure a condition,
    and either a whole SELECT.
    """

    words: Words
    params: Mapping[str, Any]
    figure: Callable[[Teller, exp.Expr, Frame], str]
    sentence: Callable[[Teller, exp.Expr, Frame], str]
    conditions: Callable[[Teller, exp.Expr | None, Frame], list[str]]
    frame: Callable[[Teller, exp.Select, Frame], Frame]
    label: Callable[[Teller, exp.Column, Frame], str]
    currencies: dict[str, None] = field(default_factory=dict)
    left_out: dict[tuple[str, str, str], None] = field(default_factory=dict)


def view_source(view: str, words: Words) -> Source:
    """A view of the catalogue as a source. Raises Unphrased for another name."""
    if view == "search_notes":
        return Source(view, {name: Label(name) for name in ("note_id", "document", "page", "score", "snippet")})
    if view not in catalog.views():
        raise Unphrased(view)
    language = "zh" if words.zh else "en"
    columns = catalog.view(view).columns
    return Source(view, {name: Label(_clean(one.label(language)), one) for name, one in columns.items()})


def _clean(label: str) -> str:
    """Brackets as wide as the words around them."""
    return label.replace("(", "（").replace(")", "）") if not label.isascii() else label


def bare(label: Label) -> str:
    """The label without its currency, where the value beside it says it."""
    for ending in ("（人民币）", "（美元）", " (CNY)", " (USD)"):
        if label.text.endswith(ending):
            return label.text[: -len(ending)]
    return label.text


def conjuncts(node: exp.Expr | None) -> Iterator[exp.Expr]:
    """The parts of a condition that must all hold."""
    if isinstance(node, exp.Where | exp.Having | exp.Paren):
        inner = node.this
        yield from (
            conjuncts(inner) if not isinstance(node, exp.Paren) or isinstance(inner, exp.And) else [unwrapped(inner)]
        )
    elif isinstance(node, exp.And):
        yield from conjuncts(node.this)
        yield from conjuncts(node.expression)
    elif node is not None:
        yield node


def disjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    """The parts of a condition of which one must hold."""
    node = unwrapped(node)
    if isinstance(node, exp.Or):
        yield from disjuncts(node.this)
        yield from disjuncts(node.expression)
    else:
        yield node


def unwrapped(node: exp.Expr) -> exp.Expr:
    """Without brackets around it."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def money_behind(node: exp.Expr, frame: Frame) -> Label | None:
    """The column whose kind a figure keeps: of SUM(x), MAX(x), ROUND(x), COALESCE(x, 0) it is x."""
    keeps = (
        exp.Cast | exp.Round | exp.Coalesce | exp.Sum | exp.Avg | exp.Min | exp.Max | exp.Paren | exp.Abs | exp.Filter
    )
    while isinstance(node, keeps):
        node = node.this
    if isinstance(node, exp.WithinGroup):
        node = node.expression.expressions[0].this
    if isinstance(node, exp.Column):
        return frame.find(node)[1]
    return None
