"""The order of definitions, and what refers to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from specforge.gen.catalog import PREFIX, Lowered

Schemas = Mapping[str, Lowered]

_VALUES = frozenset({"enum", "const", "default"})
_LONGEST_CYCLE = 40


def references(schema: Any) -> Iterator[str]:
    """The names of the definitions that a lowered schema refers to."""
    stack = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            ref = value.get("$ref")
            if isinstance(ref, str) and ref.startswith(PREFIX):
                yield ref.removeprefix(PREFIX)
            stack.extend(child for key, child in value.items() if key not in _VALUES)
        elif isinstance(value, list):
            stack.extend(value)


def reachable(roots: Iterable[str], schemas: Schemas) -> set[str]:
    """The definitions that the roots refer to, themselves included."""
    found: set[str] = set()
    stack = [name for name in roots if name in schemas]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            stack.extend(other for other in references(schemas[name]) if other in schemas)
    return found


def leaf_first(schemas: Schemas) -> tuple[dict[str, Lowered], list[str]]:
    """The same schemas, each after those that it refers to, as far as they are no cycle.

    Pydantic builds a class when all that it mentions is there: in this order that needs no deep recursion. A cycle of
    more schemas than Python's stack has room for is cut where it closes; the second value names these schemas.
    """
    ordered: dict[str, Lowered] = {}
    depths: dict[str, int] = {}
    cut: list[str] = []
    for start in schemas:
        stack = [(start, _targets(schemas[start], schemas))] if start not in depths else []
        depths.setdefault(start, 0)
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                ordered[name] = schemas[name]
                stack.pop()
            elif following not in depths:
                depths[following] = len(stack)
                stack.append((following, _targets(schemas[following], schemas)))
            elif following not in ordered and len(stack) - depths[following] > _LONGEST_CYCLE:
                _forget(schemas[name], following)
                cut.append(name)
    return ordered, cut


def _targets(schema: Lowered, schemas: Schemas) -> Iterator[str]:
    """The definitions that a schema refers to, in the order of the text."""
    return iter([name for name in dict.fromkeys(reversed(list(references(schema)))) if name in schemas])


def _forget(schema: Any, target: str) -> None:
    """Make every reference to ``target`` in a schema mean anything."""
    stack = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if value.get("$ref") == PREFIX + target:
                del value["$ref"]
            stack.extend(child for key, child in value.items() if key not in _VALUES)
        elif isinstance(value, list):
            stack.extend(value)
