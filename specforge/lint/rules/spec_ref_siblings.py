"""spec-ref-siblings: fields beside a ``$ref`` that must not be there."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.walk import Reference
from specforge.findings.model import Severity
from specforge.lint.about.ref_siblings import part
from specforge.lint.rule import Context, Problem, rule

# A Reference Object of OpenAPI 3.1 may override these two.
_OVERRIDES = frozenset(("summary", "description"))


@rule("spec-ref-siblings", on="Document", severity=Severity.WARNING, origin="redocly", fixable=True)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Fields beside a `$ref` are ignored."""
    for reference in context.index.references:
        holder = _holder(reference, document)
        if holder is None:
            continue
        for name, sibling in holder.items():
            is_override = name in _OVERRIDES and document.version.has_json_schema
            if name != "$ref" and not is_override:
                fix = part(holder, sibling, reference.kind)
                message = f"`{name}` is ignored: it stands beside a `$ref`"
                yield Problem(message, sibling.key_place, fix=fix, echoes=("no-$ref-siblings",))


def _holder(reference: Reference, document: Document) -> Node | None:
    """The Reference Object, or None where fields may stand beside the ``$ref``: in path items, and in the schemas of
    OpenAPI 3.1."""
    may_have_more = {"PathItem", "Schema"} if document.version.has_json_schema else {"PathItem"}
    node = reference.node
    if reference.kind in may_have_more or node.tokens[-1:] != ("$ref",):
        return None
    above = Node(node.resolver, node.source, (), node.source.value)
    for token in node.tokens[:-1]:
        child = above.get(int(token) if isinstance(above.value, list) else token)
        if child is None:
            return None
        above = child
    return above
