"""The types of plain schemas in Python's words, with what they need to be imported and the definitions they mention."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from specforge.gen.dialect import PREFIX, Lowered
from specforge.gen.keywords import BOUNDS

_SCALARS = {"string": "StrictStr", "integer": "StrictInt", "number": "StrictFloat", "boolean": "StrictBool"}
_FORMATS = {
    "date-time": "AwareDatetime",
    "date": "date",
    "time": "time",
    "uuid": "UUID",
    "email": "EmailStr",
    "uri": "AnyUrl",
    "ipv4": "IPv4Address",
    "ipv6": "IPv6Address",
    "byte": "Base64Str",
}
_ARGUMENTS = {
    "description": "description",
    "minLength": "min_length",
    "maxLength": "max_length",
    "pattern": "pattern",
    "minimum": "ge",
    "maximum": "le",
    "exclusiveMinimum": "gt",
    "exclusiveMaximum": "lt",
    "multipleOf": "multiple_of",
    "minItems": "min_length",
    "maxItems": "max_length",
    "minProperties": "min_length",
    "maxProperties": "max_length",
}
_SHAPE = frozenset(
    {"type", "format", "customTypePath", "items", "additionalProperties", "$ref", "const", "anyOf", "oneOf"}
)
# What may stand beside the description in a part of a type: anything else has a meaning only at its top.
_INNER = _SHAPE | {"description"}


class UnplainError(Exception):
    """The schema is none of those that are written without the model generator."""


@dataclass(slots=True)
class Typist:
    """Writes types. ``imports`` grows by what they need, ``uses`` by the definitions that they mention."""

    imports: set[tuple[str, str]]
    uses: list[str] = field(default_factory=list)

    def type_of(self, schema: Lowered) -> str:
        """The type of a schema, its constraints aside. Raises UnplainError."""
        found = dict.fromkeys(self._union(schema))
        nulls = [one for one in found if one == "None"]
        return " | ".join([*(one for one in found if one != "None"), *nulls])

    def annotation(self, schema: Lowered, type_: str, more: dict[str, Any], marks: list[str]) -> str:
        """The type with what its schema asserts and says, and the codes of its marks."""
        words = {_ARGUMENTS[key]: value for key, value in _asserted(schema).items()} | more
        arguments = sorted(f"{word}={value!r}" for word, value in words.items())
        if arguments:
            self.imports.add(("pydantic", "Field"))
        codes = [f"Field({', '.join(arguments)})"] if arguments else []
        if not codes and not marks:
            return type_
        return f"{self._typing('Annotated')}[{', '.join([type_, *codes, *marks])}]"

    def _typing(self, name: str) -> str:
        self.imports.add(("typing", name))
        return name

    def _scalar(self, name: str) -> str:
        self.imports.add((".scalars", name))
        return name

    def _union(self, schema: Lowered) -> Iterator[str]:
        if "$ref" in schema:
            yield self._reference(schema["$ref"])
        elif "const" in schema:
            yield f"{self._typing('Literal')}[{_constant(schema['const'])}]"
        elif "anyOf" in schema or "oneOf" in schema:
            for branch in schema.get("anyOf") or schema["oneOf"]:
                if not branch.keys() <= _INNER:
                    raise UnplainError
                yield from self._union(branch)
        else:
            yield from self._typed(schema)

    def _reference(self, reference: str) -> str:
        name = reference.removeprefix(PREFIX)
        self.uses.append(name)
        return name

    def _typed(self, schema: Lowered) -> Iterator[str]:
        kinds = schema.get("type")
        if kinds is None and not schema.keys() - {"description"}:
            yield self._typing("Any")
            return
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            yield "None" if kind == "null" else self._one(schema, kind)

    def _one(self, schema: Lowered, kind: str | None) -> str:
        own = schema.get("customTypePath")
        if own is not None:
            module, _, name = own.rpartition(".")
            if module != "scalars" or isinstance(schema["type"], list):
                raise UnplainError
            return self._scalar(name)
        writer = _WRITERS.get(kind or "")
        if writer is not None:
            return writer(self, schema)
        if kind not in _SCALARS or ("format" in schema and (kind != "string" or schema["format"] not in _FORMATS)):
            raise UnplainError
        return self._scalar(_FORMATS[schema["format"]] if "format" in schema else _SCALARS[kind])

    def array(self, schema: Lowered) -> str:
        return f"list[{self._inner(schema.get('items') or {})}]"

    def mapping(self, schema: Lowered) -> str:
        values = schema.get("additionalProperties", True)
        if schema.get("properties") or not isinstance(values, dict | bool) or values is False:
            raise UnplainError
        return f"dict[str, {self._inner({} if values is True else values)}]"

    def _inner(self, schema: Lowered) -> str:
        if not schema.keys() <= _INNER:
            raise UnplainError
        return self.type_of(schema)


_WRITERS: dict[str, Callable[[Typist, Lowered], str]] = {"array": Typist.array, "object": Typist.mapping}


def _asserted(schema: Lowered) -> dict[str, Any]:
    """What a schema says of values of its type. Raises UnplainError for what is no matter of one keyword."""
    found = {key: value for key, value in schema.items() if key in _ARGUMENTS}
    if found.keys() <= {"description"}:
        return found
    kinds = [kind for kind in _listed(schema.get("type")) if kind != "null"]
    if len(kinds) != 1 or "format" in schema or ("customTypePath" in schema and kinds != ["integer"]):
        raise UnplainError
    if kinds == ["number"]:
        return {key: float(value) if key in BOUNDS else value for key, value in found.items()}
    return found


def _listed(kinds: str | list[str] | None) -> list[str]:
    return kinds if isinstance(kinds, list) else [kinds] if kinds else []


def _constant(value: Any) -> str:
    if not isinstance(value, str | int):
        raise UnplainError
    return repr(value)
