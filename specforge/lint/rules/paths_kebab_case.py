"""paths-kebab-case: a path with capitals, underscores or other characters in a segment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.templates import path_nodes
from specforge.lint.rule import Context, Problem, rule

_KEBAB = re.compile(r"[a-z0-9.-]+\Z")


@rule(
    "paths-kebab-case",
    on="Document",
    severity=Severity.WARNING,
    origin="redocly",
    recommended=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A segment of a path is not in kebab-case."""
    for path, node in path_nodes(document):
        segments = [segment for segment in path.split("/") if segment]
        odd = [segment for segment in segments if not _is_template(segment) and not _KEBAB.match(segment)]
        if odd:
            listed = ", ".join(f"`{segment}`" for segment in odd)
            yield Problem(f"not in kebab-case: {listed}", node.key_place)


def _is_template(segment: str) -> bool:
    return segment.startswith("{") and segment.endswith("}")
