"""oas3-server-not-example.com: a server that is nobody's."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Server
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "oas3-server-not-example.com",
    on="Server",
    severity=Severity.WARNING,
    origin="spectral:oas",
    recommended=False,
    versions=OPENAPI_3,
)
def check(server: Server, context: Context) -> Iterator[Problem]:
    """A server is at example.com."""
    url = server.text("url")
    if url is not None and "example.com" in url:
        yield Problem(f"`{url}` is an address for examples", server.place.child("url"))
