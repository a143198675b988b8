"""What the fixes of several rules share: small edits with the sentence that tells of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from specforge.document.customary import before
from specforge.document.edits import Insert, Remove, Set
from specforge.document.node import Node
from specforge.findings.model import Fix


def write(node: Node, value: str) -> Fix:
    """Another text in the place of a text."""
    return Fix(f"write `{value}`", (Set(node.place, value),))


def remove(*nodes: Node, message: str) -> Fix:
    """Entries that go; containers that are left empty go with them."""
    return Fix(message, tuple(Remove(node.place, prune=True) for node in nodes))


def add_field(holder: Node, kind: str, name: str, value: Any, message: str, *, safe: bool = True) -> Fix:
    """A field at its customary place in an object of this kind, or its value where it stands there already."""
    return Fix(message, (Set(holder.place.child(name), value, after=before(kind, name)),), safe)


def append(holder: Node, kind: str, name: str, value: Any, message: str) -> Fix | None:
    """An element at the end of a list of an object; a new list where there is none. None for what is no list."""
    present = holder.get(name)
    if present is None:
        return add_field(holder, kind, name, [value], message)
    if not isinstance(present.value, list):
        return None
    return Fix(message, (Insert(present.place.child("-"), value),))


def is_part_of(one: Any, other: Any) -> bool:
    """True when the mapping ``one`` says nothing that ``other`` does not say."""
    return (
        isinstance(one, dict)
        and isinstance(other, dict)
        and all(key in other and other[key] == value for key, value in one.items())
    )


def words(text: Iterable[str]) -> str:
    """Names as a sentence has them: ``a``, ``b`` and ``c``."""
    names = [f"`{name}`" for name in text]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
