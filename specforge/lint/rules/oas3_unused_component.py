"""oas3-unused-component: a component that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Discriminator, Document, Schema
from specforge.document.node import Node
from specforge.document.place import Tokens
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule
from specforge.lint.scan import reference_holders

_SECTIONS = (
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
)


@rule(
    "oas3-unused-component",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """Nothing refers to a component."""
    used = _used(document, context)
    for section in _SECTIONS:
        components = document.node.at("components", section)
        for name, component in components.items() if components else ():
            if component.tokens not in used and component.source is document.root:
                yield Problem(f"nothing refers to `{name}`", component.key_place)


def _used(document: Document, context: Context) -> set[Tokens]:
    """The components, by their path, that a reference leads to or into."""
    holders = context.once("references", reference_holders)
    targets = [(holder, holder.resolver.resolve(holder).target) for holder in holders]
    targets += [(node, target) for node in context.index.of("Discriminator") for target in _mapped(node)]
    used: set[Tokens] = set()
    for holder, target in targets:
        if target is None or target.source is not document.root or target.tokens[:1] != ("components",):
            continue
        component = target.tokens[:3]
        if holder.source is not document.root or holder.tokens[:3] != component:  # recursion is no use
            used.add(component)
    return used | {schema.node.tokens for schema in document.schemas.values() if _is_alternative(schema)}


def _mapped(node: Node) -> list[Node]:
    """The schemas that a discriminator names, aliases rather than what these lead to."""
    return [schema.reference or schema.node for schema in Discriminator(node).resolved().values()]


def _is_alternative(schema: Schema) -> bool:
    """A schema that extends one with a discriminator is found by its name alone (OpenAPI 3.0, Discriminator Object)."""
    return any(parent.discriminator is not None for parent in schema.all_of)
