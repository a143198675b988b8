"""Discriminators: kept where they decide as the schemas themselves do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.gen.catalog import PREFIX, Lowered
from specforge.gen.order import Schemas


def check_discriminators(schema: Lowered, schemas: Schemas) -> None:
    """Drop, in place, every discriminator in a schema that its branches do not bear out."""
    for union in list(_unions(schema)):
        _check_discriminator(union, schemas)


def _target(schema: Lowered) -> str | None:
    ref = schema.get("$ref")
    return ref.removeprefix(PREFIX) if isinstance(ref, str) else None


def _unions(schema: Any) -> Iterator[Lowered]:
    stack = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if "discriminator" in value:
                yield value
            stack.extend(child for key, child in value.items() if key not in ("enum", "const", "default"))
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
