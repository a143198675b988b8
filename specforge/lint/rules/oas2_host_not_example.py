"""oas2-host-not-example: a host that is nobody's."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-host-not-example",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    recommended=False,
    versions=("2.0",),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The host is example.com."""
    host = document.node.get("host")
    if host is not None and isinstance(host.value, str) and "example.com" in host.value:
        yield Problem(f"`{host.value}` is a host for examples", host.place, help="write the host of the API")
