"""oas3-server-trailing-slash: a server whose URL ends with a slash."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.edits import Set
from specforge.document.model import Server
from specforge.findings.model import Fix, Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "oas3-server-trailing-slash",
    on="Server",
    severity=Severity.WARNING,
    origin="spectral:oas",
    versions=OPENAPI_3,
    fixable=True,
)
def check(server: Server, context: Context) -> Iterator[Problem]:
    """The URL of a server ends with a slash."""
    url = server.text("url")
    if url is not None and len(url) > 1 and url.endswith("/"):
        better = url.rstrip("/")
        # `https://` has no end to cut; `/` alone says something.
        advice = f"write `{better}`" if better[-1:] not in ("", ":") else None
        fix = Fix(advice, (Set(server.place.child("url"), better),)) if advice else None
        yield Problem(f"`{url}` ends with a slash", server.place.child("url"), help=advice, fix=fix)
