"""owasp:api2:2023-no-api-keys-in-url: API keys that end up in logs."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import SecurityScheme
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "owasp:api2:2023-no-api-keys-in-url",
    on="SecurityScheme",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(scheme: SecurityScheme, context: Context) -> Iterator[Problem]:
    """An API key is part of the URL."""
    if scheme.get("type") == "apiKey" and scheme.location in ("path", "query"):
        yield Problem(f"the API key is sent in the URL (`in: {scheme.location}`)", scheme.place.child("in"))
