"""path-keys-no-trailing-slash: a path that ends with a slash."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "path-keys-no-trailing-slash",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A path ends with a slash."""
    paths = document.node.at("paths")
    for path, item in paths.follow().items() if paths else ():
        if len(path) > 1 and path.endswith("/") and not path.startswith("x-"):
            yield Problem(f"path `{path}` ends with a slash", item.key_place, help=f"write `{path.rstrip('/') or '/'}`")
