"""Last corrections to the lowered schemas, for which all of them must be known: conjunctions, choices and cycles."""

from __future__ import annotations

from collections.abc import Callable

from specforge.gen.catalog import PREFIX, Lowered
from specforge.gen.compose import compose
from specforge.gen.discriminators import check_discriminators
from specforge.gen.distribute import Derive, distribute
from specforge.gen.order import Schemas


def untangle(schemas: dict[str, Lowered], derive: Derive) -> None:
    """Change ``schemas`` in place so that every one of them can be a Python type. ``derive`` names new ones.

    An ``allOf`` that leads back to itself and an alias of itself say nothing; a discriminator is kept only where
    every branch fixes its own value of it, since only then does it decide as the schemas themselves would.
    """
    for name in schemas:
        _cut(name, schemas, _same)
        _cut(name, schemas, _inherits)
    compose(schemas)
    schemas.update(distribute(schemas, derive))
    for name, schema in schemas.items():
        if schema.get("type") == "array" and _is_endless(name, schemas):
            schema["items"] = {}
    for schema in schemas.values():
        check_discriminators(schema, schemas)
        _strip_access(schema)


def _strip_access(schema: Lowered) -> None:
    """Drop what marked the properties of requests and responses: the variants are made."""
    for part in (schema, *schema.get("allOf", ())):
        for value in part.get("properties", {}).values():
            value.pop("readOnly", None)
            value.pop("writeOnly", None)


def _same(schema: Lowered) -> list[Lowered]:
    """What a schema is another name for, or a choice of: an alias that reaches itself this way has no meaning."""
    return [schema, *schema.get("anyOf", ()), *schema.get("oneOf", ())]


def _inherits(schema: Lowered) -> list[Lowered]:
    return [schema, *schema.get("allOf", ())]


def _cut(start: str, schemas: Schemas, edges: Callable[[Lowered], list[Lowered]]) -> None:
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
