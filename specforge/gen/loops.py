"""Last corrections to the lowered schemas, for which all of them must be known: cycles and discriminators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from specforge.gen.catalog import PREFIX, Lowered
from specforge.gen.compose import compose

Schemas = Mapping[str, Lowered]
_VALUES = frozenset({"enum", "const", "default"})
_LONGEST_CYCLE = 40


def untangle(schemas: Schemas) -> None:
    """Change ``schemas`` in place so that every one of them can be a Python type.

    An ``allOf`` that leads back to itself and an alias of itself say nothing; a discriminator is kept only where
    every branch fixes its own value of it, since only then does it decide as the schemas themselves would.
    """
    for name in schemas:
        _cut(name, schemas, _same)
        _cut(name, schemas, _inherits)
    compose(schemas)
    for name, schema in schemas.items():
        if schema.get("type") == "array" and _is_endless(name, schemas):
            schema["items"] = {}
    for schema in schemas.values():
        for union in _unions(schema):
            _check_discriminator(union, schemas)


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


def _same(schema: Lowered) -> list[Lowered]:
    """What a schema is another name for, or a choice of: an alias that reaches itself this way has no meaning."""
    return [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]


def _inherits(schema: Lowered) -> list[Lowered]:
    return [schema, *schema.get("allOf", ())]


def _cut(start: str, schemas: Schemas, edges: Any) -> None:
    """Empty the references along ``edges`` by which ``start`` reaches itself."""
    stack, seen = [start], {start}
    while stack:
        for part in edges(schemas.get(stack.pop(), {})):
            target = _target(part)
            if target == start:
                part.pop("$ref")
            elif target is not None and target not in seen:
                seen.add(target)
                stack.append(target)


def _target(schema: Lowered) -> str | None:
    ref = schema.get("$ref")
    return ref.removeprefix(PREFIX) if isinstance(ref, str) else None


def _is_endless(start: str, schemas: Schemas) -> bool:
    """True for an array of itself, with nothing but arrays on the way: no Python alias can say that."""
    seen: set[str] = set()
    name: str | None = start
    while name is not None and name not in seen:
        seen.add(name)
        schema = schemas.get(name, {})
        while schema.get("type") == "array":
            schema = schema.get("items", {})
        name = _target(schema)
    return name == start


def _unions(schema: Any) -> Iterator[Lowered]:
    stack = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if "discriminator" in value:
                yield value
            stack.extend(child for key, child in value.items() if key not in _VALUES)
        elif isinstance(value, list):
            stack.extend(value)


def _check_discriminator(union: Lowered, schemas: Schemas) -> None:
    name = union["discriminator"]["propertyName"]
    branches = [branch for branch in union.get("oneOf") or union.get("anyOf") or () if branch != {"type": "null"}]
    mapping: dict[Any, str] = {}
    for branch in branches:
        target = _target(branch)
        value = _fixed_value(target, name, schemas) if target else None
        if value is None or value in mapping:
            del union["discriminator"]
            return
        mapping[value] = PREFIX + str(target)
    if len(mapping) < 2:
        del union["discriminator"]
    else:
        union["discriminator"] = {"propertyName": name, "mapping": mapping}


def _fixed_value(definition: str, name: str, schemas: Schemas) -> str | None:
    """The one value of a required string property of an object, its inherited properties included."""
    value, required, seen, stack = None, False, set(), [schemas.get(definition, {})]
    while stack:
        schema = stack.pop()
        if "anyOf" in schema or "oneOf" in schema:
            return None
        property_ = schema.get("properties", {}).get(name)
        if isinstance(property_, dict) and isinstance(property_.get("const"), str):
            value = property_["const"]
        required = required or name in schema.get("required", ())
        for part in (schema, *schema.get("allOf", ())):
            target = _target(part)
            if part is not schema:
                stack.append(part)
            if target is not None and target not in seen:
                seen.add(target)
                stack.append(schemas.get(target, {}))
    return value if required else None
