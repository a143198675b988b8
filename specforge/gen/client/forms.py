"""Form bodies as TypedDicts: what a caller passes for ``multipart/form-data`` and urlencoded forms."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from specforge.document.model import MediaType, Schema
from specforge.document.node import Node
from specforge.gen.annotate import python_type
from specforge.gen.client.context import ClientContext
from specforge.gen.keywords import clean_text, plain
from specforge.gen.lower import nested
from specforge.gen.naming import class_name
from specforge.gen.plan_client import FormClass, FormField
from specforge.values.mediatypes import is_multipart

OPEN_FORM = "Mapping[str, Any]"
_DEPTH = 8


def form_type(client: ClientContext, media: MediaType, hint: str) -> str:
    """The type of a form body: a TypedDict of its own, or any mapping where the schema names no fields."""
    schema = media.schema
    if schema is None or not isinstance(schema.raw, dict):
        return OPEN_FORM
    kind = "Form" if is_multipart(media.name) else "Fields"
    known = client.forms.get((schema.node, kind))
    if known is None:
        stem = class_name(schema.name) if schema.name else hint
        fields = tuple(_fields(client, schema, stem, kind == "Form"))
        if not fields:
            return OPEN_FORM
        is_plain = all(_is_plain(one.name) for one in fields)
        description = clean_text(schema.description)
        known = FormClass(client.form_names.take(f"{stem}{kind}"), fields, is_plain, description)
        client.forms[schema.node, kind] = known
    return f"forms.{known.name}"


def _is_plain(name: str) -> bool:
    """Names that can stand in a class: those with two underscores would be mangled."""
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name) and not name.startswith("__")


def _fields(client: ClientContext, schema: Schema, stem: str, has_files: bool) -> Iterator[FormField]:
    properties = dict(_properties(schema, _DEPTH))
    required = set(_required(schema, _DEPTH))
    for name, node in properties.items():
        if plain(name) != name:
            continue
        view = Schema.of(node)
        type_ = _file_type(view) if has_files else None
        if type_ is None:
            lowered = nested(client.context.catalog, node, f"{stem}{class_name(name, 'Field')}")
            type_ = python_type(client.context.directions.directed(lowered, "request"))
        is_required = name in required and not view.read_only
        yield FormField(name, type_ if is_required else f"NotRequired[{type_}]", clean_text(view.description))


def _properties(schema: Schema, depth: int) -> Iterator[tuple[str, Node]]:
    """The properties of an object and of the parts that it is made of."""
    for part in schema.all_of if depth else ():
        yield from _properties(part, depth - 1)
    child = schema.node.get("properties")
    for name, node in child.items() if child else ():
        if isinstance(node.value, dict | bool):
            yield name, node


def _required(schema: Schema, depth: int) -> Iterator[str]:
    yield from schema.required
    for part in schema.all_of if depth else ():
        yield from _required(part, depth - 1)


def _file_type(schema: Schema) -> str | None:
    """``wire.File`` for a part that is a file, a sequence of them for a list; None for any other part."""
    raw = schema.raw if isinstance(schema.raw, dict) else {}
    items = schema.items
    if "array" in schema.types and items is not None:
        return "Sequence[wire.File]" if _file_type(items) == "wire.File" else None
    is_binary = schema.format == "binary" or ("contentMediaType" in raw and "contentEncoding" not in raw)
    is_file = is_binary or raw.get("type") == "file"
    return "wire.File" if is_file and schema.types in ((), ("string",), ("string", "null"), ("file",)) else None
