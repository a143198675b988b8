"""security-defined: an operation of which nobody knows who may call it."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Operation, View
from specforge.findings.model import Severity
from specforge.lint.about.security_requirements import unknown_schemes
from specforge.lint.rule import Context, Problem, rule


@rule(
    "security-defined",
    on=("Document", "SecurityRequirement"),
    severity=Severity.WARNING,
    origin="redocly",
    ruleset_severity=Severity.ERROR,
    default=False,
    options={"exceptions": []},
)
def check(subject: Document | View, context: Context) -> Iterator[Problem]:
    """An operation says nothing of security, or names a scheme that is not declared."""
    if isinstance(subject, View):
        yield from unknown_schemes(subject, context)
    elif not isinstance(subject.node.value, dict) or "security" not in subject.node.value:
        exceptions = context.options("security-defined")["exceptions"]
        for operation in subject.all_operations:
            if "security" not in operation.raw and not any(_is_of(operation, entry) for entry in exceptions):
                yield Problem(
                    "neither the operation nor the document has a `security`",
                    operation.node.key_place,
                )


def _is_of(operation: Operation, exception: object) -> bool:
    """An exception is a path, and perhaps some of its methods: ``{path: /health, methods: [GET]}``."""
    if not isinstance(exception, dict) or exception.get("path") != operation.path:
        return False
    methods = exception.get("methods")
    return methods is None or (
        isinstance(methods, list) and operation.method.lower() in [str(method).lower() for method in methods]
    )
