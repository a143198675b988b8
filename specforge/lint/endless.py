"""Schemas of which no value can ever be complete, since they require themselves.

A schema has a finite value when all that it requires has one: its parts, one of its alternatives, its required
properties. Every circle goes through a reference, so the question is asked of what references lead to, and answered by
turns: in each round the schemas are found that need nothing but what was found before. What is left is endless.
"""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Schema

# Inline schemas that nest deeper are taken to end: nobody reads them, and Python's stack has an end.
_DEEPEST = 60
Finite = set[Schema]


def endless(document: Document) -> Iterator[list[Schema]]:
    """The circles, each once, as the schemas on it."""
    left = dict.fromkeys(_targets(document))
    finite: Finite = set()
    while found := [schema for schema in left if _is_finite(schema, finite, left)]:
        finite.update(found)
        for schema in found:
            del left[schema]
    reported: set[Schema] = set()
    for schema in sorted(left, key=lambda schema: (schema.place.file, schema.node.tokens)):
        loop = _loop(schema, left)
        if loop and reported.isdisjoint(loop):
            reported.update(loop)
            yield loop


def _targets(document: Document) -> Iterator[Schema]:
    for reference in document.index.references:
        if reference.kind == "Schema" and reference.target is not None:
            schema = Schema.of(reference.target)
            if isinstance(schema.raw, dict):
                yield schema


def _is_finite(schema: Schema, finite: Finite, left: dict[Schema, None]) -> bool:
    return all(any(_ends(part, finite, left, 0) for part in group) for group in _needs(schema))


def _ends(schema: Schema, finite: Finite, left: dict[Schema, None], depth: int) -> bool:
    if schema in left or schema in finite:
        return schema in finite
    if depth > _DEEPEST:
        return True
    return all(any(_ends(part, finite, left, depth + 1) for part in group) for group in _needs(schema))


def _needs(schema: Schema) -> Iterator[tuple[Schema, ...]]:
    """Groups of which at least one schema each must have a value, for this one to have one."""
    raw = schema.raw
    if (
        not isinstance(raw, dict)
        or "enum" in raw
        or "const" in raw
        or "null" in schema.types
        or schema.flag("nullable")
    ):
        return
    for part in schema.all_of:
        yield (part,)
    for alternatives in (schema.any_of, schema.one_of):
        if alternatives:
            yield alternatives
    if schema.types == ("object",) or (not schema.types and "properties" in raw):
        properties = schema.properties
        for name in schema.required:
            if name in properties:
                yield (properties[name],)
    least = raw.get("minItems")
    if schema.types == ("array",) and isinstance(least, int) and least > 0 and schema.items is not None:
        yield (schema.items,)


def _loop(start: Schema, left: dict[Schema, None]) -> list[Schema]:
    """The shortest way from an endless schema back to itself, through endless ones; empty when it only leads to one."""
    ways = [[start]]
    seen: set[Schema] = set()
    for way in ways:
        for following in _endless_needs(way[-1], left):
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def _endless_needs(schema: Schema, left: dict[Schema, None]) -> Iterator[Schema]:
    waiting, seen = [schema], {schema}
    while waiting:
        for group in _needs(waiting.pop()):
            for part in group:
                if part in left:
                    yield part
                elif part not in seen:
                    seen.add(part)
                    waiting.append(part)
