"""operation-tags: an operation that belongs to no group."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.about.lists import wrong_list
from specforge.lint.rule import Context, Problem, rule


@rule("operation-tags", on="Operation", severity=Severity.WARNING, origin="spectral:oas")
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has no tags."""
    yield from wrong_list(operation.node, "tags", holder="the operation")
