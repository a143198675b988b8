"""Models of plain schemas, written at once: objects of properties, enums of words, and names for other types.

Nine of ten definitions in a large document are of these kinds, and the model generator takes milliseconds for each.
What is written here is what it writes, word for word; whatever it would have to think about is left to it.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import Any

from specforge.gen.blocks import Block
from specforge.gen.dialect import Lowered
from specforge.gen.edits import import_of
from specforge.gen.marks import Mark, Marks
from specforge.gen.plain_types import Typist, UnplainError

_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_VALUE = re.compile(r"[ -~]*")
_NO_WORD = re.compile(r"[^A-Za-z0-9_]")
_CAPITAL = re.compile(r"([^_])([A-Z][a-z]+)")
_CAPITALS = re.compile(r"([a-z0-9])([A-Z])")
# Attributes of every model, and names that annotations use.
_WORDS = """
Config construct copy dict from_orm json list mro parse_file parse_obj parse_raw register schema schema_json
update_forward_refs validate
"""
_TAKEN = frozenset(_WORDS.split())
_OBJECT = frozenset({"type", "properties", "required", "additionalProperties", "description"})
_PROPERTY = frozenset(
    {"type", "format", "customTypePath", "items", "additionalProperties", "$ref", "const", "anyOf", "oneOf"}
    | {"description", "default", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum"}
    | {"exclusiveMaximum", "multipleOf", "minItems", "maxItems", "minProperties", "maxProperties"}
)
_QUOTE = '"""'


class PlainWriter:
    """Writes one definition after the other. ``imports`` is what all of them need, ``members`` those of the enums."""

    def __init__(self, schemas: Mapping[str, Lowered], marks: Marks) -> None:
        self._schemas = schemas
        self._marks: dict[str, dict[str | None, list[Mark]]] = {}
        for (name, property_), found in marks.items():
            self._marks.setdefault(name, {})[property_] = found
        self.imports: set[tuple[str, str]] = set()
        self.members: dict[tuple[str, str], str] = {}
        self._before: set[str] = set()

    def write(self, name: str) -> Block | None:
        """The code of a definition; None where it is not plain. Those that it refers to are best written before."""
        typist = Typist(set())
        try:
            block = self._write(name, typist)
        except UnplainError:
            return None
        finally:
            self._before.add(name)
        self.imports |= typist.imports
        return block

    def _write(self, name: str, typist: Typist) -> Block:
        schema = self._schemas[name]
        if "enum" in schema:
            return self._enum(name, schema, typist)
        is_mapping = not schema.get("properties") and isinstance(schema.get("additionalProperties"), dict)
        if schema.get("type") == "object" and not is_mapping:
            return self._object(name, schema, typist)
        return self._alias(name, schema, typist)

    def _alias(self, name: str, schema: Lowered, typist: Typist) -> Block:
        if not schema.keys() <= _PROPERTY - {"default"}:
            raise UnplainError
        type_ = typist.type_of(schema)
        marks = self._codes(name, None, typist)
        text = f'{name} = TypeAliasType("{name}", {typist.annotation(schema, type_, {}, marks)})'
        uses = tuple(dict.fromkeys(typist.uses))
        if not self._before.issuperset(uses):
            raise UnplainError
        typist.imports.add(("typing_extensions", "TypeAliasType"))
        return Block(name, text, "other", uses, uses)

    def _enum(self, name: str, schema: Lowered, typist: Typist) -> Block:
        is_plain = schema.get("type") == "string" and schema.keys() <= {"type", "enum", "description"}
        if not is_plain or name in self._marks:
            raise UnplainError
        members = _members(schema["enum"])
        typist.imports.add(("enum", "StrEnum"))
        self.members |= {(name, value): member for member, value in members.items()}
        lines = [f"    {member} = {value!r}" for member, value in members.items()]
        return Block(name, "\n".join([f"class {name}(StrEnum):", *_docstring(schema), *lines]), "other")

    def _object(self, name: str, schema: Lowered, typist: Typist) -> Block:
        extra = schema.get("additionalProperties")
        if not schema.keys() <= _OBJECT or isinstance(extra, dict):
            raise UnplainError
        typist.imports.add((".scalars", "Model"))
        names = {property_: _field_name(property_) for property_ in schema.get("properties", ())}
        needs: list[str] = []
        fields = [self._field(name, property_, python, typist, needs) for property_, python in names.items()]
        rules = [f"    __conforms__: ClassVar[Conforms] = {code}" for code in self._rule(name, typist)]
        # A field hides what has its name from the annotations of the others.
        if not {*typist.uses, *(imported for _, imported in typist.imports)}.isdisjoint(names.values()):
            raise UnplainError
        lines = [*_docstring(schema), *_config(extra, typist), *fields, *rules]
        text = "\n".join([f"class {name}(Model):", *(lines or ["    pass"])])
        return Block(name, text, "model", tuple(dict.fromkeys(typist.uses)), tuple(needs))

    def _field(self, owner: str, name: str, python: str, typist: Typist, needs: list[str]) -> str:
        schema = self._schemas[owner]["properties"][name]
        is_required = name in self._schemas[owner].get("required", ())
        if not schema.keys() <= _PROPERTY:
            raise UnplainError
        more = {"alias": name} if python != name else {}
        type_ = typist.type_of(schema)
        default = ""
        if "default" in schema:
            default = f" = {self._default(schema, needs)}"
        elif not is_required:
            typist.imports.add(("pydantic", "MISSING"))
            type_, default = f"{type_} | MISSING", " = MISSING"
        return f"    {python}: {typist.annotation(schema, type_, more, self._codes(owner, name, typist))}{default}"

    def _default(self, schema: Lowered, needs: list[str]) -> str:
        value = schema["default"]
        if "$ref" in schema:
            target = schema["$ref"].rpartition("/")[2]
            member = self.members.get((target, value)) if isinstance(value, str) else None
            if member is None:
                raise UnplainError
            needs.append(target)
            return f"{target}.{member}"
        kind = {str: "string", bool: "boolean", int: "integer", float: "number"}.get(type(value))
        if kind != schema.get("type") or "format" in schema or "customTypePath" in schema:
            raise UnplainError
        return repr(value)

    def _codes(self, name: str, property_: str | None, typist: Typist) -> list[str]:
        marks = self._marks.get(name, {}).get(property_, [])
        typist.imports.update(import_of(mark.name) for mark in marks)
        return [mark.code for mark in marks]

    def _rule(self, name: str, typist: Typist) -> list[str]:
        marks = [mark for mark in self._marks.get(name, {}).get(None, ()) if mark.name == "Conforms"][:1]
        if marks:
            typist.imports.update((import_of("ClassVar"), import_of("Conforms")))
        return [mark.code for mark in marks]


def _members(values: list[Any]) -> dict[str, str]:
    """The values of an enum by the names of its members: ``fast-forward`` is ``FAST_FORWARD``."""
    found: dict[str, str] = {}
    for value in values:
        name = _member(value)
        member, count = name.upper(), 1
        while member in found:
            member, count = f"{name}_{count}", count + 1
        found[member] = value
    return found


def _member(value: Any) -> str:
    if not isinstance(value, str) or not _VALUE.fullmatch(value) or value[:1] == "#" or value == "mro":
        raise UnplainError
    name = _NO_WORD.sub("_", value) or "_"
    name = f"field_{name}" if name[0].isdigit() else f"field{name}" if name[0] == "_" else name
    return _CAPITALS.sub(r"\1_\2", _CAPITAL.sub(r"\1_\2", name)).lower()


def _field_name(name: str) -> str:
    """The name of a field in Python, which has an alias where it is another one."""
    plain = name.removeprefix("_")
    if not _FIELD.fullmatch(plain) or name in _TAKEN or name.startswith("model_"):
        raise UnplainError
    return f"field_{plain}" if plain != name else f"{name}_" if keyword.iskeyword(name) else name


def _config(extra: bool | None, typist: Typist) -> list[str]:
    if extra is None:
        return []
    typist.imports.add(("pydantic", "ConfigDict"))
    return ["    model_config = ConfigDict(", f"        extra='{'allow' if extra else 'forbid'}',", "    )"]


def _docstring(schema: Lowered) -> list[str]:
    text = schema.get("description")
    if text is None:
        return []
    escaped = text.replace("\\", "\\\\").replace(_QUOTE, '\\"\\"\\"')
    return [f"    {_QUOTE}", *(f"    {line}" if line else "" for line in escaped.split("\n")), f"    {_QUOTE}"]
