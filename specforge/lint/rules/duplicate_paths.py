"""duplicate-paths: a path that is written twice."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "duplicate-paths",
    on="Document",
    severity=Severity.ERROR,
    origin="vacuum",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A path is written more than once; only the last one counts."""
    paths = document.node.get("paths")
    target = paths.follow() if paths else None
    for place, key, regions in target.source.duplicates if target else ():
        if target is not None and place.tokens[:-1] == target.tokens:
            lines = " and ".join(str(region.line) for region in regions[:-1])
            yield Problem(f"path `{key}` is written more than once: also in line {lines}", place)
