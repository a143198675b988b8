"""The types of nodes that a redocly.yaml speaks of, as kinds of our walk."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.walk import Index

# Types that are kinds by another name.
_KINDS = {"Root": "Document", "OAuth2Flows": "OAuthFlows", "ImplicitFlow": "OAuthFlow"}
_SAME = (
    *("Info", "Contact", "License", "Paths", "PathItem", "Operation", "Parameter", "RequestBody", "MediaType"),
    *("Response", "Responses", "Schema", "Header", "Example", "Tag", "Server", "ServerVariable", "Components"),
    *("SecurityScheme", "SecurityRequirement", "ExternalDocs", "Callback", "Link", "Discriminator", "Xml", "Encoding"),
)
# Types of maps and lists: where they stand.
_HOLDERS: dict[str, tuple[tuple[str, str], ...]] = {
    "ParameterList": (("Operation", "parameters"), ("PathItem", "parameters")),
    "HeadersMap": (("Response", "headers"), ("Encoding", "headers")),
    "MediaTypesMap": (("Response", "content"), ("RequestBody", "content"), ("Parameter", "content")),
    "SchemaProperties": (("Schema", "properties"),),
    "ExamplesMap": (("MediaType", "examples"), ("Parameter", "examples")),
    "LinksMap": (("Response", "links"),),
    "CallbacksMap": (("Operation", "callbacks"),),
    "ServerVariablesMap": (("Server", "variables"),),
    "WebhooksMap": (("Document", "webhooks"),),
    "TagList": (("Document", "tags"),),
    "ServerList": (("Document", "servers"), ("Operation", "servers"), ("PathItem", "servers")),
    "SecurityRequirementList": (("Document", "security"), ("Operation", "security")),
    "NamedSchemas": (("Components", "schemas"), ("Document", "definitions")),
    "NamedResponses": (("Components", "responses"), ("Document", "responses")),
    "NamedParameters": (("Components", "parameters"), ("Document", "parameters")),
    "NamedExamples": (("Components", "examples"),),
    "NamedRequestBodies": (("Components", "requestBodies"),),
    "NamedHeaders": (("Components", "headers"),),
    "NamedSecuritySchemes": (("Components", "securitySchemes"), ("Document", "securityDefinitions")),
    "NamedLinks": (("Components", "links"),),
    "NamedCallbacks": (("Components", "callbacks"),),
    "NamedPathItems": (("Components", "pathItems"),),
}
TYPES = (*_KINDS, *_SAME, *_HOLDERS, "any")


def nodes_of(document: Document, type: str) -> Iterator[Node]:
    """The nodes of a type, references followed."""
    index = document.index
    if type == "any":
        yield from (visit.node for visit in index.visits())
    elif type in _HOLDERS:
        for kind, field in _HOLDERS[type]:
            for node in index.of(kind):
                child = node.get(field)
                if child is not None and isinstance(child.value, dict | list):
                    yield child
    else:
        yield from index.of(_KINDS.get(type, type))


def around(node: Node, type: str, index: Index) -> list[tuple[str, Node, str | None]]:
    """Type, node and key of everything around a node and of itself, outermost first."""
    found: list[tuple[str, Node, str | None]] = []
    visit = index.visit(node)
    if visit is None:
        found.append((type, node, node.tokens[-1] if node.tokens else None))
        holder = Node(node.resolver, node.source, node.tokens[:-1], None)
        visit = index.visit(holder) if node.tokens else None
    while visit is not None:
        name = next((name for name, kind in _KINDS.items() if kind == visit.kind), visit.kind)
        found.append((name, visit.node, visit.key))
        visit = index.visit(visit.parent) if visit.parent is not None else None
    return list(reversed(found))
