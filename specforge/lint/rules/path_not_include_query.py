"""path-not-include-query: a path with a query string."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "path-not-include-query",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A path has a query string."""
    paths = document.node.at("paths")
    for path, item in paths.follow().items() if paths else ():
        if "?" in path and not path.startswith("x-"):
            yield Problem(
                f"path `{path}` has a query string", item.key_place, help="declare parameters with `in: query`"
            )
