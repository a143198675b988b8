"""owasp:api5:2023-admin-security-unique: administration behind the same door as everything else."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Operation, SecurityRequirement
from specforge.document.security import requirements
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api5:2023-admin-security-unique",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An operation for administrators requires no more than others do."""
    admin = [operation for operation in document.operations if "/admin" in operation.path]
    others = [operation for operation in document.operations if "/admin" not in operation.path]
    known = {_wanted(requirement) for operation in others for requirement in _own(operation)}
    for operation in admin:
        for requirement in _own(operation):
            if _wanted(requirement) in known:
                message = f"`{operation.path}` is for administrators, but requires only what other operations do"
                yield Problem(message, requirement.place)


def _own(operation: Operation) -> tuple[SecurityRequirement, ...]:
    return requirements(operation.node.get("security")) or ()


def _wanted(requirement: SecurityRequirement) -> frozenset[tuple[str, tuple[str, ...]]]:
    return frozenset((name, tuple(sorted(scopes))) for name, scopes in requirement.schemes.items())
