"""View: a typed, forgiving way to read a node. Absent or malformed parts give None or empty, never an exception."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from specforge.document.node import Node
from specforge.document.place import Place

V = TypeVar("V", bound="View")


@dataclass(frozen=True)
class View:
    """Reads ``node``, which is already the target where the author wrote a ``$ref``; ``reference`` is then its holder.

    Two views are equal when they show the same place.
    """

    node: Node
    reference: Node | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, node: Node) -> Self:
        """The view of what stands at ``node`` or, for a reference, of where it leads."""
        return cls(node.follow(), node) if node.reference is not None else cls(node)

    @property
    def place(self) -> Place:
        """Where the thing is defined."""
        return self.node.place

    @property
    def raw(self) -> Any:
        return self.node.value

    def get(self, key: str) -> Any:
        """The plain value of a field, or None."""
        value = self.node.value
        return value.get(key) if isinstance(value, dict) else None

    def text(self, key: str) -> str | None:
        value = self.get(key)
        return value if isinstance(value, str) else None

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.get(key)
        return value if isinstance(value, bool) else default

    def one(self, key: str, kind: type[V]) -> V | None:
        """The view of an object-valued field, or None."""
        child = self.node.get(key)
        view = kind.of(child) if child is not None else None
        return view if view is not None and view.node.is_mapping else None

    def mapping(self, key: str, kind: type[V]) -> dict[str, V]:
        """Views of the members of a map-valued field; ``x-`` members are left out, but for names of headers."""
        child = self.node.get(key)
        return dict(members(child, kind, extensions=key != "headers")) if child else {}

    def sequence(self, key: str, kind: type[V]) -> tuple[V, ...]:
        """Views of the object elements of an array-valued field."""
        child = self.node.get(key)
        views = (kind.of(element) for element in child.elements()) if child else ()
        return tuple(view for view in views if view.node.is_mapping)


def members(node: Node, kind: type[V], *, extensions: bool = True) -> list[tuple[str, V]]:
    """Name and view of the object members of a map. ``x-`` members are extensions and left out, where there are any."""
    found = ((name, child) for name, child in node.follow().items() if not extensions or not name.startswith("x-"))
    views = ((name, kind.of(child)) for name, child in found)
    return [(name, view) for name, view in views if view.node.is_mapping]


def strings(value: Any) -> tuple[str, ...]:
    """The strings of a list, or nothing."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
