"""Bodies as bytes and back, by media type: JSON, forms, multipart, text, XML, streams of JSON, and plain bytes."""

from __future__ import annotations

from typing import Any

import orjson

from specforge.document.model import MediaType, Schema
from specforge.document.parse import parse
from specforge.errors import InputError
from specforge.values.forms import decode_form, decode_multipart, encode_form, encode_multipart
from specforge.values.mediatypes import (
    MediaTypeName,
    best_match,
    find_content,
    is_form,
    is_json,
    is_json_sequence,
    is_multipart,
    is_text,
    is_xml,
    matches,
    parse_accept,
    parse_media_type,
)
from specforge.values.plain import plain
from specforge.values.texts import TextShape, write
from specforge.values.xmltext import decode_xml, encode_xml

__all__ = [
    "MediaTypeName",
    "UndecodableBody",
    "best_match",
    "decode_body",
    "encode_body",
    "find_content",
    "is_form",
    "is_json",
    "is_json_sequence",
    "is_multipart",
    "is_text",
    "is_xml",
    "matches",
    "parse_accept",
    "parse_media_type",
]

_SEPARATOR = "\x1e"  # between the texts of a JSON text sequence, RFC 7464 section 2.2


class UndecodableBody(Exception):
    """The bytes are not what the Content-Type says. ``message`` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def decode_body(content_type: str | None, body: bytes, media_type: MediaType | None = None) -> Any:
    """The value of a body, by the schema of ``media_type`` where text has to become numbers and lists.

    A stream of JSON values (JSON Lines, ``text/event-stream`` with an ``itemSchema``) gives a list, to be judged item
    by item. Bytes are what binary types give, and text in a form that the schema cannot describe: they say nothing
    about validity unless the schema wants a string. Raises UndecodableBody.
    """
    name = parse_media_type(content_type)
    if name is None:
        return body
    try:
        return _decode(name, body, media_type)
    except (ValueError, LookupError) as error:  # LookupError: an unknown charset
        raise UndecodableBody(f"the body is not {name.essence}: {error}") from error


def encode_body(
    content_type: str, value: Any, media_type: MediaType | None = None, *, root: str | None = None
) -> tuple[str, bytes]:
    """The Content-Type to send (with the boundary of a multipart body) and the bytes.

    Bytes pass through untouched. ``root`` overrides the name of the root element of XML.
    """
    name = parse_media_type(content_type)
    if isinstance(value, bytes) or name is None:
        return content_type, value if isinstance(value, bytes) else write(value).encode()
    if is_multipart(name):
        boundary, body = encode_multipart(value, media_type)
        return f"{name.essence}; boundary={boundary}", body
    return content_type, _encode(name, value, media_type, root)


def _schema(media_type: MediaType | None) -> Schema | None:
    return media_type.schema if media_type is not None else None


def _decode(name: MediaTypeName, body: bytes, media_type: MediaType | None) -> Any:
    if is_json(name):
        return _json(body)
    if is_form(name):
        return decode_form(body.decode("utf-8"), media_type)
    if is_multipart(name):
        return decode_multipart(name, body, media_type)
    if is_json_sequence(name):
        return _sequence(body, media_type)
    if name.essence == "text/event-stream" and media_type is not None and media_type.item_schema is not None:
        return _events(body.decode("utf-8"), media_type.item_schema)
    if is_xml(name):
        return decode_xml(body.decode(name.charset), _schema(media_type))
    return _text(name, body, _schema(media_type)) if is_text(name) else body


def _text(name: MediaTypeName, body: bytes, schema: Schema | None) -> Any:
    """Text, or the structure that the schema wants where the text is JSON or YAML; bytes where it cannot be told."""
    shape = TextShape(schema)
    text = body.decode(name.charset)
    if shape.is_scalar or not text:
        return shape.read(text)
    try:
        return parse(body, "body").value if "yaml" in name.subtype or "yml" in name.subtype else orjson.loads(text)
    except (orjson.JSONDecodeError, InputError):
        return body


def _sequence(body: bytes, media_type: MediaType | None) -> Any:
    """The list of the values of a stream. One that is described by ``schema`` as something else cannot be judged."""
    texts = body.decode("utf-8").replace(_SEPARATOR, "\n").split("\n")
    values = [orjson.loads(text) for text in texts if text.strip()]
    schema = _schema(media_type)
    return values if schema is None or TextShape(schema).is_array or TextShape(schema).is_open else body


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise ValueError(f"{error.msg} at line {error.lineno}, column {error.colno}") from error


def _encode(name: MediaTypeName, value: Any, media_type: MediaType | None, root: str | None) -> bytes:
    if is_json(name):
        return orjson.dumps(plain(value))
    if is_form(name):
        return encode_form(value, media_type).encode()
    if is_json_sequence(name):
        start = _SEPARATOR.encode() if name.subtype.endswith("json-seq") else b""
        return b"".join(start + orjson.dumps(plain(item)) + b"\n" for item in _items(value))
    if name.essence == "text/event-stream":
        return "".join(_event(item) for item in _items(value)).encode()
    if is_xml(name) and not (isinstance(value, str) and value.lstrip().startswith("<")):
        return encode_xml(value, _schema(media_type), root).encode(name.charset, "xmlcharrefreplace")
    return write(value).encode("utf-8" if not is_text(name) else _known(name.charset), "replace")


def _known(charset: str) -> str:
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _events(text: str, schema: Schema) -> list[dict[str, Any]]:
    """Server-sent events (HTML standard section 9.2.6): lines of one field are joined, comments dropped."""
    shape = TextShape(schema)
    events: list[dict[str, Any]] = []
    for block in text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n"):
        fields: dict[str, list[str]] = {}
        for line in block.split("\n"):
            name, _, value = line.partition(":")
            if name:
                fields.setdefault(name, []).append(value.removeprefix(" "))
        if fields:
            events.append({name: shape.member(name).read("\n".join(lines)) for name, lines in fields.items()})
    return events


def _event(item: Any) -> str:
    fields = item if isinstance(item, dict) else {"data": item}
    lines = [
        f"{name}: {line}"
        for name in sorted(fields, key=lambda key: key == "data")
        for line in write(fields[name]).split("\n")
    ]
    return "\n".join(lines) + "\n\n"
