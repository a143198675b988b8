"""no-server-example.com: a server that exists in examples only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Server
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

# Compiled when it is first needed: this takes as long as loading ten rules.
_HOST = r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/?#]*[.@])?(example\.com|localhost)(?:[:/?#]|$)"


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
    match = re.match(_HOST, server.text("url") or "", re.IGNORECASE)
    if match:
        yield Problem(f"the server is at {match[1]}", server.place.child("url"))
