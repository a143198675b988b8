"""A choice beside properties as a choice of objects: each branch gets the properties that stand around the choice.

``{properties: {a}, oneOf: [{properties: {b}}, {properties: {c}}]}`` is an object with ``a`` and ``b`` or ``a`` and
``c``. Python has no type for properties beside a union, but it has unions of classes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from specforge.gen.compose import Schemas, flat_object, merged_properties
from specforge.gen.dialect import CHOICE, PREFIX, RULE, Lowered
from specforge.gen.rules import with_rule

Derive = Callable[[str, str], str]
"""Makes a new name for the schema of a definition: the definition's name, the wanted name."""


def distribute(schemas: Schemas, derive: Derive) -> dict[str, Lowered]:
    """Rewrite in place every object beside a union whose branches are objects; returns the definitions that it made."""
    made: dict[str, Lowered] = {}
    for name, schema in schemas.items():
        key = "oneOf" if "oneOf" in schema else "anyOf"
        if key in schema and schema.get("properties"):
            branches = _branches(name, schema, key, schemas)
            if branches is not None:
                _rewrite(name, schema, key, branches, derive, made)
    return made


def _branches(name: str, schema: Lowered, key: str, schemas: Schemas) -> list[tuple[str, Lowered]] | None:
    """A wanted name and the whole object for each branch; None when a branch is no object."""
    found: list[tuple[str, Lowered]] = []
    for number, branch in enumerate(schema[key], 1):
        whole = flat_object(branch, schemas)
        if whole is None:
            return None
        target = branch.get("$ref", "").removeprefix(PREFIX)
        # Inline branches are called after the schema already.
        wanted = target if target.startswith(name) else f"{name}{target or f'Option{number}'}"
        found.append((wanted, _combined(schema, whole)))
    return found


def _combined(schema: Lowered, branch: Lowered) -> Lowered:
    properties = merged_properties(schema["properties"], branch.get("properties", {}))
    required = dict.fromkeys([*schema.get("required", ()), *branch.get("required", ())])
    combined: Lowered = {"type": "object", "properties": properties, "required": list(required)}
    extra: Any = branch.get("additionalProperties", schema.get("additionalProperties"))
    if extra is not None and extra is not True:
        combined["additionalProperties"] = extra
    if "description" in branch:
        combined["description"] = branch["description"]
    return with_rule(combined, branch.get(RULE))


def _rewrite(
    name: str, schema: Lowered, key: str, branches: list[tuple[str, Lowered]], derive: Derive, made: dict[str, Lowered]
) -> None:
    refs: list[Lowered] = []
    moved: dict[str | None, str] = {}
    for branch, (wanted, whole) in zip(schema[key], branches, strict=True):
        derived = derive(name, wanted)
        made[derived] = whole
        refs.append({"$ref": PREFIX + derived})
        moved[branch.get("$ref")] = PREFIX + derived
    for word in ("type", "properties", "required", "additionalProperties"):
        schema.pop(word, None)
    schema[key] = refs
    if CHOICE in schema:
        names = {value: {"$ref": moved.get(ref["$ref"], ref["$ref"])} for value, ref in schema[CHOICE]["names"].items()}
        schema[CHOICE] = {**schema[CHOICE], "names": names}
