"""ref-to-wrong-kind: a ``$ref`` whose target is another kind of object than its place wants."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.walk import Reference
from specforge.findings.model import Related, Severity
from specforge.lint.rule import Context, Problem, rule

_NAMES = {
    "ExternalDocs": "External Documentation Object",
    "MediaType": "Media Type Object",
    "OAuthFlows": "OAuth Flows Object",
    "PathItem": "Path Item Object",
    "RequestBody": "Request Body Object",
    "SecurityScheme": "Security Scheme Object",
    "SecurityRequirement": "Security Requirement Object",
    "ServerVariable": "Server Variable Object",
    "Xml": "XML Object",
}


@rule("ref-to-wrong-kind", on="Document", severity=Severity.ERROR, structural=True)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A `$ref` leads to another kind of object than its place wants."""
    for reference in context.index.references:
        found = _found(reference, context)
        if found is not None:
            wanted = _named(reference.kind)
            text = f"`{reference.text}`" if reference.text else "an empty `$ref`"
            message = f"{text} leads to {found}, but here stands {wanted}"
            related = (Related("the target", _end(reference).place),)
            yield Problem(message, reference.place, help=_help(reference), related=related)


def _found(reference: Reference, context: Context) -> str | None:
    """What the reference leads to, when that is wrong."""
    if reference.target is None:
        return None
    end = _end(reference)
    if end.reference is not None:
        return None  # the chain breaks further on, where another finding says so
    if _is_map_of_components(end):
        return "a map of components"
    if not end.is_mapping:
        is_boolean_schema = reference.kind == "Schema" and isinstance(end.value, bool)
        return None if is_boolean_schema or end.value is None else _plain(end)
    kind = context.index.kind_at(end)
    return None if kind is None or kind == reference.kind else _named(kind)


def _end(reference: Reference) -> Node:
    assert reference.target is not None  # callers looked before
    return reference.target.follow()


def _is_map_of_components(node: Node) -> bool:
    tokens = node.tokens
    if node.source is not node.resolver.root_node().source:
        return False
    return tokens == ("components",) or (len(tokens) == 2 and tokens[0] == "components") or tokens == ("definitions",)


def _plain(node: Node) -> str:
    return "a list" if isinstance(node.value, list) else "a plain value"


def _named(kind: str) -> str:
    name = _NAMES.get(kind, f"{kind} Object")
    return f"{'an' if name[0] in 'AEIOUX' else 'a'} {name}"


def _help(reference: Reference) -> str | None:
    """A body or response that names a schema directly is by far the most usual case."""
    if reference.kind in ("Response", "RequestBody") and "/schemas/" in reference.text:
        return "write the schema under `content`, then the media type, then `schema`"
    if reference.kind in ("Parameter", "Header", "MediaType") and "/schemas/" in reference.text:
        return "write the reference under `schema`"
    return None
