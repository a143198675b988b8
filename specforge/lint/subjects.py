"""What checks are called with: the things of each kind in a document, and among them those with a certain field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from specforge.document import model
from specforge.document.model import Document
from specforge.document.view import View
from specforge.lint.scan import strays

_VIEWS: dict[str, type[View]] = {
    "Example": model.Example,
    "Header": model.Header,
    "Link": model.Link,
    "MediaType": model.MediaType,
    "Parameter": model.Parameter,
    "RequestBody": model.RequestBody,
    "Response": model.Response,
    "Schema": model.Schema,
    "SecurityScheme": model.SecurityScheme,
    "Server": model.Server,
    "Tag": model.Tag,
}
_OTHERS: dict[str, Callable[[Document], Iterable[Any]]] = {
    "Document": lambda document: [document],
    "Operation": lambda document: document.operations,
    "AnyOperation": lambda document: document.all_operations,
    "Stray": lambda document: map(View, strays(document)),
}


class Subjects:
    """The subjects of one document, made once and handed to every rule that asks."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._all = cache(self._find)
        self._by_field = cache(self._sort)

    def of(self, kind: str, when: tuple[str, ...] = ()) -> Iterable[Any]:
        """Those of a kind, in the order of the document; with ``when`` only objects that have one of these fields."""
        if not when:
            return self._all(kind)
        by_field = self._by_field(kind)
        if len(when) == 1:
            return by_field.get(when[0], {}).values()
        found = {position: subject for field in when for position, subject in by_field.get(field, {}).items()}
        return [found[position] for position in sorted(found)]

    def _find(self, kind: str) -> list[Any]:
        if kind in _OTHERS:
            return list(_OTHERS[kind](self._document))
        view = _VIEWS.get(kind, View)
        return [view(node) for node in self._document.index.of(kind)]

    def _sort(self, kind: str) -> dict[str, dict[int, Any]]:
        """By field: one pass over a kind serves all rules that care for a few of its many objects."""
        by_field: dict[str, dict[int, Any]] = {}
        for position, subject in enumerate(self._all(kind)):
            value = subject.node.value
            for field in value if isinstance(value, dict) else ():
                by_field.setdefault(field, {})[position] = subject
        return by_field
