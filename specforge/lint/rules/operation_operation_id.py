"""operation-operationId: an operation without a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import count

from specforge.document.model import Document, Operation
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.about.fixes import add_field
from specforge.lint.about.presence import missing
from specforge.lint.rule import Context, Problem, rule

_WORD = re.compile(r"[A-Za-z0-9]+")


@rule("operation-operationId", on="Operation", severity=Severity.WARNING, origin="spectral:oas", fixable=True)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has no operationId."""
    if not operation.get("operationId"):
        name = context.once("new operation ids", _new_names).get(operation.node)
        fix = add_field(operation.node, "Operation", "operationId", name, f"call it `{name}`") if name else None
        yield from missing(operation.node, "operationId", message="the operation has no `operationId`", fix=fix)


def _new_names(document: Document) -> dict[Node, str]:
    """A name from method and path for each operation that has none, unless it stands under several paths."""
    taken = {operation.operation_id for operation in document.all_operations}
    nameless = [operation for operation in document.operations if not operation.get("operationId")]
    seen = Counter(operation.node for operation in nameless)
    names: dict[Node, str] = {}
    for operation in nameless:
        if seen[operation.node] == 1:
            plain = _name(operation)
            tries = (plain if number == 1 else f"{plain}{number}" for number in count(1))
            names[operation.node] = next(name for name in tries if name not in taken)
            taken.add(names[operation.node])
    return names


def _name(operation: Operation) -> str:
    """``GET /users/{id}`` is ``getUsersById``."""
    parts = [operation.method.lower()]
    for segment in operation.path.split("/"):
        parts += ["by"] if segment.startswith("{") else []
        parts += _WORD.findall(segment)
    return parts[0] + "".join(part[:1].upper() + part[1:] for part in parts[1:])
