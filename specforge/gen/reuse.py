"""The same inline schema written several times is one class.

An author who has no component for a thing repeats it: GitHub's document holds the user of a pull request some hundred
times, word for word. What is equal in every word, and belongs to a property of the same name, becomes one model.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from specforge.document.place import Tokens
from specforge.gen.catalog import PREFIX, Lowered

_VALUES = frozenset({"enum", "const", "default"})
_PROPERTIES = "properties"


def share(schemas: Mapping[str, Lowered], origins: Mapping[str, Tokens]) -> dict[str, Lowered]:
    """The schemas, leaf first, without repetitions; references are changed in place.

    ``origins`` are the inline schemas that nobody knows by name, and where they stand. The shortest of the names of a
    repeated schema remains: long ones tell of one place only.
    """
    groups: dict[tuple[Tokens, str], list[str]] = {}
    heads: dict[str, str] = {}
    for name, schema in schemas.items():
        _repoint(schema, heads)
        field = _field(origins.get(name, ()))
        if field:
            group = groups.setdefault((field, json.dumps(schema)), [])
            group.append(name)
            heads[name] = group[0]
    chosen = {group[0]: min(group, key=len) for group in groups.values()}
    names = {name: chosen[head] for name, head in heads.items()} | chosen
    # Again for all, since in a cycle what refers to a repeated schema may have stood before it.
    for schema in schemas.values():
        _repoint(schema, names)
    return {names.get(name, name): schema for name, schema in schemas.items() if heads.get(name, name) == name}


def _field(tokens: Tokens) -> Tokens:
    """The property that a schema belongs to, and how: ``("labels", "items")``. Nothing for what belongs to none."""
    for index in range(len(tokens) - 2, -1, -1):
        if tokens[index] == _PROPERTIES:
            return tokens[index + 1 :]
    return ()


def _repoint(schema: Lowered, names: Mapping[str, str]) -> None:
    for holder in _references(schema):
        target = holder["$ref"].removeprefix(PREFIX)
        if target in names:
            holder["$ref"] = PREFIX + names[target]


def _references(schema: Any) -> Iterator[dict[str, Any]]:
    """The objects that hold a reference."""
    stack = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value
            stack.extend(child for key, child in value.items() if key not in _VALUES)
        elif isinstance(value, list):
            stack.extend(value)
