"""description-duplication: texts that were copied."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.findings.model import Related, Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "description-duplication",
    on="Document",
    severity=Severity.INFO,
    origin="vacuum",
    default=False,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A description or summary is the same as another one."""
    first: dict[tuple[str, str], Node] = {}
    for visit in context.index.visits():
        for field in ("description", "summary"):
            node = visit.node.get(field)
            if node is None or not isinstance(node.value, str) or not node.value.strip():
                continue
            known = first.setdefault((field, node.value.strip()), node)
            if known != node:
                related = (Related("the same text", known.place),)
                yield Problem(f"this {field} says the same as another one", node.place, related=related)
