"""Who refers to the place of a finding, when that is in another file than the document itself."""

from __future__ import annotations

from functools import cached_property

from specforge.document.model import Document
from specforge.document.place import Place, Tokens
from specforge.document.source import Source
from specforge.document.view import View
from specforge.document.walk import Reference
from specforge.findings.model import Related

REFERENCED = "referenced from here"


class Referrer(Related):
    """A place that leads to the finding rather than belongs to it: a change there changes nothing about it."""

    __slots__ = ()


def used_by(item: View) -> tuple[Related, ...]:
    """The reference that this view came by, for problems that only this use of a shared object has."""
    return (Referrer(REFERENCED, item.reference.place.child("$ref")),) if item.reference is not None else ()


class Referrers:
    """The references of one document by where they lead."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, place: Place) -> tuple[Related, ...]:
        """The reference in another file that leads to the place or to something around it; nothing in the document's
        own file, where an author sees the place itself."""
        if place.source is self._document.root:
            return ()
        found = self._from_outside(place)
        if not found:
            return ()
        others = len(found) - 1
        times = f", and {others} more time{'s' if others > 1 else ''}" if others else ""
        return (Referrer(f"{REFERENCED}{times}", found[0].place),)

    def _from_outside(self, place: Place) -> list[Reference]:
        """Back along references inside the file (a chain of them, or a ring) to those that enter it."""
        tokens, passed = place.tokens, set[Tokens]()
        while tokens not in passed:
            passed.add(tokens)
            found = self._nearest(place.source, tokens)
            outside = [reference for reference in found if reference.node.source is not place.source]
            if outside or not found:
                return outside
            tokens = found[0].node.tokens
        return []

    def _nearest(self, source: Source, tokens: Tokens) -> list[Reference]:
        """The references to a place, else to the nearest one around it."""
        targets = self._by_target.get(source, {})
        return next((targets[tokens[:end]] for end in range(len(tokens), -1, -1) if tokens[:end] in targets), [])

    @cached_property
    def _by_target(self) -> dict[Source, dict[Tokens, list[Reference]]]:
        found: dict[Source, dict[Tokens, list[Reference]]] = {}
        for reference in self._document.index.references:
            target = reference.target
            if target is not None:
                found.setdefault(target.source, {}).setdefault(target.tokens, []).append(reference)
        return found
