"""oas2-operation-security-defined: a security requirement that names no scheme."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.security_requirements import meaningless_scopes, unknown_schemes, unknown_scopes
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-operation-security-defined",
    on="SecurityRequirement",
    severity=Severity.ERROR,
    origin="spectral:oas",
    ruleset_severity=Severity.WARNING,
    structural=True,
    versions=("2.0",),
)
def check(requirement: View, context: Context) -> Iterator[Problem]:
    """A security requirement names a scheme or scope that is not declared."""
    yield from unknown_schemes(requirement, context)
    yield from unknown_scopes(requirement, context)
    yield from meaningless_scopes(requirement, context)
