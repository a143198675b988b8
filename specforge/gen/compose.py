"""``allOf`` of objects as classes: inheritance where the parts only add to one another, one flat class elsewhere.

``allOf`` is a conjunction, not inheritance (OpenAPI 3.1 section 4.8.24.2). A subclass says the same as long as no
property is written twice; where one is, its types must be combined, which a subclass cannot do in Python's types. Nor
can it require what its base leaves optional: whoever holds the base may leave that out.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from specforge.gen.conjoin import both_of, conjoined
from specforge.gen.dialect import PREFIX, RULE, Lowered
from specforge.gen.rules import Rule, both, with_rule

Schemas = Mapping[str, Lowered]
_MAX_GENERATIONS = 8
_OBJECT_KEYS = frozenset({"type", "properties", "required", "additionalProperties", "description", RULE})


@dataclass(slots=True)
class _Flat:
    """An object with everything that its parts say."""

    properties: dict[str, Lowered] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    extra: Any = None
    union: Lowered = field(default_factory=dict)
    rule: Rule = field(default_factory=dict)
    ancestors: list[str] = field(default_factory=list)
    clashes: bool = False
    has_type: bool = False
    generations: int = 0


def compose(schemas: Schemas) -> None:
    """Rewrite every ``allOf`` of objects in place so that each property has one type."""
    flats = {name: _flatten(name, schemas) for name, schema in schemas.items() if "allOf" in schema}
    for name, flat in flats.items():
        if flat is not None:
            _rewrite(schemas[name], flat, schemas)
        else:
            _conjoin(schemas[name], schemas)


def flat_object(schema: Lowered, schemas: Schemas) -> Lowered | None:
    """All that a schema says as one object without references at its top, or None when it is no plain object."""
    flat = _Flat()
    if not _collect(schema, schemas, flat, 1) or flat.union:
        return None
    found: Lowered = {"type": "object", "properties": flat.properties, "required": list(flat.required)}
    found |= {"additionalProperties": flat.extra} if flat.extra is not None else {}
    return with_rule(found, flat.rule)


def merged_properties(first: Mapping[str, Lowered], second: Mapping[str, Lowered]) -> dict[str, Lowered]:
    """The properties of an object that must meet two descriptions."""
    return {
        **first,
        **{name: both_of(first[name], value) if name in first else value for name, value in second.items()},
    }


def _rewrite(schema: Lowered, flat: _Flat, schemas: Schemas) -> None:
    parts = schema.pop("allOf")
    bases = [part for part in parts if "$ref" in part]
    is_simple = not flat.clashes and not flat.union and flat.generations <= _MAX_GENERATIONS
    inherited = [_inherited(base, schemas) for base in bases]
    if is_simple and not _tightens(flat, inherited) and len(set(flat.ancestors)) == len(flat.ancestors):
        own = _own_part(parts, flat, inherited)
        if len(bases) == 1 and not own:
            schema.update({key: value for key, value in bases[0].items() if key not in schema})
        else:
            schema["allOf"] = [*bases, *([own] if own else [])]
        return
    schema |= {"type": "object", "properties": flat.properties, "required": list(flat.required)}
    if flat.extra is not None and not flat.union:
        schema["additionalProperties"] = flat.extra
    schema |= flat.union
    if flat.rule:
        schema[RULE] = flat.rule


def _conjoin(schema: Lowered, schemas: Schemas) -> None:
    """Several constraints on one scalar type are one. The type of any other conjunction is what the library makes of
    it, and what it means is a rule too."""
    parts = [part for part in schema["allOf"] if part.keys() - {"description"}]
    scalar = conjoined([_end(part, schemas) for part in parts])
    if scalar is not None:
        del schema["allOf"]
        schema.update(with_rule({**schema, **scalar}, schema.get(RULE)))
        return
    schema[RULE] = both(schema.get(RULE), {"allOf": copy.deepcopy(parts)})
    typed = [part for part in parts if part.keys() - {RULE, "description"}]
    schema["allOf"] = typed or [{}]


def _end(part: Lowered, schemas: Schemas) -> Lowered:
    """The schema at the end of the references of a part; nothing that is of any use where there is none."""
    return next((schema for schema in _chain(part, schemas, _Flat()) if schema is not None), {"allOf": []})


def _tightens(flat: _Flat, inherited: list[_Flat]) -> bool:
    """Does the whole require a property that one of its bases leaves optional?"""
    return any(name in base.properties and name not in base.required for base in inherited for name in flat.required)


def _own_part(parts: list[Lowered], flat: _Flat, inherited: list[_Flat]) -> Lowered:
    """What the inline parts add; what is only required, and described nowhere, may be anything."""
    own = [part for part in parts if "$ref" not in part]
    names = [name for part in own for name in part.get("properties", ())]
    required = dict.fromkeys(name for part in own for name in part.get("required", ()))
    unknown = [name for name in required if not any(name in base.properties for base in inherited)]
    properties = {name: flat.properties[name] for name in (*names, *unknown)}
    rule: Rule = {}
    for part in own:
        rule = both(rule, part.get(RULE))
    if not properties and not rule and not any("additionalProperties" in part for part in own):
        return {}
    extra = {"additionalProperties": flat.extra} if flat.extra is not None else {}
    needed = [name for name in required if name in properties]
    return with_rule({"type": "object", "properties": properties, "required": needed} | extra, rule)


def _inherited(base: Lowered, schemas: Schemas) -> _Flat:
    flat = _Flat()
    _collect(base, schemas, flat, 0)
    return flat


def _flatten(name: str, schemas: Schemas) -> _Flat | None:
    """All that the schema says as one object, or None when a part is no object."""
    flat = _Flat()
    is_object = all(_collect(part, schemas, flat, 1) for part in schemas[name]["allOf"]) and flat.has_type
    return flat if is_object else None


def _collect(part: Lowered, schemas: Schemas, flat: _Flat, depth: int) -> bool:
    """Add a part to ``flat``. False when it is no plain object."""
    for schema in _chain(part, schemas, flat):
        flat.generations = max(flat.generations, depth + len(flat.ancestors))
        if schema is None:
            return False
        if "allOf" in schema:
            if not all(_collect(inner, schemas, flat, depth + 1) for inner in schema["allOf"]):
                return False
        elif not _is_object(_beside_union(schema)) or (flat.union and _union(schema)):
            return False
        else:
            _add(schema, flat)
            flat.union = flat.union or _union(schema)
    return True


def _union(schema: Lowered) -> Lowered:
    """The choice that a part makes, null aside: an object that must also meet the other parts is never null."""
    for key in ("oneOf", "anyOf"):
        branches = [branch for branch in schema.get(key, ()) if branch != {"type": "null"}]
        if branches:
            return {key: branches}
    return {}


def _beside_union(schema: Lowered) -> Lowered:
    return {key: value for key, value in schema.items() if key not in ("oneOf", "anyOf", "discriminator")}


def _chain(part: Lowered, schemas: Schemas, flat: _Flat) -> Iterator[Lowered | None]:
    """The schema that a part means: itself, or at the end of its references."""
    seen: set[str] = set()
    while "$ref" in part:
        name = part["$ref"].removeprefix(PREFIX)
        if name in seen or name not in schemas:
            yield None
            return
        seen.add(name)
        flat.ancestors.append(name)
        part = schemas[name]
    yield part


def _is_object(schema: Lowered) -> bool:
    if not schema.keys() - {"description", RULE}:
        return True
    return schema.get("type") == "object" and schema.keys() <= _OBJECT_KEYS


def _add(schema: Lowered, flat: _Flat) -> None:
    for name, property_ in schema.get("properties", {}).items():
        known = flat.properties.get(name)
        merged = property_ if known is None else both_of(known, property_)
        flat.clashes = flat.clashes or (known is not None and merged != known)
        flat.properties[name] = merged
    flat.required.update(dict.fromkeys(schema.get("required", ())))
    for name in schema.get("required", ()):
        flat.properties.setdefault(name, {})
    flat.rule = both(flat.rule, schema.get(RULE))
    flat.has_type = flat.has_type or "type" in schema or bool(schema.get("oneOf") or schema.get("anyOf"))
    extra = schema.get("additionalProperties")
    # A closed part beside parts that add properties could never be met: the author meant the whole to be closed.
    if (isinstance(extra, dict) and extra) or extra is False:
        flat.extra = extra
