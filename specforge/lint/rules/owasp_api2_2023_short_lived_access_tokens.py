"""owasp:api2:2023-short-lived-access-tokens: access tokens that seem to live forever."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import SecurityScheme, View
from specforge.findings.model import Severity
from specforge.lint.about.owasp import place_of
from specforge.lint.about.presence import says_something
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "owasp:api2:2023-short-lived-access-tokens",
    on="SecurityScheme",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(scheme: SecurityScheme, context: Context) -> Iterator[Problem]:
    """An OAuth flow does not refresh its tokens."""
    flows = scheme.mapping("flows", View) if scheme.get("type") == "oauth2" else {}
    for flow in flows.values():
        if not says_something(flow.get("refreshUrl")):
            yield Problem(
                "the flow has no `refreshUrl`: its access tokens probably live for long",
                place_of(flow, "refreshUrl"),
            )
