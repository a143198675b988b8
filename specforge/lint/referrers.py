"""Who refers to the place of a finding, when that is in another file than the document itself."""

from __future__ import annotations

from functools import cached_property

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Place
from specforge.document.walk import Reference
from specforge.findings.model import Related


class Referrer(Related):
    """A place that leads to the finding rather than belongs to it: a change there changes nothing about it."""

    __slots__ = ()


class Referrers:
    """The references of one document by where they lead."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, place: Place) -> tuple[Related, ...]:
        """The nearest reference that leads to the place or to something around it; nothing in the document's own file,
        where an author sees the place itself."""
        if place.source is self._document.root:
            return ()
        for end in range(len(place.tokens), -1, -1):
            node = Node(self._document.resolver, place.source, place.tokens[:end], None)
            found = self._by_target.get(node)
            if found:
                others = len(found) - 1
                times = f", and {others} more time{'s' if others > 1 else ''}" if others else ""
                return (Referrer(f"referenced from here{times}", found[0].place),)
        return ()

    @cached_property
    def _by_target(self) -> dict[Node, list[Reference]]:
        found: dict[Node, list[Reference]] = {}
        for reference in self._document.index.references:
            if reference.target is not None:
                found.setdefault(reference.target, []).append(reference)
        return found
