"""Lowered: one schema in the form that validators read, which still knows where the author wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from specforge.document.model import Discriminator
from specforge.document.node import Node
from specforge.document.place import Place

_MOST_PLACES = 500
_NOTHING: Mapping[str, str] = {}


class Lowered(dict[str, Any]):
    """A JSON Schema 2020-12 object that came from ``node``.

    Beside the keywords, which are all that a validator sees, it keeps what the sampler wants to know:
    ``examples`` (the author's values, best first), ``discriminator``, and ``hidden``, the properties that do not
    travel in this direction. ``moved`` names the author's keyword where lowering had to use another one.
    """

    __slots__ = ("discriminator", "examples", "hidden", "moved", "node")

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node
        self.examples: tuple[Any, ...] = ()
        self.discriminator: Discriminator | None = None
        self.hidden: frozenset[str] = frozenset()
        self.moved: Mapping[str, str] = _NOTHING


@dataclass(slots=True)
class Definition:
    """A schema that others may refer to by ``name``; ``refs`` are the names that it refers to itself."""

    name: str
    node: Node
    schema: Lowered | bool
    refs: set[str]


class SelfContained:
    """A schema with everything that it refers to, as definitions and, when somebody asks, as one JSON Schema."""

    def __init__(self, root: str, definitions: Mapping[str, Definition]) -> None:
        self.root = root
        self.definitions = definitions
        self._places: dict[tuple[str | int, ...], Place] = {}

    @cached_property
    def closure(self) -> list[str]:
        """The names of the definitions that the schema reaches, its own first."""
        found, todo = {self.root: None}, [self.root]
        while todo:
            new = sorted(self.definitions[todo.pop()].refs - found.keys())
            found.update(dict.fromkeys(new))
            todo.extend(new)
        return list(found)

    @cached_property
    def schema(self) -> dict[str, Any]:
        """``{"$ref": "#/$defs/<root>", "$defs": {...}}``."""
        parts = {name: self.definitions[name].schema for name in self.closure}
        return {"$ref": f"#/$defs/{self.root}", "$defs": parts}

    def locate(self, path: Sequence[str | int]) -> Place:
        """The author's place of what stands at ``path``, which begins with ``$defs`` and a name."""
        key = tuple(path)
        if key not in self._places:
            if len(self._places) >= _MOST_PLACES:
                self._places.clear()
            self._places[key] = self._locate(key)
        return self._places[key]

    def _locate(self, path: Sequence[str | int]) -> Place:
        if len(path) < 2 or path[0] != "$defs" or path[1] not in self.definitions:
            return self.definitions[self.root].node.place
        definition = self.definitions[str(path[1])]
        node, moved = definition.node, _NOTHING
        here: Any = definition.schema
        rest: list[str] = []
        for step in path[2:]:
            if isinstance(here, Lowered):
                node, moved, rest = here.node, here.moved, []
            here = _member(here, step)
            rest.append(str(step))
        if isinstance(here, Lowered):
            node, rest = here.node, []
        if rest:
            rest[0] = moved.get(rest[0], rest[0])
        return node.place.child(*rest)

    def at(self, path: Sequence[str | int]) -> Any:
        """What stands at such a path, None when nothing does."""
        here: Any = self.definitions.get(str(path[1])) if len(path) > 1 else None
        here = here.schema if here is not None else None
        for step in path[2:]:
            here = _member(here, step)
        return here


def _member(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None
