"""spec-strict-refs: a ``$ref`` where the specification knows none."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule
from specforge.lint.scan import reference_holders

_ALLOWED = frozenset(
    (
        *("Schema", "Response", "Parameter", "RequestBody", "Example", "Header", "SecurityScheme", "Link", "Callback"),
        "PathItem",
    )
)


@rule("spec-strict-refs", on="Document", severity=Severity.WARNING, origin="redocly", recommended=False)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A `$ref` stands where the specification allows none."""
    allowed = _ALLOWED | {"MediaType"} if document.version.family == "3.2" else _ALLOWED
    kinds = {reference.place: reference.kind for reference in context.index.references}
    for holder in context.once("references", reference_holders):
        place = holder.place.child("$ref")
        if (kinds[place] not in allowed) if place in kinds else _is_part_of_object(holder, context):
            yield Problem("a `$ref` is not allowed here", place)


def _is_part_of_object(holder: Node, context: Context) -> bool:
    """True in a field of an object that the specification knows. Extensions may hold what they like, and so may
    examples; what other files hold besides is not OpenAPI."""
    tokens = holder.tokens
    if any(token.startswith("x-") or token == "examples" for token in tokens):
        return False
    above = (Node(holder.resolver, holder.source, tokens[:end], None) for end in range(len(tokens)))
    return any(context.index.visit(node) is not None for node in above)
