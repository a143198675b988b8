"""Node: a value together with the knowledge of where it stands. Everything typed is a view over one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from specforge.document.place import Place, Tokens
from specforge.document.source import Source

if TYPE_CHECKING:
    from specforge.document.refs import Resolver


class Node:
    """A value of some source, never changed. Two nodes are equal when they stand at the same place."""

    # A plain class: a large document has a hundred thousand nodes, and a frozen dataclass takes three times as long.
    __slots__ = ("resolver", "source", "tokens", "value")

    def __init__(self, resolver: Resolver, source: Source, tokens: Tokens, value: Any) -> None:
        self.resolver: Final = resolver
        self.source: Final = source
        self.tokens: Final = tokens
        self.value: Final = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Node) and self.source is other.source and self.tokens == other.tokens

    def __hash__(self) -> int:
        return hash((id(self.source), self.tokens))

    def __repr__(self) -> str:
        return f"Node({self.source.name}#{self.place.pointer})"

    @property
    def place(self) -> Place:
        return Place(self.source, self.tokens)

    @property
    def key_place(self) -> Place:
        """The place of the mapping key that holds this value."""
        return Place(self.source, self.tokens, key=True)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def reference(self) -> str | None:
        """The text of ``$ref`` when this is a reference."""
        value = self.value
        ref = value.get("$ref") if isinstance(value, dict) else None
        return ref if isinstance(ref, str) else None

    def get(self, key: str | int) -> Node | None:
        """The member of a mapping (string) or the element of a sequence (int), or None. Does not follow ``$ref``."""
        value = self.value
        if isinstance(value, dict) and isinstance(key, str):
            return Node(self.resolver, self.source, (*self.tokens, key), value[key]) if key in value else None
        if isinstance(value, list) and isinstance(key, int) and -1 < key < len(value):
            return Node(self.resolver, self.source, (*self.tokens, str(key)), value[key])
        return None

    def at(self, *keys: str) -> Node | None:
        """The descendant along ``keys``, following references on the way, or None."""
        node: Node | None = self
        for key in keys:
            node = node.follow().get(key) if node else None
        return node

    def items(self) -> Iterator[tuple[str, Node]]:
        """The members of a mapping; nothing for anything else."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Node(self.resolver, self.source, (*self.tokens, key), value)

    def elements(self) -> Iterator[Node]:
        """The elements of a sequence; nothing for anything else."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(self.resolver, self.source, (*self.tokens, str(index)), value)

    def follow(self) -> Node:
        """The end of the chain of references that starts here; the last node reached where it is broken or a cycle."""
        return self.resolver.end_of(self, _is_reference) if self.reference is not None else self


def _is_reference(node: Node) -> bool:
    return node.reference is not None
