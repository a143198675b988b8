"""operation-operationId-unique: two operations with one name."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Operation
from specforge.document.place import Place
from specforge.findings.model import Related, Severity
from specforge.lint.referrers import used_by
from specforge.lint.rule import Context, Problem, rule

_HELP = "give every operation a name of its own: generated code is named after it"
_HELP_FOR_SHARED = "two paths share this operation and so its name: generated code is named after it"


@rule(
    "operation-operationId-unique",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:oas",
    structural=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Two operations have the same operationId."""
    first: dict[str, Operation] = {}
    for operation in _operations(document):
        name = operation.operation_id
        if name is None:
            continue
        known = first.setdefault(name, operation)
        if known is not operation:
            # One path item under two paths: two operations by the letter, but one thing for its author.
            is_shared = known.node == operation.node
            yield Problem(
                f"operationId `{name}` is already that of {known.label}",
                operation.place.child("operationId"),
                help=_HELP_FOR_SHARED if is_shared else _HELP,
                related=_uses(known, operation) if is_shared else (_first(known.place.child("operationId")),),
                mild=is_shared,
                operation=operation.label if operation.path else None,
            )


def _uses(*operations: Operation) -> tuple[Related, ...]:
    """The paths that refer to one path item; one of them may hold it."""
    items = [operation.path_item for operation in operations]
    return tuple(place for item in items for place in used_by(item) or (_first(item.place),))


def _first(place: Place) -> Related:
    return Related("used here first", place)


def _operations(document: Document) -> Iterator[Operation]:
    """Those of paths, once for each path that leads to them, then those of webhooks, callbacks and so on."""
    yield from document.operations
    seen = {operation.node for operation in document.operations}
    yield from (operation for operation in document.all_operations if operation.node not in seen)
