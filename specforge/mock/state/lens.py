"""A lens shows of a value what a schema lets through: no ``writeOnly`` properties, and none that are not described.

Schemas are looked at once; after that a value is walked with plain lookups, since this is done for every answer.
"""

from __future__ import annotations

from typing import Any

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.values.resources.shapes import Shapes

_DEEPEST = 40


class Lens:
    """What one schema lets through. Lenses of properties and items are made when a value has them."""

    __slots__ = ("_element", "_hidden", "_inner", "_is_open", "_lenses", "_schemas")

    def __init__(self, schema: Schema, lenses: Lenses) -> None:
        shapes = lenses.shapes
        self._lenses = lenses
        self._schemas = shapes.properties(schema)
        self._hidden = frozenset(name for name, child in self._schemas.items() if shapes.is_write_only(child))
        self._is_open = shapes.is_open(schema)
        self._inner: dict[str, Lens] = {}
        self._element = shapes.element(schema)

    def shown(self, value: Any, depth: int = 0) -> Any:
        """The value as a response may have it."""
        if depth > _DEEPEST:
            return value
        if isinstance(value, list):
            if self._element is None:
                return value
            lens = self._lenses.of(self._element)
            return [lens.shown(item, depth + 1) if isinstance(item, dict | list) else item for item in value]
        return self._object(value, depth) if isinstance(value, dict) else value

    def _object(self, value: dict[str, Any], depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        schemas, hidden = self._schemas, self._hidden
        for name, item in value.items():
            if name not in schemas:
                if self._is_open:
                    result[name] = item
            elif name not in hidden:
                is_plain = not isinstance(item, dict | list)
                result[name] = item if is_plain else self._property(name).shown(item, depth + 1)
        return result

    def _property(self, name: str) -> Lens:
        lens = self._inner.get(name)
        if lens is None:
            lens = self._inner[name] = self._lenses.of(self._schemas[name])
        return lens


class Lenses:
    """The lenses of one document."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self._lenses: dict[Node, Lens] = {}

    def of(self, schema: Schema) -> Lens:
        lens = self._lenses.get(schema.node)
        if lens is None:
            lens = self._lenses[schema.node] = Lens(schema, self)
        return lens
