"""security-scopes-defined: a scope that the OAuth 2 scheme does not know."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.security_requirements import oauth2_scopes, unknown_scopes
from specforge.lint.rule import Context, Problem, rule


@rule(
    "security-scopes-defined",
    on="SecurityRequirement",
    severity=Severity.WARNING,
    origin="redocly",
    default=False,
    options={"requireScopes": False},
)
def check(requirement: View, context: Context) -> Iterator[Problem]:
    """A security requirement names a scope that its scheme does not declare."""
    yield from unknown_scopes(requirement, context)
    if context.options("security-scopes-defined")["requireScopes"]:
        for name, _, scopes in oauth2_scopes(requirement, context):
            if not scopes.value:
                yield Problem(f"the requirement of `{name}` lists no scope", scopes.key_place)
