"""path-item-refs: a path item that stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.templates import path_nodes
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "path-item-refs",
    on="Document",
    severity=Severity.INFO,
    origin="vacuum",
    recommended=False,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A path item is a reference."""
    for path, node in path_nodes(document):
        if node.reference is not None:
            yield Problem(f"path item `{path}` is a reference", node.place.child("$ref"))
