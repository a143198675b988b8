"""Marks: the annotations that the model generator cannot write, taken out of the lowered schemas before it sees them.

A mark belongs to a definition or to one property of it. What stands deeper (the items of an array, a branch of a union)
and needs one becomes a definition of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import Draft202012Validator

from specforge.gen.dialect import CHOICE, PREFIX, RULE, Lowered
from specforge.gen.disjoint import are_disjoint
from specforge.gen.ecma import is_native, native_pattern, python_pattern
from specforge.gen.keywords import BOUNDS, OWN_FORMATS
from specforge.gen.naming import class_name
from specforge.gen.nulls import NULL
from specforge.gen.rules import RuleWriter

Derive = Callable[[str, str], str]
_MARKS = "x-marks"
_VALUES = frozenset({"enum", "const", "default", "examples", RULE, CHOICE, _MARKS})
_OUTER = frozenset({"description", "default", _MARKS})
_HINTS = {"items": "Item", "additionalProperties": "Value", "anyOf": "Option", "oneOf": "Option", "allOf": "Part"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation: ``code`` uses ``name``, which the module must import."""

    name: str
    code: str


Marks = Mapping[tuple[str, str | None], list[Mark]]
"""The marks by definition and property, None for the definition itself."""


def take_marks(schemas: dict[str, Lowered], writer: RuleWriter, derive: Derive) -> Marks:
    """Take the marks out of ``schemas``, in place. ``derive`` names new definitions, which are added to them, each
    before the one that it was a part of."""
    # Schemas may share parts: each is looked at once.
    parts = list({id(part): part for schema in schemas.values() for part in _subschemas(schema)}.values())
    for part in parts:
        part[_MARKS] = [*_marks(part, schemas), *_rule_marks(part, writer)]
    for part in parts:
        _clean(part)
    before = dict(schemas)
    schemas.clear()
    for name, schema in before.items():
        _hoist(name, schema, schemas, derive)
        schemas[name] = schema
    found: dict[tuple[str, str | None], list[Mark]] = {}
    for name, schema in schemas.items():
        for property_, part in _places(schema):
            if part.get(_MARKS):
                found.setdefault((name, property_), []).extend(part[_MARKS])
    for schema in schemas.values():
        for part in _subschemas(schema):
            part.pop(_MARKS, None)
    return found


def _subschemas(schema: Any) -> Iterator[Lowered]:
    """Every schema inside a lowered one, itself first."""
    stack = [schema]
    while stack:
        value = stack.pop()
        if not isinstance(value, dict):
            continue
        yield value
        for key, child in value.items():
            if key == "properties":
                stack.extend(child.values())
            elif key in _HINTS:
                stack.extend(child if isinstance(child, list) else [child])


def _places(schema: Lowered) -> Iterator[tuple[str | None, Lowered]]:
    """Where marks can be written: the schema itself, its properties, and those of its inline parts."""
    yield None, schema
    for name, part in schema.get("properties", {}).items():
        yield name, part
    for part in schema.get("allOf", ()):
        yield from _places(part)


def _rule_marks(part: Lowered, writer: RuleWriter) -> list[Mark]:
    rule = writer.write(part[RULE]) if part.get(RULE) else None
    if rule and _is_said_by_values(part, rule):
        return []
    return [Mark("Conforms", f"Conforms({rule!r})")] if rule else []


def _is_said_by_values(part: Lowered, rule: Lowered) -> bool:
    """True for a rule that all values of an enum or constant meet."""
    values = part.get("enum", [part["const"]] if "const" in part else [])
    return bool(values) and all(Draft202012Validator(rule).is_valid(value) for value in values)


def _marks(part: Lowered, schemas: Mapping[str, Lowered]) -> Iterator[Mark]:
    values = part.get("enum", [part["const"]] if "const" in part else [])
    if any(isinstance(value, int) for value in values):
        yield Mark("EXACT", "EXACT")
    if _is_bounded_integer(part):
        name = {"int32": "INT32", "int64": "INT64"}.get(part.get("format", ""), "WHOLE")
        yield Mark(name, name)
    pattern = part.get("pattern")
    if isinstance(pattern, str) and not _is_left(pattern):
        yield Mark("Matches", f"Matches({pattern!r}, {python_pattern(pattern)!r})")
    if _must_count(part, schemas):
        choice = part.get(CHOICE)
        names = {value: ref["$ref"].removeprefix(PREFIX) for value, ref in choice["names"].items()} if choice else {}
        yield Mark("OneOf", f"OneOf({choice['by']!r}, {names!r})" if choice and names else "OneOf()")


def _is_bounded_integer(part: Lowered) -> bool:
    """True for integers whose bounds pydantic must see before our checks: it pushes none through a validator."""
    kinds = part.get("type")
    is_integer = "integer" in ([kinds] if isinstance(kinds, str) else kinds or [])
    return is_integer and "enum" not in part and any(word in part for word in (*BOUNDS, "multipleOf"))


def _is_left(pattern: str) -> bool:
    """True when the generator may write the expression: pydantic reads it right, or nobody does."""
    is_unicode = "\\p" in pattern and native_pattern(pattern) is not None
    return is_native(pattern) or is_unicode or python_pattern(pattern) is None


def _must_count(part: Lowered, schemas: Mapping[str, Lowered]) -> bool:
    """True for ``oneOf`` unless its branches exclude each other anyhow."""
    branches = [branch for branch in part.get("oneOf", ()) if branch != NULL]
    pairs = itertools.combinations(branches, 2)
    return "discriminator" not in part and any(not are_disjoint(*pair, schemas) for pair in pairs)


def _clean(part: Lowered) -> None:
    """Take out what the marks say, and what only the marks had to know."""
    part.pop(RULE, None)
    part.pop(CHOICE, None)
    kinds = part.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds or []
    if "number" in kinds or ("multipleOf" in part and part["multipleOf"] != int(part["multipleOf"])):
        part.pop("multipleOf", None)
    pattern = part.get("pattern")
    if isinstance(pattern, str) and not is_native(pattern):
        if not _is_left(pattern):
            del part["pattern"]
        elif python_pattern(pattern) is not None:
            part["pattern"] = native_pattern(pattern)
    for kind in kinds:
        own = OWN_FORMATS.get(kind, {}).get(part.get("format", ""))
        own = "BareInt" if _is_bounded_integer(part) else own
        if own and "enum" not in part and "customTypePath" not in part:
            part["customTypePath"] = f"scalars.{own}"
            part.pop("format", None)
            _part_from_null(part, kinds)
    if not part[_MARKS]:
        del part[_MARKS]


def _part_from_null(part: Lowered, kinds: list[str]) -> None:
    """The library forgets the null of a type that it is told by name."""
    if "null" in kinds:
        inner = {key: part.pop(key) for key in list(part) if key not in _OUTER}
        rest = [kind for kind in kinds if kind != "null"]
        part["anyOf"] = [{**inner, "type": rest[0] if len(rest) == 1 else rest}, dict(NULL)]


def _hoist(name: str, schema: Lowered, made: dict[str, Lowered], derive: Derive) -> None:
    """Give everything in a definition that has marks, and no place for them, a definition of its own."""
    for property_, place in list(_places(schema)):
        hint = f"{name}{class_name(property_, 'Field')}" if property_ is not None else name
        is_counted = any(mark.name == "OneOf" for mark in place.get(_MARKS, ()))
        for key in [key for key in _HINTS if key in place and (key != "allOf" or property_)]:
            for part in place[key] if isinstance(place[key], list) else [place[key]]:
                _hoist_part(name, part, f"{hint}{_HINTS[key]}", made, derive, is_branch=is_counted)


def _hoist_part(
    name: str, part: Any, hint: str, made: dict[str, Lowered], derive: Derive, *, is_branch: bool = False
) -> None:
    if not isinstance(part, dict):
        return
    # The branches of a union in a union would be counted as branches of the outer one.
    if part.get(_MARKS) or "allOf" in part or (is_branch and part.keys() & {"anyOf", "oneOf"}):
        derived, schema = derive(name, hint), dict(part)
        part.clear()
        part["$ref"] = PREFIX + derived
        _hoist(derived, schema, made, derive)
        made[derived] = schema
        return
    for key in _HINTS:
        child = part.get(key)
        deeper = f"{hint}{_HINTS[key]}" if key in ("items", "additionalProperties") else hint
        for inner in child if isinstance(child, list) else [child]:
            _hoist_part(name, inner, deeper, made, derive)
