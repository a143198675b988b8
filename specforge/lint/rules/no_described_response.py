"""no-described-response: an operation that does not say what is answered."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule("no-described-response", on="Operation", severity=Severity.INFO, versions=("3.1", "3.2"))
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation describes no response."""
    if operation.get("responses") is None:
        yield Problem("no response is described", operation.node.key_place)
