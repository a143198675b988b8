"""operation-tag-defined: a tag that the document does not declare."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Operation
from specforge.findings.model import Fix, Severity
from specforge.lint.about.fixes import append
from specforge.lint.rule import Context, Problem, rule
from specforge.registry import did_you_mean


@rule(
    "operation-tag-defined",
    on="Operation",
    severity=Severity.WARNING,
    origin="spectral:oas",
    default=False,
    fixable=True,
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has a tag that is not declared."""
    known = context.once("tag names", _names)
    tags = operation.node.at("tags")
    for tag in tags.elements() if tags else ():
        if not isinstance(tag.value, str) or tag.value not in known:
            help = did_you_mean(tag.value, known) if isinstance(tag.value, str) else None
            message = f"tag `{tag.value}` is not declared in `tags`"
            yield Problem(message, tag.place, help=help, fix=_fix(tag.value, context.document))


def _fix(name: object, document: Document) -> Fix | None:
    if not isinstance(name, str) or not name:
        return None
    return append(document.node, "Document", "tags", {"name": name}, f"declare the tag `{name}`")


def _names(document: Document) -> frozenset[str]:
    return frozenset(tag.name for tag in document.tags if tag.name)
