"""The fields of form bodies: urlencoded and multipart, by schema and Encoding Objects (OpenAPI 3.1 section 4.8.15)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus, unquote_plus

import orjson

from specforge.document.model import MediaType, Schema
from specforge.document.operation import Encoding
from specforge.values.mediatypes import MediaTypeName, is_json, is_text, parse_media_type
from specforge.values.multipart import Part, form_part, join_parts, split_parts
from specforge.values.plain import plain
from specforge.values.styles import MISSING, StyleCodec, join_query, split_query
from specforge.values.texts import TextShape, write


def decode_form(text: str, media_type: MediaType | None) -> dict[str, Any]:
    """The fields of an ``application/x-www-form-urlencoded`` body. Raises ValueError."""
    pairs = split_query(text)
    fields = _Fields(media_type)
    found: dict[str, Any] = {}
    taken: set[str] = set()
    for name, codec in fields.styled.items():
        value = codec.decode_escaped(pairs)
        taken.update(pair[0] for pair in pairs if pair[0].partition("[")[0] == name)
        if value is not MISSING:
            found[name] = value
    texts: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in taken:
            texts.setdefault(name, []).append(unquote_plus(value))
    return found | {name: fields.read(name, given) for name, given in texts.items()}


def encode_form(value: Any, media_type: MediaType | None) -> str:
    """A mapping as ``application/x-www-form-urlencoded``; other values as their text."""
    if not isinstance(value, dict):
        return write(value)
    fields = _Fields(media_type)
    pairs: list[tuple[str, str]] = []
    for name, item in value.items():
        if name in fields.styled:
            pairs.extend(fields.styled[name].encode(item))  # type: ignore[arg-type]
        else:
            pairs.extend((quote_plus(name), quote_plus(text)) for text in fields.texts(name, item))
    return join_query(pairs)


def decode_multipart(name: MediaTypeName, body: bytes, media_type: MediaType | None) -> Any:
    """The fields of a form-data body; for other types, where parts have no names, the list of their values.

    Raises ValueError.
    """
    parts = split_parts(body, name.parameters.get("boundary", ""))
    if name.subtype != "form-data" and any(part.name is None for part in parts):
        return [_part_value(part, TextShape(None), None) for part in parts]
    fields = _Fields(media_type)
    found: dict[str, Any] = {}
    for part in parts:
        key = part.name or ""
        shape = fields.shape.member(key)
        values = found.setdefault(key, [])
        values.append(_part_value(part, shape, fields.content_type(key)))
    return {key: fields.collect(key, values) for key, values in found.items()}


def encode_multipart(value: Any, media_type: MediaType | None) -> tuple[str, bytes]:
    """The boundary and the body of a form-data body made of a mapping's members, or of the items of a list, which have
    no names."""
    if isinstance(value, list):
        return join_parts([_nameless_part(item, media_type) for item in value])
    members = value if isinstance(value, dict) else {"body": value}
    fields = _Fields(media_type)
    return join_parts([part for key, item in members.items() for part in fields.parts(key, item)])


class _Fields:
    """What a media type says about the fields of its form."""

    def __init__(self, media_type: MediaType | None) -> None:
        self.shape = TextShape(media_type.schema if media_type is not None else None)
        self._encoding = media_type.encoding if media_type is not None else {}
        self._is_swagger = media_type is not None and media_type.node.resolver.version.is_swagger
        self.styled = {name: codec for name in self.shape.properties if (codec := self._codec(name)) is not None}

    def _codec(self, name: str) -> StyleCodec | None:
        """The style of a field, where one is given: then ``contentType`` has no say (3.1 section 4.8.15.1.2)."""
        encoding, shape = self._encoding.get(name), self.shape.member(name)
        if encoding is not None and ("style" in encoding.raw or "explode" in encoding.raw):
            return StyleCodec(name, "query", encoding.style or "form", encoding.explode, shape)
        if self._is_swagger and shape.is_array and shape.schema is not None:
            return _swagger_codec(name, shape, shape.schema)
        return None

    def content_type(self, name: str) -> str | None:
        """The one media type that the author gives for a field; a list of them says nothing about this value."""
        declared = self._encoding[name].content_type if name in self._encoding else None
        return declared if declared and "," not in declared and "*" not in declared else None

    def read(self, name: str, texts: list[str]) -> Any:
        """The value of a field of an urlencoded form; objects are JSON (3.1 section 4.8.15.1.1)."""
        shape = self.shape.member(name)
        if is_json(self.content_type(name)) or (shape.is_object and not shape.is_array):
            values = [_json_or_text(text) for text in texts]
        else:
            values = [(shape.items if shape.is_array else shape).read(text) for text in texts]
        return self.collect(name, values)

    def collect(self, name: str, values: list[Any]) -> Any:
        """One value, or the list where there are several or the schema wants one."""
        is_list = self.shape.member(name).is_array and not (len(values) == 1 and isinstance(values[0], list))
        return values if is_list or len(values) > 1 else values[0]

    def texts(self, name: str, item: Any) -> Iterator[str]:
        items = item if isinstance(item, list) and not is_json(self.content_type(name)) else [item]
        yield from (write(plain(element)) for element in items)

    def parts(self, name: str, item: Any) -> Iterator[Part]:
        encoding: Encoding | None = self._encoding.get(name)
        declared = encoding.content_type.partition(",")[0].strip() if encoding and encoding.content_type else None
        shape = self.shape.member(name)
        items = item if isinstance(item, list) and not is_json(declared) else [item]
        for element in items:
            yield _form_part(name, element, declared, shape.items if shape.is_array else shape)


def _swagger_codec(name: str, shape: TextShape, schema: Schema) -> StyleCodec:
    """Swagger 2.0 writes arrays in forms by ``collectionFormat``, comma separated by default."""
    styles = {"ssv": "spaceDelimited", "pipes": "pipeDelimited", "tsv": "tabDelimited"}
    declared = schema.get("collectionFormat")
    return StyleCodec(name, "query", styles.get(declared, "form"), declared == "multi", shape)


def _part_value(part: Part, shape: TextShape, declared: str | None) -> Any:
    """Files and binary types stay bytes; JSON is parsed; text is read by the schema of the field (or of its items)."""
    name = part.content_type or parse_media_type(declared)
    is_file = shape.schema is not None and _is_binary(shape.schema)
    if is_json(name) and not is_file:
        return orjson.loads(part.content)
    if part.filename is not None or (name is not None and not is_text(name)):
        return part.content
    text = part.content.decode(name.charset if name is not None else "utf-8", "replace")
    if shape.is_object and not shape.is_array:
        return _json_or_text(text)
    return (shape.items if shape.is_array else shape).read(text)


def _nameless_part(item: Any, media_type: MediaType | None) -> Part:
    node = media_type.node.get("itemEncoding") if media_type is not None else None
    declared = Encoding(node).content_type if node is not None and node.is_mapping else None
    if isinstance(item, bytes):
        return Part(item, {"Content-Type": declared or "application/octet-stream"})
    if isinstance(item, dict | list) or is_json(declared):
        return Part(orjson.dumps(plain(item)), {"Content-Type": declared or "application/json"})
    return Part(write(item).encode(), {"Content-Type": declared or "text/plain"})


def _form_part(name: str, value: Any, declared: str | None, shape: TextShape) -> Part:
    is_file = isinstance(value, bytes) or (shape.schema is not None and _is_binary(shape.schema))
    if isinstance(value, dict | list):
        return form_part(name, orjson.dumps(plain(value)), declared or "application/json")
    content = value if isinstance(value, bytes) else write(value).encode()
    concrete = declared if declared and "*" not in declared else None
    if is_file:
        return form_part(name, content, concrete or "application/octet-stream", filename=name)
    return form_part(name, content, concrete)


def _is_binary(schema: Schema) -> bool:
    """``format: binary`` (3.0, Swagger files), or since 3.1 a ``contentMediaType`` without an encoding."""
    return schema.format == "binary" or (
        schema.get("contentMediaType") is not None and not schema.get("contentEncoding")
    )


def _json_or_text(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
