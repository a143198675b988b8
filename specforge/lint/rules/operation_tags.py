"""operation-tags: an operation that belongs to no group."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule("operation-tags", on="Operation", severity=Severity.WARNING, origin="spectral:oas")
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has no tags."""
    tags = operation.get("tags")
    if tags is None:
        yield Problem("the operation has no `tags`", operation.node.key_place)
    elif not tags:
        yield Problem("the list of `tags` is empty", operation.place.child("tags"))
