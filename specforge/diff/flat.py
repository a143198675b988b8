"""Flat: an ``allOf`` read as the one schema that it amounts to, where its parts do not speak of the same."""

from __future__ import annotations

from typing import Any

from specforge.diff.shape import ANNOTATIONS, Shape
from specforge.diff.wording import canonical
from specforge.document.node import Node

# What these allow depends on the part in which they stand.
_PARTIAL = frozenset(("additionalProperties", "unevaluatedProperties", "items", "prefixItems", "unevaluatedItems"))
_DEEPEST = 6


class _Apart(Exception):
    """The parts say different things of one keyword."""


def flattened(shape: Shape) -> Shape | None:
    """The schema without its ``allOf``; None where that would change what it means."""
    words: dict[str, Any] = {}
    holders: dict[str, Node] = {}
    properties: dict[str, Node] = {}
    try:
        for part in _parts(shape):
            _add(part, words, holders, properties)
    except _Apart:
        return None
    if properties:
        words["properties"] = {name: node.value for name, node in properties.items()}
    return shape.told_by(words, holders, {"properties": properties})


def _parts(shape: Shape, depth: int = 0) -> list[Shape]:
    """The schema itself, and all that its ``allOf`` names."""
    if depth == _DEEPEST:
        raise _Apart
    found = [shape]
    for part in shape.listed("allOf"):
        found += _parts(part, depth + 1)
    return found


def _add(part: Shape, words: dict[str, Any], holders: dict[str, Node], properties: dict[str, Node]) -> None:
    for keyword, value in part.words.items():
        if keyword in ("allOf", "properties"):
            continue
        if keyword == "required":
            words["required"] = sorted({*words.get("required", ()), *part.required})
        elif keyword not in ANNOTATIONS and _is_apart(keyword, value, words):
            raise _Apart
        words.setdefault(keyword, value)
        holders.setdefault(keyword, part.holder(keyword))
    for name, node in part.named("properties").items():
        if properties.setdefault(name, node) != node:
            raise _Apart


def _is_apart(keyword: str, value: Any, words: dict[str, Any]) -> bool:
    return keyword in _PARTIAL or (keyword in words and canonical(words[keyword]) != canonical(value))
