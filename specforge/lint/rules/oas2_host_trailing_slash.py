"""oas2-host-trailing-slash: a host that ends with a slash."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.fixes import write
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-host-trailing-slash",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    # The metaschema knows what a host looks like: oas2-schema finds the slash too.
    default=False,
    versions=("2.0",),
    fixable=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """The host ends with a slash."""
    host = document.node.get("host")
    if host is not None and isinstance(host.value, str) and host.value.endswith("/"):
        better = host.value.rstrip("/")
        yield Problem(
            f"`{host.value}` ends with a slash",
            host.place,
            help=f"write `{better}`" if better else None,
            fix=write(host, better) if better else None,
        )
