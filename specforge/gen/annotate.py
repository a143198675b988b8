"""Type expressions: what generated code writes after a colon, made from lowered schemas.

Two dialects. ``python`` is what a service reads and a type checker sees (``int``); ``wire`` is what validates a body
(``scalars.StrictInt``). Both are built from names of this package and ``repr`` of values, never from an author's text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from specforge.gen.catalog import PREFIX, Lowered

FORMAT_TYPES = {
    "date-time": "scalars.AwareDatetime",
    "date": "scalars.date",
    "time": "scalars.time",
    "uuid": "scalars.UUID",
    "email": "scalars.EmailStr",
    "uri": "scalars.AnyUrl",
    "ipv4": "scalars.IPv4Address",
    "ipv6": "scalars.IPv6Address",
    "byte": "scalars.Base64Str",
}
_PYTHON = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_WIRE = {
    "string": "scalars.StrictStr",
    "integer": "scalars.StrictInt",
    "number": "scalars.StrictFloat",
    "boolean": "scalars.StrictBool",
    "null": "None",
}


def python_type(lowered: Lowered) -> str:
    """The type as a service sees it."""
    return _Annotator(_PYTHON).read(lowered)


def wire_type(lowered: Lowered) -> str:
    """The type as it is validated: JSON's strict scalars."""
    return _Annotator(_WIRE).read(lowered)


def union(types: list[str]) -> str:
    """``A | B | None``: each once, ``Any`` swallows all, ``None`` last."""
    flat = dict.fromkeys(part for text in types for part in _members(text))
    if "Any" in flat:
        return "Any"
    rest = [part for part in flat if part != "None"]
    return " | ".join([*rest, "None"] if "None" in flat else rest) or "None"


def optional(annotation: str) -> str:
    """The type or None."""
    return union([annotation, "None"])


def _members(text: str) -> list[str]:
    """The top-level members of a union expression; brackets and quotes keep theirs together."""
    if " | " not in text:
        return [text]
    if any(char in text for char in "[('\""):
        return [text]
    return text.split(" | ")


class _Annotator:
    def __init__(self, scalars: dict[str, str]) -> None:
        self._scalars = scalars

    def read(self, lowered: Lowered) -> str:
        if "$ref" in lowered:
            return f"models.{lowered['$ref'].removeprefix(PREFIX)}"
        if "const" in lowered:
            return f"Literal[{lowered['const']!r}]"
        branches = lowered.get("anyOf") or lowered.get("oneOf")
        if branches:
            return union([self.read(branch) for branch in branches])
        kinds = lowered.get("type")
        if isinstance(kinds, list):
            return union([self._one({**lowered, "type": kind}, kind) for kind in kinds])
        return self._one(lowered, kinds) if kinds else "Any"

    def _one(self, lowered: Lowered, kind: str) -> str:
        if kind == "array":
            return f"list[{self.read(lowered.get('items') or {})}]"
        if kind == "object":
            values = lowered.get("additionalProperties")
            return f"dict[str, {self.read(values) if isinstance(values, dict) else 'Any'}]"
        if kind == "string" and lowered.get("format") in FORMAT_TYPES:
            return FORMAT_TYPES[lowered["format"]]
        return self._scalars.get(kind, "Any")


Resolve = Callable[[str], Lowered]


def shape_of(lowered: Lowered, resolve: Resolve, depth: int = 6) -> Any:
    """How text is to be read: ``"integer"``, ``"integer|string"``, ``[shape]`` or ``{"name": shape, "*": shape}``;
    ``"file"`` for a part of a form that is one.

    Text has no types of its own, so a decoder has to be told what to look for. ``resolve`` gives definitions by name.
    """
    if "$ref" in lowered:
        name = lowered["$ref"].removeprefix(PREFIX)
        return shape_of(resolve(name), resolve, depth - 1) if depth else "any"
    if "customTypePath" in lowered:
        return "file"
    branches = lowered.get("anyOf") or lowered.get("oneOf")
    if branches or "allOf" in lowered:
        shapes = [shape_of(part, resolve, depth) for part in branches or lowered["allOf"]]
        return _merged_shape(shapes)
    kinds = lowered.get("type", _kind_of_values(lowered))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "object" in kinds:
        return _object_shape(lowered, resolve, depth)
    if "array" in kinds:
        return [shape_of(lowered.get("items") or {}, resolve, depth - 1) if depth else "any"]
    return "|".join(kinds) or "any"


def _object_shape(lowered: Lowered, resolve: Resolve, depth: int) -> Any:
    if not depth:
        return {}
    shape = {name: shape_of(value, resolve, depth - 1) for name, value in lowered.get("properties", {}).items()}
    extra = lowered.get("additionalProperties")
    if isinstance(extra, dict):
        shape["*"] = shape_of(extra, resolve, depth - 1)
    return shape


def _merged_shape(shapes: list[Any]) -> Any:
    objects = [shape for shape in shapes if isinstance(shape, dict)]
    if objects:
        return {name: inner for shape in objects for name, inner in shape.items()}
    arrays = [shape for shape in shapes if isinstance(shape, list)]
    if arrays:
        return arrays[0]
    kinds = dict.fromkeys(kind for shape in shapes for kind in shape.split("|"))
    return "any" if "any" in kinds or not kinds else "|".join(kinds)


def _kind_of_values(lowered: Lowered) -> list[str]:
    values = lowered.get("enum", [lowered["const"]] if "const" in lowered else [])
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return list(dict.fromkeys(names.get(type(value), "any") for value in values))
