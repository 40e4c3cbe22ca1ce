"""Industry names of a file -> nodes of the stored tree, created where they are missing."""

from __future__ import annotations

from crm.importing.report import Report
from crm.models import Industry, IndustryAlias
from crm.names.industries import IndustryConcept, concept_of, concepts, folded


class Industries:
    """The whole tree, by parent and name. New nodes get their English name from the taxonomy."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._nodes: dict[tuple[int | None, str], Industry] = {}
        self._by_word: dict[str, Industry] = {}
        self._by_concept_word: dict[str, Industry] = {}
        self._aliases: set[tuple[int, str]] = set()
        for node in Industry.objects.order_by("level", "pk"):
            self._remember(node)
        for alias in IndustryAlias.objects.select_related("industry"):
            self._aliases.add((alias.industry_id, alias.name))
            self._remember_word(alias.industry, alias.name)

    def _remember(self, node: Industry) -> None:
        for word in {node.name, node.name_en} - {""}:
            self._remember_word(node, word)

    def _remember_word(self, node: Industry, word: str) -> None:
        key = folded(word)
        self._nodes.setdefault((node.parent_id, key), node)
        topmost = self._by_word.setdefault(key, node)
        if node.level < topmost.level:
            self._by_word[key] = node

    def node(self, top: str, leaf: str = "") -> Industry | None:
        """The node of `leaf` under `top`, of `top` alone, or of a leaf whose parent was not said; None for no names."""
        if not top:
            return self._anywhere(leaf) if leaf else None
        parent = self._nodes.get((None, folded(top))) or self._create(top, None)
        if not leaf or folded(leaf) == folded(top):
            return parent
        return self._nodes.get((parent.pk, folded(leaf))) or self._create(leaf, parent)

    def find(self, name: str) -> Industry | None:
        """The stored node of that name at any level, the topmost first."""
        return self._by_word.get(folded(name))

    def _anywhere(self, name: str) -> Industry:
        return self.find(name) or self.concept(name)

    def concept(self, word: str) -> Industry:
        """The node of the taxonomy's concept that `word` means, under its parent; a new top-level node for no concept."""
        if word not in self._by_concept_word:
            self._by_concept_word[word] = self._concept(word)
        return self._by_concept_word[word]

    def _concept(self, word: str) -> Industry:
        concept = concept_of(word)
        if concept is None:
            return self.node(word) or self._create(word, None)
        found = self._stored(concept)
        if found:
            return found
        parent = next((other for other in concepts() if other.key == concept.parent), None)
        above = (self._stored(parent) or self._create(parent.zh, None)) if parent else None
        return self._nodes.get((above.pk if above else None, folded(concept.zh))) or self._create(concept.zh, above)

    def _stored(self, concept: IndustryConcept) -> Industry | None:
        names = [self.find(concept.zh), self.find(concept.en)]
        return next((node for node in names if node), None)

    def _create(self, name: str, parent: Industry | None) -> Industry:
        concept = concept_of(name)
        english = concept.en if concept and folded(name) in (folded(concept.zh), folded(concept.en)) else ""
        node = Industry.objects.create(name=name, name_en=english, parent=parent)
        self._report.created["industry"] += 1
        self._remember(node)
        return node

    def add_alias(self, node: Industry, name: str) -> None:
        """Keep a source's own label for the node."""
        key = (node.pk, name)
        if key in self._aliases:
            return
        self._aliases.add(key)
        if folded(name) in (folded(node.name), folded(node.name_en)):
            return
        IndustryAlias.objects.create(industry=node, name=name)
