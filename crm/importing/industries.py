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
        self._aliases: set[tuple[int, str]] = set()
        for node in Industry.objects.order_by("level", "pk"):
            self._remember(node)
        for alias in IndustryAlias.objects.select_related("industry"):
            self._aliases.add((alias.industry_id, alias.name))
            self._nodes.setdefault((alias.industry.parent_id, folded(alias.name)), alias.industry)

    def _remember(self, node: Industry) -> None:
        self._nodes.setdefault((node.parent_id, folded(node.name)), node)
        if node.name_en:
            self._nodes.setdefault((node.parent_id, folded(node.name_en)), node)

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
        found = [node for (_, key), node in self._nodes.items() if key == folded(name)]
        return min(found, key=lambda node: (node.level, node.pk), default=None)

    def _anywhere(self, name: str) -> Industry:
        return self.find(name) or self.concept(name)

    def concept(self, word: str) -> Industry:
        """The node of the taxonomy's concept that `word` means, under its parent; a new top-level node for no concept."""
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
        if key in self._aliases or folded(name) in (folded(node.name), folded(node.name_en)):
            return
        self._aliases.add(key)
        IndustryAlias.objects.create(industry=node, name=name)
