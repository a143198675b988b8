"""no-server-example.com: a server that exists in examples only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Server
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/?#]*[.@])?(example\.com|localhost)(?:[:/?#]|$)", re.IGNORECASE)


@rule(
    "no-server-example.com",
    on="Server",
    when="url",
    severity=Severity.WARNING,
    origin="redocly",
    default=False,
    versions=OPENAPI_3,
)
def check(server: Server, context: Context) -> Iterator[Problem]:
    """The URL of a server is at example.com or localhost."""
    match = _HOST.match(server.text("url") or "")
    if match:
        yield Problem(f"the server is at {match[1]}", server.place.child("url"))
