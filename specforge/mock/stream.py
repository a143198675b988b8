"""Streams (OpenAPI 3.2, Sequential Media Types): a few items, each valid by ``itemSchema``.

Where that has alternatives, such as the kinds of events, the items take turns. Text that is said to be JSON of a schema
(``contentMediaType`` with ``contentSchema``) is JSON of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from specforge.document.model import Schema
from specforge.values.mediatypes import is_json

LENGTH = 3
_LONGEST = 10
_GIVEN = ("example", "examples", "default", "const", "enum")

Invent = Callable[[Schema, int], Any]
"""A value for a schema, a different one for each number where values vary."""


def items_of(item: Schema, invent: Invent, is_valid: Callable[[Any], bool]) -> list[Any]:
    """Several items, every kind of them at least once."""
    kinds = (item.one_of or item.any_of)[:_LONGEST]
    return [_item(item, kinds, number, invent, is_valid) for number in range(max(LENGTH, len(kinds)))]


def _item(item: Schema, kinds: Sequence[Schema], number: int, invent: Invent, is_valid: Callable[[Any], bool]) -> Any:
    kind = kinds[number % len(kinds)] if kinds else item
    value = _with_texts(invent(kind, number), kind, number, invent)
    return value if is_valid(value) else invent(item, number)


def _with_texts(value: Any, schema: Schema, number: int, invent: Invent) -> Any:
    """The value with real JSON in its members that are JSON as text."""
    if not isinstance(value, dict):
        return value
    contents = {name: found for name, part in schema.properties.items() if (found := _content(part)) is not None}
    texts = {name: orjson.dumps(invent(found, number)).decode() for name, found in contents.items() if name in value}
    return {**value, **texts}


def _content(schema: Schema) -> Schema | None:
    node = schema.node.get("contentSchema")
    if node is None or any(schema.get(keyword) is not None for keyword in _GIVEN):
        return None
    media_type = schema.get("contentMediaType")
    return Schema.of(node) if isinstance(media_type, str) and is_json(media_type) else None
