"""``then.field``: what a function is called with, of the thing that ``given`` chose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from specforge.lint.spectral.graph import Graph, Key, Spot
from specforge.lint.spectral.jsonpath import Path, compile_path
from specforge.lint.spectral.query import KeySpot, select

_PART = re.compile(r"\[(\d+)\]|\[(['\"])(.*?)\2\]|[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Field:
    """A field that was read: ``@key``, keys on the way to it, or a path."""

    is_key: bool = False
    keys: tuple[Key, ...] = ()
    path: Path | None = None


def compile_field(text: str) -> Field:
    """Raises PathProblem."""
    if text == "@key":
        return Field(is_key=True)
    # `$ref` is no path, but a name.
    if re.match(r"\$([.\[^~]|\Z)", text):
        return Field(path=compile_path(text))
    return Field(keys=tuple(match[3] if match[2] else match[1] or match[0] for match in _PART.finditer(text)))


def targets(graph: Graph, spot: Spot, field: Field | None) -> Iterator[tuple[Spot, tuple[Key, ...]]]:
    """What exists, and the keys from there to what does not; scalars have no fields and stand for themselves."""
    if field is None or type(spot.value) not in (dict, list):
        yield spot, ()
    elif field.is_key:
        found = [KeySpot(child.key, child.key, spot) for child in graph.children(spot)]
        yield from ((key, ()) for key in found)
    elif field.path is not None:
        chosen = select(graph, field.path, spot)
        yield from ((child, ()) for child in chosen)
        if not chosen:
            yield spot, ("",)
    else:
        yield _follow(graph, spot, field.keys)


def _follow(graph: Graph, spot: Spot, keys: tuple[Key, ...]) -> tuple[Spot, tuple[Key, ...]]:
    # A key with dots in it is one key, when there is such a key.
    whole = ".".join(map(str, keys))
    if len(keys) > 1 and (child := graph.child(spot, whole)) is not None:
        return child, ()
    for index, key in enumerate(keys):
        child = graph.child(spot, key)
        if child is None:
            return spot, keys[index:]
        spot = child
    return spot, ()
