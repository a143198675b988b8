"""link-to-missing-operation: a link whose operation does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Link
from specforge.findings.model import Severity
from specforge.lint.about.unread import was_not_read
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule
from specforge.registry import did_you_mean


@rule(
    "link-to-missing-operation",
    on="Link",
    severity=Severity.ERROR,
    structural=True,
    versions=OPENAPI_3,
)
def check(link: Link, context: Context) -> Iterator[Problem]:
    """A link names an operation that does not exist."""
    name, ref = link.operation_id, link.operation_ref
    if name is not None:
        known = context.once("operation ids", _ids)
        if name not in known:
            close = did_you_mean(name, known)
            message = f"there is no operation with the operationId `{name}`"
            yield Problem(message, link.place.child("operationId"), help=close)
    elif ref is not None:
        resolution = link.node.resolver.lookup(link.node, ref)
        place = link.place.child("operationRef")
        if resolution.target is None:
            message = resolution.problem or f"`{ref}` leads nowhere"
            # What was not read is named by its file or host; of a link people want to know which operation is meant.
            message = message if ref in message else f"`{ref}`: {message}"
            unread = was_not_read(link.node, ref, resolution.reason)
            yield Problem(message, place, help=resolution.help, unread=unread)
        elif context.index.kind_at(resolution.target) not in ("Operation", None):
            yield Problem(f"`{ref}` does not lead to an operation", place)
    elif context.document.version.family == "3.0" and {"operationId", "operationRef"}.isdisjoint(link.raw):
        # The metaschemas of later versions say so by themselves.
        yield Problem("this link needs `operationRef` or `operationId`", link.node.key_place)


def _ids(document: Document) -> frozenset[str]:
    return frozenset(operation.operation_id for operation in document.all_operations if operation.operation_id)
