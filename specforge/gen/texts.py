"""Types that FastAPI reads from text as the schema means them, and their defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from specforge.gen.annotate import FORMAT_TYPES
from specforge.gen.catalog import PREFIX, Lowered
from specforge.gen.context import Context
from specforge.gen.keywords import pydantic_pattern
from specforge.gen.nulls import without_null
from specforge.values.plain import is_number

_PYTHON = {"integer": "int", "number": "float", "boolean": "bool"}
_READERS = {"integer": "wire.INTEGER", "number": "wire.NUMBER", "boolean": "wire.BOOLEAN"}
_ARGUMENTS = {
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_length",
    "maxItems": "max_length",
    "pattern": "pattern",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A type that FastAPI reads from text as JSON Schema would: in the route, in the service, and its constraints.

    ``reader`` is the annotation that turns text into the type, stricter than pydantic alone. It stands after the
    constraints, so that FastAPI's description of the parameter still has them.
    """

    route: str
    python: str
    constraints: dict[str, Any] = field(default_factory=dict)
    reader: str | None = None
    is_list: bool = False


def text_type(lowered: Lowered, context: Context) -> Text | None:
    """The type of a scalar, or of a list of scalars, that FastAPI reads from text. None for everything else."""
    scalar = _scalar_type(lowered, context)
    if scalar is not None:
        return scalar
    target = without_null(context.resolved(lowered))
    if target.get("type") != "array":
        return None
    item = _scalar_type(target.get("items") or {}, context)
    if item is None:
        return None
    arguments = constraint_arguments(item.constraints)
    annotations = [f"Field({', '.join(arguments)})"] if arguments else []
    annotations += [item.reader] if item.reader else []
    route = f"Annotated[{', '.join([item.route, *annotations])}]" if annotations else item.route
    return Text(f"list[{route}]", f"list[{item.python}]", _constraints_of(target), is_list=True)


def _scalar_type(lowered: Lowered, context: Context) -> Text | None:
    target = without_null(context.resolved(lowered))
    kind = target.get("type")
    if isinstance(target.get("const"), str):
        code = f"Literal[{target['const']!r}]"
        return Text(code, code)
    if "enum" in target:
        name = _enum_name(lowered, context)
        return Text(f"models.{name}", f"models.{name}") if name and kind == "string" else None
    if kind in _PYTHON:
        return Text(_PYTHON[kind], _PYTHON[kind], _constraints_of(target), _READERS[kind])
    if kind != "string" or not pydantic_pattern(target.get("pattern")):
        return None
    code = FORMAT_TYPES.get(target.get("format", ""), "")
    return Text(code or "str", code or "str", _constraints_of(target) if not code else {})


def _enum_name(lowered: Lowered, context: Context) -> str | None:
    """The definition whose own schema is the enum: the one that becomes the class."""
    name = None
    while "$ref" in without_null(lowered):
        name = without_null(lowered)["$ref"].removeprefix(PREFIX)
        lowered = context.definition(name)
    return name


def _constraints_of(lowered: Lowered) -> dict[str, Any]:
    return {key: lowered[key] for key in _ARGUMENTS if key in lowered}


def constraint_arguments(constraints: dict[str, Any]) -> list[str]:
    """The constraints as keyword arguments of Field, Query and the like."""
    return [f"{_ARGUMENTS[key]}={value!r}" for key, value in constraints.items()]


def default_code(value: Any, lowered: Lowered, context: Context) -> str | None:
    """A default as an expression of the type that ``text_type`` gives, or None when it is no value of that type."""
    target = without_null(context.resolved(lowered))
    if "enum" in target:
        name = _enum_name(lowered, context)
        return (
            context.enum_default(name, value) if name and isinstance(value, str) and value in target["enum"] else None
        )
    kind = target.get("type")
    if isinstance(value, bool):
        return repr(value) if kind == "boolean" else None
    if isinstance(value, str):
        is_plain = kind == "string" and target.get("format") not in FORMAT_TYPES
        return repr(value) if is_plain or target.get("const") == value else None
    if is_number(value):
        fits = kind == "number" or (kind == "integer" and isinstance(value, int))
        return repr(value) if fits else None
    return None
