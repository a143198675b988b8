"""A value as its author means it where parts of it are written elsewhere.

An example is data, in which ``$ref`` is a property like any other. But authors with many files put their examples into
files, too, and bundlers follow such references.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from specforge.document.node import Node
from specforge.document.place import Place

_MOST_PARTS = 100_000


class _TooMuch(Exception):
    """References that lead to ever more."""


def meant(node: Node) -> Any:
    """The value with its references replaced by what they lead to; where one leads nowhere, it is data."""
    try:
        return _Copy().of(node, frozenset())
    except (_TooMuch, RecursionError):
        return node.value


class _Copy:
    def __init__(self) -> None:
        self._parts = 0

    def of(self, node: Node, above: frozenset[Node]) -> Any:
        self._parts += 1
        end = _end(node)
        if self._parts > _MOST_PARTS or end in above:
            raise _TooMuch
        inside = above | {end} if end is not node else above
        if isinstance(end.value, dict):
            return {key: self.of(child, inside) for key, child in end.items()}
        if isinstance(end.value, list):
            return [self.of(child, inside) for child in end.elements()]
        return end.value


def place_in(node: Node, path: Sequence[str | int]) -> Place:
    """The place of a part of such a value, in the file where it is written."""
    here = _end(node)
    for index, step in enumerate(path):
        child = here.get(step)
        if child is None:
            return here.place.child(*path[index:])
        here = _end(child)
    return here.place


def _end(node: Node) -> Node:
    end = node.follow()
    return end if end.reference is None else node
