"""readOnly and writeOnly: variants of models for requests and responses (OpenAPI 3.1 section 4.8.24.2, "readOnly").

A required property that is readOnly is required in responses only, and one that is writeOnly in requests only. Where
that makes a difference for what is sent, the model has a variant in which the property is optional.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, Literal

from specforge.gen.catalog import PREFIX, Catalog, Definition, Lowered
from specforge.gen.order import references

Direction = Literal["request", "response"]
_HIDDEN = {"request": "readOnly", "response": "writeOnly"}
_SUFFIX = {"request": "Request", "response": "Response"}


class Directions:
    """Makes the variants of one catalog, each when it is first asked for."""

    def __init__(self, catalog: Catalog, definition: Callable[[str], Lowered]) -> None:
        self._catalog = catalog
        self._definition = definition
        self._searched: dict[str, set[str]] = {word: set() for word in _HIDDEN.values()}
        self._used: set[str] = set()
        self._variants: dict[tuple[str, str], str] = {}
        self._differing: dict[tuple[str, str], bool] = {}

    def directed(self, lowered: Lowered, direction: Direction) -> Lowered:
        """The schema for one direction: with references to the variants of what differs in it."""
        self._catalog.finish()  # which reads the files that the schema refers to
        if not self._is_used(_HIDDEN[direction]):
            return lowered
        return self._rewritten(lowered, direction) if self._mentions(lowered, direction) else lowered

    def _is_used(self, word: str) -> bool:
        """Most documents say neither word, and looking for them in the text is cheaper than in the schemas."""
        searched = self._searched[word]
        for uri, source in self._catalog.document.sources.items() if word not in self._used else ():
            if uri not in searched:
                searched.add(uri)
                if word in source.text:
                    self._used.add(word)
        return word in self._used

    def _mentions(self, lowered: Lowered, direction: Direction) -> bool:
        return any(self._differs(name, direction) for name in sorted(set(references(lowered))))

    def _differs(self, name: str, direction: Direction) -> bool:
        """True when the definition, or one that it can reach, has something to relax."""
        known = self._differing.get((name, direction))
        if known is None:
            reached = self._reached(name)
            known = any(_relaxable(self._definition(other), direction, self._definition) for other in reached)
            self._differing[name, direction] = known
        return known

    def _reached(self, start: str) -> list[str]:
        seen, stack = {start: None}, [start]
        while stack:
            for name in references(self._definition(stack.pop())):
                if name not in seen:
                    seen[name] = None
                    stack.append(name)
        return list(seen)

    def _rewritten(self, lowered: Any, direction: Direction) -> Any:
        if isinstance(lowered, list):
            return [self._rewritten(item, direction) for item in lowered]
        if not isinstance(lowered, dict):
            return lowered
        rewritten = {key: self._rewritten(value, direction) for key, value in lowered.items()}
        ref = lowered.get("$ref")
        if isinstance(ref, str) and self._differs(ref.removeprefix(PREFIX), direction):
            rewritten["$ref"] = PREFIX + self._variant(ref.removeprefix(PREFIX), direction)
        return rewritten

    def _variant(self, name: str, direction: Direction) -> str:
        """The name of the variant of a definition that differs."""
        known = self._variants.get((name, direction))
        if known is not None:
            return known
        original = self._catalog.definitions[name]
        variant = self._catalog.derive(original, f"{name}{_SUFFIX[direction]}")
        self._variants[name, direction] = variant.name
        variant.schema = self._rewritten(self._relaxed(original, direction), direction)
        return variant.name

    def _relaxed(self, original: Definition, direction: Direction) -> Lowered:
        schema = copy.deepcopy(original.schema)
        hidden = set(_relaxable(schema, direction, self._definition))
        for part in _objects(schema):
            part["required"] = [name for name in part["required"] if name not in hidden]
        return schema


def _relaxable(schema: Lowered, direction: Direction, definition: Callable[[str], Lowered]) -> list[str]:
    """The required properties of an object that do not belong into this direction; those of its bases count."""
    hidden = set(_hidden_names(schema, _HIDDEN[direction], definition, set()))
    return [name for part in _objects(schema) for name in part["required"] if name in hidden]


def _objects(schema: Lowered) -> Iterator[Lowered]:
    """The schema itself and the inline parts of its ``allOf``, as far as they require something."""
    if schema.get("required"):
        yield schema
    for part in schema.get("allOf", ()):
        yield from _objects(part)


def _hidden_names(schema: Lowered, word: str, definition: Callable[[str], Lowered], seen: set[str]) -> Iterator[str]:
    for name, value in schema.get("properties", {}).items():
        if value.get(word) is True:
            yield name
    for part in schema.get("allOf", ()):
        ref = part.get("$ref")
        if not isinstance(ref, str):
            yield from _hidden_names(part, word, definition, seen)
        elif ref not in seen:
            seen.add(ref)
            yield from _hidden_names(definition(ref.removeprefix(PREFIX)), word, definition, seen)
