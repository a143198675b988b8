"""link-unknown-parameter: a link that sets a parameter which its operation does not have."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Link, Operation
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule
from specforge.registry import did_you_mean


@rule("link-unknown-parameter", on="Link", when="parameters", severity=Severity.WARNING, versions=OPENAPI_3)
def check(link: Link, context: Context) -> Iterator[Problem]:
    """A link sets a parameter that its operation does not have."""
    operation = _target(link, context)
    if operation is None:
        return
    names = [parameter.name for parameter in operation.parameters]
    known = {*names, *(f"{parameter.location}.{parameter.name}" for parameter in operation.parameters)}
    for name in link.parameters:
        if name not in known:
            message = f"{operation.label} has no parameter `{name}`"
            yield Problem(message, link.place.child("parameters").child(name, key=True), help=did_you_mean(name, names))


def _target(link: Link, context: Context) -> Operation | None:
    """The operation that the link leads to; None where there is none, which another rule reports."""
    if link.operation_id is not None:
        by_id: dict[str, Operation] = context.once("operations by id", _by_id)
        return by_id.get(link.operation_id)
    if link.operation_ref is None:
        return None
    target = link.node.resolver.lookup(link.node, link.operation_ref).target
    operations = context.document.all_operations if target is not None else ()
    return next((operation for operation in operations if operation.node == target), None)


def _by_id(document: Document) -> dict[str, Operation]:
    found: dict[str, Operation] = {}
    for operation in document.all_operations:
        if operation.operation_id:
            found.setdefault(operation.operation_id, operation)
    return found
