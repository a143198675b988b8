"""The plan as JSON, and the JSON Schema of it: both follow the dataclasses of ``plan.py``."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import fields, is_dataclass
from typing import Any

from specforge.gen.plan import Plan

_SCALARS = {str: "string", int: "integer", bool: "boolean", float: "number", type(None): "null"}


def plan_json(plan: Plan) -> str:
    """The plan as templates see it: the fields of its dataclasses, tuples as arrays."""
    return json.dumps(_plain(plan), indent=2, ensure_ascii=False) + "\n"


def plan_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the plan."""
    definitions: dict[str, Any] = {}
    root = _schema(Plan, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "specforge gen --dump-plan",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple | list | frozenset) else value


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind in _SCALARS:
        return {"type": _SCALARS[kind]}
    if is_dataclass(kind):
        return _reference(typing.cast(type, kind), definitions)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _union([_schema(one, definitions) for one in arguments])
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is tuple and (len(arguments) != 2 or arguments[1] is not Ellipsis):
        items = [_schema(one, definitions) for one in arguments]
        return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}
    if origin in (tuple, list, frozenset):
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is not None and issubclass(origin, typing.Mapping):
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    return {}


def _reference(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    if kind.__name__ not in definitions:
        definitions[kind.__name__] = {}  # while a class that refers to itself is described
        hints = typing.get_type_hints(kind)
        definitions[kind.__name__] = {
            "description": " ".join((kind.__doc__ or "").split()),
            "type": "object",
            "properties": {field.name: _schema(hints[field.name], definitions) for field in fields(kind)},
            "required": [field.name for field in fields(kind)],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _union(members: list[dict[str, Any]]) -> dict[str, Any]:
    if all(set(member) == {"type"} for member in members):
        return {"type": [member["type"] for member in members]}
    return {"anyOf": members}


if __name__ == "__main__":
    print(json.dumps(plan_schema(), indent=2))
