"""owasp:api2:2023-no-http-basic: passwords with every request."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import SecurityScheme
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "owasp:api2:2023-no-http-basic",
    on="SecurityScheme",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(scheme: SecurityScheme, context: Context) -> Iterator[Problem]:
    """A security scheme is HTTP Basic."""
    if scheme.scheme == "basic" and "scheme" in scheme.raw:
        yield Problem("HTTP Basic sends the password itself with every request", scheme.place.child("scheme"))
