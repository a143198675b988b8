"""What there is to exercise in the schemas of a document, each thing with a number.

The schemas are those that the validators see (``values.lowering``), so that whatever a version of OpenAPI calls a
keyword is counted by what it means. A definition that several operations use has its numbers once; each operation
keeps the numbers that its own traffic exercised.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from specforge.document.model import Schema
from specforge.document.place import join_pointer
from specforge.values.check import CompiledSchema, Direction, SchemaChecker
from specforge.values.lowering.lowered import Definition, Lowered

_SINGLE = ("items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "then", "else")
_LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPPED = ("properties", "patternProperties", "dependentSchemas")

CHOICES = ("oneOf", "anyOf")

Things = Callable[[Lowered], tuple[str, ...]]
"""The names of what a schema object asks to be exercised, without what is below it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A schema object and the numbers of its things: from ``first``, in the order of ``names``."""

    schema: Lowered
    first: int
    names: tuple[str, ...]

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + len(self.names))


class Part(NamedTuple):
    """What one definition asks, and the definitions that it leads to. ``numbers`` are those of its spots."""

    spots: tuple[Spot, ...]
    numbers: range
    refs: frozenset[str]


class Catalogue:
    """The things of all schemas of one direction, worked out definition by definition as they are asked for."""

    def __init__(self, checker: SchemaChecker, direction: Direction, things: Things) -> None:
        self.spots: dict[str, Spot] = {}
        self._checker = checker
        self._direction = direction
        self._things = things
        self._parts: dict[str, Part] = {}
        self._in_order: list[Spot] = []
        self._firsts: list[int] = []
        self._next = 0

    def compile(self, schema: Schema) -> CompiledSchema:
        """The schema as the validator takes it."""
        return self._checker.compile(schema, self._direction)

    def of(self, schema: Schema) -> list[Part]:
        """All that values of this schema can exercise, definition by definition."""
        program = self.compile(schema).program
        seen, todo = {program.root}, [program.root]
        found: list[Part] = []
        while todo:
            part = self._part(todo.pop(), program.definitions)
            found.append(part)
            todo.extend(part.refs - seen)
            seen |= part.refs
        return found

    def at(self, number: int) -> tuple[Spot, str]:
        """The schema object of a thing, and the name of the thing there."""
        spot = self._in_order[bisect_right(self._firsts, number) - 1]
        return spot, spot.names[number - spot.first]

    def _part(self, name: str, definitions: Mapping[str, Definition]) -> Part:
        if name not in self._parts:
            objects = list(_objects(f"/$defs/{name}", definitions[name].schema))
            links = (found.get("$ref") for _, found in objects)
            refs = frozenset(link.removeprefix("#/$defs/") for link in links if isinstance(link, str))
            first = self._next
            spots = tuple(self._spots(objects))
            self._parts[name] = Part(spots, range(first, self._next), refs)
        return self._parts[name]

    def _spots(self, objects: Iterable[tuple[str, Lowered]]) -> Iterator[Spot]:
        for location, found in objects:
            names = self._things(found)
            spot = self.spots[location] = Spot(found, self._next, names)
            if names:
                self._next += len(names)
                self._in_order.append(spot)
                self._firsts.append(spot.first)
                yield spot


def alternatives(schema: Lowered) -> Iterator[str]:
    """The names of those that a value may choose between."""
    for key in CHOICES:
        count = len(schema.get(key, ()))
        yield from (f"{key} {at}" for at in range(1, count + 1) if count > 1)


def number_of(spot: Spot | None, name: str) -> Iterator[int]:
    """The number of a thing; nothing where that is not counted."""
    if spot is not None and name in spot.names:
        yield spot.first + spot.names.index(name)


def _objects(location: str, schema: Any) -> Iterator[tuple[str, Lowered]]:
    """The schema objects below one, itself first, each with the pointer that the validator knows it by. What only asks
    about a value (``if``, ``not``, ``contains``) is looked at as a whole, and properties that do not travel are not."""
    stack = [(location, schema)]
    while stack:
        here, found = stack.pop()
        if not isinstance(found, Lowered):
            continue
        yield here, found
        below = [(key, found[key]) for key in _SINGLE if key in found]
        below += [(f"{key}/{at}", one) for key in _LISTED for at, one in enumerate(found.get(key, ()))]
        below += [
            (f"{key}{join_pointer((name,))}", one)
            for key in _MAPPED
            for name, one in found.get(key, {}).items()
            if key != "properties" or name not in found.hidden
        ]
        stack.extend((f"{here}/{way}", one) for way, one in reversed(below))
