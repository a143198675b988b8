"""What the rules about unused definitions share: which of the shared objects of a document does anything lead to?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specforge.document.model import Discriminator, Document, Schema
from specforge.document.node import Node
from specforge.document.place import Tokens
from specforge.lint.about.fixes import remove
from specforge.lint.rule import Context, Problem
from specforge.lint.scan import reference_holders


def problems(context: Context, sections: Iterable[Tokens]) -> Iterator[Problem]:
    """``sections`` are the paths of the maps whose members are shared objects."""
    document = context.document
    used = _used(document, context)
    for section in sections:
        shared = document.node.at(*section)
        for name, member in shared.items() if shared else ():
            if member.tokens not in used and member.source is document.root and not name.startswith("x-"):
                # A file with nothing but definitions is there for others, whoever they are.
                fix = remove(member, message=f"remove `{name}`") if _has_operations(document) else None
                yield Problem(f"nothing refers to `{name}`", member.key_place, fix=fix)


def _has_operations(document: Document) -> bool:
    return any(item.operations for item in (*document.paths.values(), *document.webhooks.values()))


def _used(document: Document, context: Context) -> set[Tokens]:
    """The shared objects, by their path, that a reference leads to or into."""
    holders = context.once("references", reference_holders)
    targets = [(holder, holder.resolver.resolve(holder).target) for holder in holders]
    targets += [(node, target) for node in context.index.of("Discriminator") for target in _mapped(node)]
    used: set[Tokens] = set()
    for holder, target in targets:
        if target is None or target.source is not document.root or not target.tokens:
            continue
        depth = 3 if target.tokens[0] == "components" else 2
        shared = target.tokens[:depth]
        if holder.source is not document.root or holder.tokens[:depth] != shared:  # recursion is no use
            used.add(shared)
    return used | {schema.node.tokens for schema in document.schemas.values() if _is_alternative(schema)}


def _mapped(node: Node) -> list[Node]:
    """The schemas that a discriminator names, aliases rather than what these lead to."""
    return [schema.reference or schema.node for schema in Discriminator(node).resolved().values()]


def _is_alternative(schema: Schema) -> bool:
    """A schema that extends one with a discriminator is found by its name alone (OpenAPI 3.0, Discriminator Object)."""
    return any(parent.discriminator is not None for parent in schema.all_of)
