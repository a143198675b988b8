"""owasp:api8:2023-no-server-http: servers without TLS."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.edits import Set
from specforge.document.model import Document
from specforge.findings.model import Fix, Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "owasp:api8:2023-no-server-http",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    fixable=True,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A server is not encrypted."""
    for server in document.servers:
        url = server.get("url")
        if isinstance(url, str) and url.lower().startswith("http:"):
            place = server.place.child("url")
            # Unsafe: nobody here knows whether the server listens there.
            fix = Fix("write `https:`", (Set(place, "https:" + url[len("http:") :]),), safe=False)
            yield Problem(f"`{url}` is not encrypted: use `https:` or `wss:`", place, fix=fix)
