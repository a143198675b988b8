"""no-http-verbs-in-path: a path that says again what the method says."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.templates import path_nodes
from specforge.lint.rule import Context, Problem, rule

_VERBS = frozenset(("get", "head", "post", "put", "patch", "delete", "options", "trace"))


@rule(
    "no-http-verbs-in-path",
    on="Document",
    severity=Severity.WARNING,
    origin="vacuum",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A segment of a path is the name of an HTTP method."""
    for path, node in path_nodes(document):
        for segment in path.split("/"):
            if segment.lower() in _VERBS:
                yield Problem(f"segment `{segment}` is the name of an HTTP method", node.key_place)
