"""Which operations a selector means: ``GET /pets``, an operationId, a path, a method, or ``tag:NAME``."""

from __future__ import annotations

from collections.abc import Iterable

from specforge.document.model import Document
from specforge.suggest import did_you_mean


class Selectors:
    """The operations of a document by everything that they can be selected with."""

    def __init__(self, document: Document) -> None:
        self.labels: dict[str, set[str]] = {}
        for operation in document.operations:
            names = [operation.label, operation.path, operation.method.upper(), operation.operation_id or ""]
            for name in (*names, *(f"tag:{tag}" for tag in operation.tags)):
                if name:
                    self.labels.setdefault(name, set()).add(operation.label)

    def find(self, selector: str) -> set[str]:
        """The labels of the operations that are meant, none when there are none."""
        method, space, path = selector.strip().partition(" ")
        return self.labels.get(selector) or self.labels.get(f"{method.upper()}{space}{path.strip()}") or set()

    def matches(self, selectors: Iterable[str], label: str) -> bool:
        return any(label in self.find(selector) for selector in selectors)

    def hint(self, selector: str) -> str | None:
        """What else may have been meant."""
        return did_you_mean(selector, self.labels)
