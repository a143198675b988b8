"""Which property a parameter is named like, and what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specforge.document.model import Schema
from specforge.values.resources.names import bare, find, first_of, singular
from specforge.values.resources.shapes import Path, Shapes
from specforge.values.texts import write

# What stands for an object when it is compared with a single value.
_STANDS_FOR = ("id", "name", "kind", "type", "key", "code", "slug", "value")


def find_path(shapes: Shapes, element: Schema, name: str) -> Path | None:
    """The property that a parameter is named like; ``ownerId`` is the id of the owner."""
    properties = shapes.properties(element)
    own = find(name.removesuffix("[]"), properties)
    if own is not None:
        return (own,)
    wanted = bare(name)
    for outer, child in properties.items():
        inner = shapes.element(child) or child
        if wanted.startswith(singular(outer)) and shapes.kind(inner) == "object":
            for key in shapes.properties(inner):
                if wanted in (singular(outer) + bare(key), bare(outer) + bare(key)):
                    return (outer, key)
    return _within_attributes(shapes, properties, name)


def _within_attributes(shapes: Shapes, properties: Mapping[str, Schema], name: str) -> Path | None:
    """In JSON:API, what a thing has is one level further down."""
    outer = first_of(("attributes", "fields"), properties)
    key = find(name, shapes.properties(properties[outer])) if outer is not None else None
    return (outer, key) if outer is not None and key is not None else None


def texts_at(value: Any, path: Path) -> Iterator[str]:
    """The values at a path as text, those of all elements of lists on the way."""
    if isinstance(value, list):
        for item in value:
            yield from texts_at(item, path)
    elif path:
        if isinstance(value, dict) and path[0] in value:
            yield from texts_at(value[path[0]], path[1:])
    elif isinstance(value, dict):
        yield from (write(value[name]) for name in value if bare(name) in _STANDS_FOR and _is_scalar(value[name]))
    elif value is not None:
        yield write(value)


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def properties_named(shapes: Shapes, element: Schema, schema: Schema) -> dict[str, Path]:
    """The properties of a filter that is an object (``filter[status]=open``), where they name properties of things."""
    found = ((key, find_path(shapes, element, key)) for key in shapes.properties(schema))
    return {key: path for key, path in found if path is not None}


def choices_at(shapes: Shapes, element: Schema, path: Path) -> set[str]:
    """The values of the ``enum`` at a path, as text; none where any value may stand there."""
    schema: Schema | None = element
    for name in path:
        schema = shapes.properties(shapes.element(schema) or schema).get(name) if schema is not None else None
    if schema is None:
        return set()
    inner = shapes.element(schema) or schema
    return {write(choice) for part in shapes.parts(inner) for choice in part.enum or () if choice is not None}
