"""Which alternative of ``oneOf`` or ``anyOf`` a discriminator value stands for (OpenAPI 3.1 section 4.8.25)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from specforge.document.model import Discriminator, Schema
from specforge.document.node import Node
from specforge.values.lowering.lowered import Definition, Lowered


def alternatives(holder: Lowered, keyword: str, definitions: Mapping[str, Definition]) -> dict[str, int]:
    """Discriminator value -> index of the alternative; the ``mapping`` first, then names that it does not map."""
    if holder.discriminator is None:
        return {}
    nodes = [_target(branch, definitions) for branch in holder[keyword]]
    found: dict[str, int] = {}
    for value, schema in holder.discriminator.resolved().items():
        if schema.node in nodes:
            found[value] = nodes.index(schema.node)
    for index, node in enumerate(nodes):
        name = Schema(node).name if node is not None else None
        if name is not None:
            found.setdefault(name, index)
    return found


def named(discriminator: Discriminator, branches: Iterable[Node]) -> dict[str, Node]:
    """The same before anything is lowered: discriminator value -> the schema that it stands for."""
    ends = {branch.follow(): None for branch in branches if branch.reference is not None}
    found = {value: schema.node for value, schema in discriminator.resolved().items() if schema.node in ends}
    for node in ends:
        name = Schema(node).name
        if name is not None:
            found.setdefault(name, node)
    return found


def value_for(holder: Lowered, node: Node) -> str | None:
    """The value that says "this is the schema at ``node``": as mapped, else its component name."""
    found = values_for(holder.discriminator, node) if holder.discriminator is not None else []
    return found[0] if found else None


def values_for(discriminator: Discriminator, node: Node) -> list[str]:
    """All values that say so, the best first."""
    mapped = [value for value, schema in discriminator.resolved().items() if schema.node == node]
    name = Schema(node).name
    return mapped or ([name] if name is not None else [])


def _target(branch: object, definitions: Mapping[str, Definition]) -> Node | None:
    """The node of the definition that an alternative refers to."""
    link = branch.get("$ref") if isinstance(branch, Lowered) else None
    return definitions[link.removeprefix("#/$defs/")].node if isinstance(link, str) else None
