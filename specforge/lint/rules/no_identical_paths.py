"""no-identical-paths: path templates that differ in the names of their parameters only."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Related, Severity
from specforge.lint.about.templates import path_nodes, shape
from specforge.lint.rule import Context, Problem, rule


@rule("no-identical-paths", on="Document", severity=Severity.ERROR, origin="redocly", default=False)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Two path templates differ in the names of their parameters only."""
    nodes = dict(path_nodes(document))
    first: dict[str, str] = {}
    for path, node in nodes.items():
        known = first.setdefault(shape(path), path)
        if known != path:
            yield Problem(
                f"paths `{known}` and `{path}` are the same: only their parameters have other names",
                node.key_place,
                related=(Related("the other path", nodes[known].key_place),),
            )
