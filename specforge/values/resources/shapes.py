"""What schemas look like from outside: which properties an object has, and where in a body the things themselves are.

Everything here is a guess at what the author means; whether an answer is right is for the validator to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.values.resources.names import bare, first_of, is_same

Path = tuple[str, ...]

_LISTS = (
    "data", "items", "results", "result", "records", "values", "value", "entries", "entities", "content", "contents",
    "list", "rows", "objects", "elements", "resources", "hits", "nodes", "collection", "members", "page", "response",
    "embedded", "payload",
)  # fmt: skip
_WRAPPERS = ("data", "item", "result", "response", "payload", "value", "object", "resource", "record", "attributes")
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class ListShape:
    """Where the items of a list are in a body: ``()`` for a bare array."""

    path: Path
    element: Schema


class Shapes:
    """Looks at schemas, at each of them once."""

    def __init__(self) -> None:
        self._properties: dict[Node, dict[str, Schema]] = {}
        self._parts: dict[Node, tuple[Schema, ...]] = {}

    def parts(self, schema: Schema) -> tuple[Schema, ...]:
        """The schema and all that it is made of: ``allOf``, then its alternatives, and theirs."""
        if schema.node not in self._parts:
            self._parts[schema.node] = tuple(_parts(schema))
        return self._parts[schema.node]

    def properties(self, schema: Schema) -> dict[str, Schema]:
        """Everything that an object may have by name, in the author's order."""
        if schema.node not in self._properties:
            found: dict[str, Schema] = {}
            for part in self.parts(schema):
                for name, child in part.properties.items():
                    found.setdefault(name, child)
            self._properties[schema.node] = found
        return self._properties[schema.node]

    def required(self, schema: Schema) -> frozenset[str]:
        """The names that ``schema`` and what it is made of require, alternatives included."""
        return frozenset(name for part in self.parts(schema) for name in part.required)

    def is_open(self, schema: Schema) -> bool:
        """True where the author says that an object may have properties that are not described."""
        if not self.properties(schema):
            return True
        more = (part.additional_properties for part in self.parts(schema))
        return any(one is True or isinstance(one, Schema) for one in more) or any(
            part.get("patternProperties") for part in self.parts(schema)
        )

    def kind(self, schema: Schema) -> str | None:
        """The first type other than null, also where only the keywords tell it."""
        for part in self.parts(schema):
            for name in part.types:
                if name != "null":
                    return name
        if self.properties(schema):
            return "object"
        return "array" if self.element(schema) is not None else None

    def kinds(self, schema: Schema) -> frozenset[str]:
        """All types that any part names."""
        return frozenset(name for part in self.parts(schema) for name in part.types)

    def element(self, schema: Schema) -> Schema | None:
        """The schema of the items of an array."""
        return next((part.items for part in self.parts(schema) if part.items is not None), None)

    def is_scalar(self, schema: Schema) -> bool:
        return self.kind(schema) in ("string", "integer", "number")

    def is_read_only(self, schema: Schema) -> bool:
        return any(part.read_only for part in self.parts(schema))

    def is_write_only(self, schema: Schema) -> bool:
        return any(part.write_only for part in self.parts(schema))

    def find_list(self, schema: Schema, word: str, element: Schema | None = None) -> ListShape | None:
        """Where a body of this schema has its items. ``word`` is what they are called, ``element`` their schema."""
        if self.kind(schema) == "array":
            return self._as_list((), schema)
        found = [shape for path, child in self._within(schema) if (shape := self._as_list(path, child)) is not None]
        known = [shape for shape in found if element is not None and shape.element.node == element.node]
        return _best(known or found, word) if found else None

    def _as_list(self, path: Path, schema: Schema) -> ListShape | None:
        element = self.element(schema)
        is_list = element is not None and self.kind(schema) == "array"
        return ListShape(path, element) if is_list and element is not None and self._is_thing(element) else None

    def _is_thing(self, schema: Schema) -> bool:
        return self.kind(schema) == "object"

    def _within(self, schema: Schema, path: Path = ()) -> Iterator[tuple[Path, Schema]]:
        """The properties of an envelope, and those of the objects in it that are no things of their own."""
        for name, child in self.properties(schema).items():
            yield (*path, name), child
            is_envelope = bare(name) in _LISTS or name.startswith("_")
            if is_envelope and self.kind(child) == "object" and len(path) < _DEEPEST:
                yield from self._within(child, (*path, name))


def wrapper_of(shapes: Shapes, schema: Schema, word: str, element: Schema | None) -> str | None:
    """The property that an item is wrapped in, judged by the schema of the whole body."""
    objects = {name: child for name, child in shapes.properties(schema).items() if shapes.kind(child) == "object"}
    if element is not None:
        same = next((name for name, child in objects.items() if child.node == element.node), None)
        if same is not None:
            return same
    named = next((name for name in objects if is_same(name, word)), None)
    if named is not None:
        return named
    common = first_of(_WRAPPERS, objects)
    is_alone = len(shapes.properties(schema)) == 1 and len(objects) == 1
    return common or (next(iter(objects)) if is_alone else None)


def _best(shapes: list[ListShape], word: str) -> ListShape | None:
    """The one named after the resource, else one with a common name, else the only one."""
    named = next((shape for shape in shapes if is_same(shape.path[-1], word)), None)
    if named is not None:
        return named
    by_name = {shape.path[-1]: shape for shape in shapes}
    common = first_of(_LISTS, by_name)
    if common is not None:
        return by_name[common]
    return shapes[0] if len(shapes) == 1 else None


def _parts(schema: Schema) -> Iterable[Schema]:
    stack, seen = [schema], set[Node]()
    while stack:
        part = stack.pop()
        if part.node in seen:
            continue
        seen.add(part.node)
        yield part
        stack.extend(reversed((*part.all_of, *part.one_of, *part.any_of)))
