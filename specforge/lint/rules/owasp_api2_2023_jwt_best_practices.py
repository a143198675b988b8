"""owasp:api2:2023-jwt-best-practices: tokens of which nobody says how they are checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import SecurityScheme
from specforge.findings.model import Severity
from specforge.lint.about.owasp import place_of
from specforge.lint.about.presence import says_something
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_PROMISE = re.compile(r"RFC[ -]?8725", re.IGNORECASE)


@rule(
    "owasp:api2:2023-jwt-best-practices",
    on="SecurityScheme",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=OPENAPI_3,
)
def check(scheme: SecurityScheme, context: Context) -> Iterator[Problem]:
    """A scheme with JSON Web Tokens does not say that it follows RFC 8725."""
    if scheme.get("type") != "oauth2" and (scheme.bearer_format or "").lower() != "jwt":
        return
    description = scheme.get("description")
    if not says_something(description) or (isinstance(description, str) and not _PROMISE.search(description)):
        yield Problem("the description does not say that the tokens follow RFC 8725", place_of(scheme, "description"))
