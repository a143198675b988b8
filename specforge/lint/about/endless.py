"""Schemas of which no value can ever be complete, since they require themselves.

A schema has a finite value when all that it requires has one: its parts, one of its alternatives, its required
properties. Every circle goes through a reference, so the question is asked of what references lead to: first those are
found that need nothing else, then those that only need these, and so on. What is left is endless.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from specforge.document.model import Document, Schema

# Inline schemas that nest deeper are taken to end: nobody reads them, and Python's stack has an end.
_DEEPEST = 60
Graph = dict[Schema, list[Schema]]


def endless(document: Document) -> Iterator[list[Schema]]:
    """A circle of each group of schemas that require each other, as the schemas on it."""
    targets = dict.fromkeys(_targets(document))
    left = _without_value(targets)
    graph = {schema: list(dict.fromkeys(_endless_needs(schema, left))) for schema in left}
    for group in _groups(graph):
        loop = _loop(group[0], set(group), graph)
        if loop:
            yield loop


def _targets(document: Document) -> Iterator[Schema]:
    for reference in document.index.references:
        if reference.kind == "Schema" and reference.target is not None:
            schema = Schema.of(reference.target)
            if isinstance(schema.raw, dict):
                yield schema


def _without_value(targets: dict[Schema, None]) -> dict[Schema, None]:
    """Takes out what has a finite value, and asks again about those who were waiting for it."""
    waits = dict.fromkeys(targets, True)
    waiting_for: dict[Schema, list[Schema]] = {}
    asked = list(targets)
    while asked:
        schema = asked.pop()
        blockers = _blockers(schema, waits, 0) if waits[schema] else None
        for blocker in blockers or ():
            waiting_for.setdefault(blocker, []).append(schema)
        if blockers == []:
            waits[schema] = False
            asked += waiting_for.pop(schema, [])
    return {schema: None for schema in targets if waits[schema]}


def _blockers(schema: Schema, waits: dict[Schema, bool], depth: int) -> list[Schema]:
    """What the schema waits for, as far as it is not known to have a value; empty when it has one itself."""
    for group in _needs(schema):
        found: list[Schema] = []
        for part in group:
            blocked_by = _blocked_by(part, waits, depth)
            if not blocked_by:
                break
            found += blocked_by
        else:
            return found
    return []


def _blocked_by(part: Schema, waits: dict[Schema, bool], depth: int) -> list[Schema]:
    if part in waits:
        return [part] if waits[part] else []
    return _blockers(part, waits, depth + 1) if depth < _DEEPEST else []


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


def _groups(graph: Graph) -> list[list[Schema]]:
    """The schemas that require each other (strongly connected components, by Kosaraju), in the order of the files."""
    backwards: Graph = {schema: [] for schema in graph}
    for schema, needed in graph.items():
        for other in needed:
            backwards[other].append(schema)
    seen: set[Schema] = set()
    order = [schema for start in graph for schema in _reached(start, graph, seen)]
    seen = set()
    groups = [_reached(schema, backwards, seen) for schema in reversed(order)]
    return sorted((sorted(group, key=_position) for group in groups if group), key=lambda group: _position(group[0]))


def _reached(start: Schema, graph: Graph, seen: set[Schema]) -> list[Schema]:
    """What can be reached and was not seen before, in the order in which a search in depth leaves it."""
    if start in seen:
        return []
    seen.add(start)
    finished: list[Schema] = []
    stack = [(start, iter(graph[start]))]
    while stack:
        schema, rest = stack[-1]
        following = next((other for other in rest if other not in seen), None)
        if following is None:
            finished.append(schema)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(graph[following])))
    return finished


def _loop(start: Schema, group: set[Schema], graph: Graph) -> list[Schema]:
    """The shortest way from a schema back to itself inside of its group; empty where it only leads to endless ones."""
    came_from: dict[Schema, Schema] = {}
    waiting = deque([start])
    while waiting:
        schema = waiting.popleft()
        for following in graph[schema]:
            if following == start:
                way = [schema]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if following in group and following not in came_from:
                came_from[following] = schema
                waiting.append(following)
    return []


def _position(schema: Schema) -> tuple[str, tuple[str, ...]]:
    return schema.place.file, schema.node.tokens
