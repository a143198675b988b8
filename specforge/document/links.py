"""Where links lead to: the operation, and which of its parameters a name in a link means."""

from __future__ import annotations

from functools import cached_property

from specforge.document.model import Document, Link, Operation, Parameter


class LinkTargets:
    """Finds the operations of links. Those under ``paths`` come first, where an operationId is there twice."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def of(self, link: Link) -> Operation | None:
        """The operation that a link leads to, by operationId or operationRef; None where there is none."""
        if link.operation_id is not None:
            return self._by_id.get(link.operation_id)
        if link.operation_ref is None:
            return None
        target = link.node.resolver.lookup(link.node, link.operation_ref).target
        return next((operation for operation in self._operations if operation.node == target), None)

    @cached_property
    def _operations(self) -> tuple[Operation, ...]:
        return (*self._document.operations, *self._document.all_operations)

    @cached_property
    def _by_id(self) -> dict[str, Operation]:
        found: dict[str, Operation] = {}
        for operation in self._operations:
            if operation.operation_id:
                found.setdefault(operation.operation_id, operation)
        return found


def linked_parameter(operation: Operation, name: str) -> Parameter | None:
    """The parameter that a link sets: by its name, or with its location in front (``path.id``)."""
    return next((one for one in operation.parameters if name in (one.name, f"{one.location}.{one.name}")), None)
