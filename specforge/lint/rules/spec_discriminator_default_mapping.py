"""spec-discriminator-defaultMapping: a discriminator that leaves open what a value without its property is."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Discriminator, Schema
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

# So many parts of one schema are looked at.
_MOST = 50


@rule(
    "spec-discriminator-defaultMapping",
    on="Schema",
    when="discriminator",
    severity=Severity.ERROR,
    origin="redocly",
    ruleset_severity=Severity.WARNING,
    structural=True,
    versions=("3.2",),
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A discriminator has no default where it needs one, or one that leads nowhere."""
    discriminator = schema.discriminator
    name = discriminator.property_name if discriminator else None
    if discriminator is None or not name:
        return
    default = discriminator.get("defaultMapping")
    if default is None:
        if not _requires(schema, name, set()):
            yield Problem(
                f"the property `{name}` is optional, so the discriminator must have a `defaultMapping`",
                discriminator.node.key_place,
            )
    elif isinstance(default, str) and not _leads_to_something(default, discriminator):
        # Mild: the text asks for a name or a URI reference, and whoever bundles may know the schema all the same.
        yield Problem(f"`{default}` is no schema", discriminator.place.child("defaultMapping"), mild=True)


def _requires(schema: Schema, name: str, seen: set[Node]) -> bool:
    """True where every value has the property, or where that cannot be known (a part that leads nowhere)."""
    if schema.node.reference is not None and not schema.all_of:
        return True
    if schema.node in seen or len(seen) > _MOST:
        return True
    seen.add(schema.node)
    if name in schema.required:
        return True
    if any(_requires(part, name, seen) for part in schema.all_of):
        return True
    alternatives = (schema.one_of, schema.any_of)
    return any(parts and all(_requires(part, name, seen) for part in parts) for parts in alternatives)


def _leads_to_something(value: str, discriminator: Discriminator) -> bool:
    """A name of a component, or a URI reference; a name wins where both could be meant."""
    node = discriminator.node
    named = node.resolver.root_node().at("components", "schemas", value)
    return named is not None or node.resolver.lookup(node, value).target is not None
