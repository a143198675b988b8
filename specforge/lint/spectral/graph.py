"""The document as the rules of a ruleset see it: with every ``$ref`` followed, in the moment somebody steps on it.

Nothing is copied or inlined. A Spot is a value together with the way that led to it; where the way went through a
reference, the Spot also knows where the target is defined, so that findings are told there. Cycles end since every
container is walked through once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Tokens
from specforge.document.source import Source


class Undefined:
    """What JavaScript calls ``undefined``: there is nothing, not even a null."""

    def __repr__(self) -> str:
        return "undefined"

    def __bool__(self) -> bool:
        return False


UNDEFINED = Undefined()
Key = str | int


class Spot:
    """A value, the key that led to it, the Spot it was reached from, and the Node that a reference led to, if any."""

    __slots__ = ("key", "node", "up", "value")

    def __init__(self, value: Any, key: Key | None = None, up: Spot | None = None, node: Node | None = None) -> None:
        self.value = value
        self.key = key
        self.up = up
        self.node = node

    def where(self) -> tuple[Source, Tokens]:
        """Where the value is defined."""
        keys: list[str] = []
        spot = self
        while spot.node is None:
            keys.append(str(spot.key))
            assert spot.up is not None
            spot = spot.up
        return spot.node.source, (*spot.node.tokens, *reversed(keys))

    def path(self) -> tuple[Key, ...]:
        """The keys from the root of the graph to here, as they were walked."""
        keys: list[Key] = []
        spot: Spot | None = self
        while spot is not None and spot.key is not None:
            keys.append(spot.key)
            spot = spot.up
        return tuple(reversed(keys))


class Graph:
    """The values of one document, with references followed (``resolved``) or as they are written."""

    def __init__(self, document: Document, *, resolved: bool) -> None:
        self._resolver = document.resolver
        self._resolved = resolved
        self.document = document
        self.root = self.start(document.node)
        self._ends: dict[int, Node] = {}
        self._below: dict[tuple[int, bool], list[Spot]] = {}

    def start(self, node: Node) -> Spot:
        """A Spot to begin a walk with."""
        node = node.follow() if self._resolved else node
        return Spot(node.value, None, None, node)

    def children(self, spot: Spot) -> Iterator[Spot]:
        """What stands in a mapping or a sequence, in its order."""
        value = spot.value
        if type(value) is dict:
            for key, child in value.items():
                yield self._step(spot, key, child)
        elif type(value) is list:
            for index, child in enumerate(value):
                yield self._step(spot, index, child)

    def children_with(self, spot: Spot, names: frozenset[str]) -> Iterator[Spot]:
        """Those of the children that are mappings with all of these members (or references, which may lead to one)."""
        value = spot.value
        pairs: Iterable[tuple[Key, Any]] = value.items() if type(value) is dict else enumerate(value)
        for key, child in pairs:
            if type(child) is dict and (names <= child.keys() or "$ref" in child):
                yield self._step(spot, key, child)

    def child(self, spot: Spot, key: Key) -> Spot | None:
        """One member or element; ``"0"`` counts as an index of a sequence, as it does in JavaScript."""
        value = spot.value
        if type(value) is dict:
            name = str(key)
            return self._step(spot, name, value[name]) if name in value else None
        if type(value) is list:
            index = int(key) if isinstance(key, int) or key.isdecimal() else -1
            return self._step(spot, index, value[index]) if 0 <= index < len(value) else None
        return None

    def _step(self, up: Spot, key: Key, value: Any) -> Spot:
        if self._resolved and type(value) is dict and type(value.get("$ref")) is str:
            end = self._ends.get(id(value))
            if end is None:
                source, tokens = up.where()
                end = self._ends[id(value)] = Node(self._resolver, source, (*tokens, str(key)), value).follow()
            # One that leads nowhere stays what it is.
            if end.reference is None:
                return Spot(end.value, key, up, end)
        return Spot(value, key, up)

    def containers(self, start: Spot, *, each_way: bool = False) -> list[Spot]:
        """``start`` and every mapping and sequence below it, each once; with ``each_way`` once for every holder."""
        wanted = (id(start.value), each_way)
        if wanted not in self._below:
            self._below[wanted] = list(self._walk(start, each_way))
        return self._below[wanted]

    def _walk(self, start: Spot, each_way: bool) -> Iterator[Spot]:
        if type(start.value) not in (dict, list):
            return
        entered: set[int] = set()
        waiting = [start]
        while waiting:
            spot = waiting.pop()
            is_new = id(spot.value) not in entered
            if is_new or each_way:
                yield spot
            if is_new:
                entered.add(id(spot.value))
                below = self._containers_in(spot, entered if not each_way else set())
                below.reverse()
                waiting += below

    def _containers_in(self, spot: Spot, skip: set[int]) -> list[Spot]:
        """The containers right below: most values are scalars, for which no Spot is made."""
        value = spot.value
        pairs = value.items() if type(value) is dict else enumerate(value)
        found = []
        for key, child in pairs:
            if (type(child) is dict or type(child) is list) and id(child) not in skip:
                found.append(self._step(spot, key, child))
        return found

    def plain(self, spot: Spot, depth: int | None = None) -> Any:
        """The value with its references replaced as far as ``depth`` levels down; those of cycles stay as written."""
        return self._plain(spot, depth, set(), [_MOST_NODES])

    def _plain(self, spot: Spot, depth: int | None, around: set[int], left: list[int]) -> Any:
        value = spot.value
        if type(value) not in (dict, list) or depth == 0 or not self._resolved:
            return value
        left[0] -= 1
        if id(value) in around or left[0] < 0:
            return spot.up.value[spot.key] if spot.up is not None and spot.key is not None else value
        around.add(id(value))
        below = depth - 1 if depth is not None else None
        made = [(child.key, self._plain(child, below, around, left)) for child in self.children(spot)]
        around.discard(id(value))
        return dict(made) if type(value) is dict else [child for _, child in made]


# A schema function that looks into everything must not unfold the same components for ever.
_MOST_NODES = 200_000
