"""What a client sent: the thing in its request, and the bytes of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specforge.document.model import Operation, Schema
from specforge.mock.message import Request
from specforge.mock.state.sizes import DEEPEST, is_deep
from specforge.mock.state.store import Upload
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content, parse_media_type
from specforge.values.resources.model import Resource
from specforge.values.resources.shapes import Shapes, wrapper_of

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"), (b"PK\x03\x04", "application/zip"), (b"\x1f\x8b", "application/gzip"),
)  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """``value`` is the thing itself, out of its wrapper; ``names`` what its schema has, and ``writable`` what of
    that it does not call read-only."""

    value: Any
    media_type: str = ""
    names: frozenset[str] | None = None
    writable: frozenset[str] = frozenset()
    schema: Schema | None = None
    upload: Upload | None = None


class TooDeep(Exception):
    """The body is nested more deeply than anything that is kept."""


def read(request: Request, operation: Operation, resource: Resource, shapes: Shapes) -> Sent:
    """What a request, which has been checked, brings. Raises TooDeep."""
    body = operation.request_body
    content = body.content if body is not None else {}
    if not request.body or not content:
        return Sent({}, names=frozenset() if not content else None)
    stated = request.headers.get("content-type")
    name = find_content(content, stated) if stated else next(iter(content))
    media_type = content.get(name) if name is not None else None
    try:
        value = decode_body(stated or name, request.body, media_type)
    except UndecodableBody:
        value = request.body
    if is_deep(value):
        raise TooDeep(f"more than {DEEPEST} levels cannot be kept")
    parsed = parse_media_type(stated or name)
    essence = parsed.essence if parsed is not None else "application/octet-stream"
    schema = media_type.schema if media_type is not None else None
    return _sent(value, essence, schema, resource, shapes)


def _sent(value: Any, essence: str, schema: Schema | None, resource: Resource, shapes: Shapes) -> Sent:
    if isinstance(value, bytes):
        return Sent({}, essence, frozenset(), schema=schema, upload=Upload(essence, value))
    wrapper = _wrapper(schema, resource, shapes) if schema is not None else None
    if wrapper is not None and isinstance(value, dict) and wrapper in value:
        value = value[wrapper]
        schema = shapes.properties(schema)[wrapper] if schema is not None else None
    upload = None
    if isinstance(value, dict):
        files = {name: each for name, each in value.items() if isinstance(each, bytes)}
        upload = next((Upload(_sniffed(each), each) for each in files.values()), None)
        value = {name: each for name, each in value.items() if name not in files}
    properties = shapes.properties(schema) if schema is not None else {}
    names = frozenset(properties) if properties else None
    writable = frozenset(name for name, child in properties.items() if not shapes.is_read_only(child))
    return Sent(value, essence, names, writable, schema, upload)


def _wrapper(schema: Schema, resource: Resource, shapes: Shapes) -> str | None:
    """The property that the thing is wrapped in, None where the body is the thing."""
    properties = shapes.properties(schema)
    known = shapes.properties(resource.element) if resource.element is not None else {}
    if properties.keys() & known.keys():
        return None
    return wrapper_of(shapes, schema, resource.word, resource.element)


def _sniffed(content: bytes) -> str:
    return next((name for start, name in _SIGNATURES if content.startswith(start)), "application/octet-stream")
