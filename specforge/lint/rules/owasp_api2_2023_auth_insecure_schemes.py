"""owasp:api2:2023-auth-insecure-schemes: ways to authenticate that are given up."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import SecurityScheme
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "owasp:api2:2023-auth-insecure-schemes",
    on="SecurityScheme",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(scheme: SecurityScheme, context: Context) -> Iterator[Problem]:
    """A security scheme uses an outdated way to authenticate."""
    if scheme.get("type") == "http" and scheme.scheme in ("negotiate", "oauth"):
        name = scheme.get("scheme")
        yield Problem(f"the authentication scheme `{name}` is outdated and insecure", scheme.place.child("scheme"))
