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
        self._some = cache(self._having)

    def of(self, kind: str, when: tuple[str, ...] = ()) -> Iterable[Any]:
        """Those of a kind, in the order of the document; with ``when`` only objects that have one of these fields."""
        return self._some(kind, when) if when else self._all(kind)

    def _find(self, kind: str) -> list[Any]:
        if kind in _OTHERS:
            return list(_OTHERS[kind](self._document))
        view = _VIEWS.get(kind, View)
        return [view(node) for node in self._document.index.of(kind)]

    def _having(self, kind: str, fields: tuple[str, ...]) -> list[Any]:
        subjects = [subject for subject in self._all(kind) if isinstance(subject.node.value, dict)]
        if len(fields) == 1:
            field = fields[0]
            return [subject for subject in subjects if field in subject.node.value]
        wanted = frozenset(fields)
        return [subject for subject in subjects if not wanted.isdisjoint(subject.node.value)]
