"""Values to bytes, by media type, the way JavaScript writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

import orjson

from specforge.document.model import MediaType
from specforge.mock.problem import Kind, Problem
from specforge.mock.standin import ABSENT
from specforge.values.media import encode_body
from specforge.values.mediatypes import is_form, is_json, is_json_sequence, is_multipart, is_xml, parse_media_type

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
        return media_type, b"".join(dump_json(item) + b"\n" for item in (value if isinstance(value, list) else [value]))
    if isinstance(value, str):
        return media_type, value.encode("utf-8", "replace")
    if is_xml(name):
        return media_type, "".join(_xml("xml", value)).encode("utf-8", "replace")
    is_stream = name is not None and name.essence == "text/event-stream" and isinstance(value, list)
    if media_type and (is_form(name) or is_multipart(name) or is_stream):
        return encode_body(media_type, value, described)
    if name is not None and name.type == "text":
        return media_type, _text(value)
    return media_type, dump_json(value)


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
        yield f"<{tag}>{escape(text, _QUOTES)}</{tag}>"


_QUOTES = {'"': "&quot;", "'": "&apos;"}
