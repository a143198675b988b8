"""operation-singular-tag: an operation in several groups."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule("operation-singular-tag", on="Operation", severity=Severity.WARNING, origin="spectral:oas", recommended=False)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has more than one tag."""
    tags = operation.node.at("tags")
    if tags is not None and isinstance(tags.value, list) and len(tags.value) > 1:
        yield Problem(f"the operation has {len(tags.value)} tags", tags.key_place)
