"""oas3-callbacks-in-callbacks: a callback within a callback."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "oas3-callbacks-in-callbacks",
    on="Operation",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
    versions=OPENAPI_3,
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """A callback has callbacks."""
    for name, expressions in operation.callbacks.items():
        for path_item in expressions.values():
            for inner in path_item.operations:
                callbacks = inner.node.get("callbacks")
                if callbacks is not None:
                    yield Problem(f"callback `{name}` has callbacks of its own", callbacks.key_place)
