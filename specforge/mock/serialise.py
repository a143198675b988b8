"""Values to bytes, by media type, the way JavaScript writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import orjson

from specforge.document.model import MediaType, Schema
from specforge.mock.problem import Kind, Problem
from specforge.mock.standin import ABSENT
from specforge.values.media import encode_body
from specforge.values.mediatypes import is_form, is_json, is_json_sequence, is_multipart, is_xml, parse_media_type
from specforge.values.xmltext import MalformedXml, decode_xml, encode_xml

_SAFE_INTEGER = 2**53


def serialise(value: Any, media_type: str | None, described: MediaType | None = None) -> tuple[str | None, bytes]:
    """The Content-Type to send and the body. Raises Problem for an object that is to be plain text, as Prism does."""
    if value is ABSENT:
        return media_type, b""
    if isinstance(value, bytes):
        return media_type, value
    name = parse_media_type(media_type)
    if is_json(name):
        return media_type, dump_json(value)
    if is_json_sequence(name):
        # RFC 7464 has every text begin with a record separator.
        start = b"\x1e" if name is not None and name.subtype.endswith("json-seq") else b""
        return media_type, b"".join(start + dump_json(item) + b"\n" for item in _items(value))
    if is_xml(name):
        return media_type, _as_xml(value, described).encode("utf-8", "replace")
    if isinstance(value, str):
        return media_type, value.encode("utf-8", "replace")
    if name is not None and name.essence == "text/event-stream" and isinstance(value, dict | list):
        return media_type, _as_events(value, described)
    if media_type and (is_form(name) or is_multipart(name)):
        return encode_body(media_type, value, described)
    if name is not None and name.type == "text":
        return media_type, _text(value)
    return media_type, dump_json(value)


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def dump_json(value: Any) -> bytes:
    """JSON as ``JSON.stringify`` writes it. What orjson refuses (huge integers, lone surrogates) too."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), default=str).encode()


def as_javascript(value: Any) -> Any:
    """The value as it is after a round trip through JavaScript: ``1.0`` is ``1``."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _SAFE_INTEGER:
        return int(value)
    if isinstance(value, dict):
        return {str(key): as_javascript(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_javascript(item) for item in value]
    return value


def _text(value: Any) -> bytes:
    if isinstance(value, dict | list):
        raise Problem(Kind.COMPLEX_TEXT, Kind.COMPLEX_TEXT.value.title)
    return b"" if value is None else dump_json(value)


def _as_events(value: dict[str, Any] | list[Any], described: MediaType | None) -> bytes:
    """A list as a stream of events; what ``schema`` describes as one object is the data of a single event."""
    has_items = described is not None and described.item_schema is not None
    events = value if isinstance(value, list) and has_items else [{"data": dump_json(value).decode()}]
    return encode_body("text/event-stream", events, described)[1]


def _as_xml(value: Any, described: MediaType | None) -> str:
    """The form that Prism gives every value, unless it means something else by the schema: there attributes, names and
    wrapped arrays are as the schema says."""
    schema = described.schema if described is not None else None
    if isinstance(value, str) and (schema is None or value.lstrip().startswith("<")):
        return value
    text = "".join(_xml("xml", value))
    return text if schema is None or _means(text, value, schema) else encode_xml(value, schema)


def _means(text: str, value: Any, schema: Schema) -> bool:
    try:
        return bool(decode_xml(text, schema) == value)
    except MalformedXml:
        return False


def _xml(tag: str, value: Any) -> Iterator[str]:
    """Elements only, as fast-xml-parser builds them with its defaults: a list repeats its tag."""
    if isinstance(value, list):
        for item in value:
            yield from _xml(tag, item)
    elif isinstance(value, dict):
        yield f"<{tag}>"
        for name, child in value.items():
            yield from _xml(str(name), child)
        yield f"</{tag}>"
    elif value is None:
        yield f"<{tag}/>"
    else:
        text = value if isinstance(value, str) else dump_json(value).decode()
        yield f"<{tag}>{text.translate(_ESCAPED)}</{tag}>"


# As escape of xml.sax.saxutils does, whose import takes longer than answering thousands of requests.
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})
