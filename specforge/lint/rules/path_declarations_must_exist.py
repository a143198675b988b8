"""path-declarations-must-exist: a path parameter without a name."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "path-declarations-must-exist",
    on="Document",
    severity=Severity.ERROR,
    origin="spectral:oas",
    ruleset_severity=Severity.WARNING,
    structural=True,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A path has a parameter without a name."""
    paths = document.node.at("paths")
    for path, item in paths.follow().items() if paths else ():
        if "{}" in path and not path.startswith("x-"):
            yield Problem(
                f"path `{path}` has a parameter without a name",
                item.key_place,
                help="write a name between the braces, and declare a parameter of that name",
            )
