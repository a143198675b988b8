"""What an operation says of its request body, ready to check requests with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from specforge.document.model import MediaType, Operation
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.message import Request
from specforge.mock.wording import diagnose
from specforge.values.check import CompiledSchema, SchemaChecker
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import (
    MediaTypeName,
    find_content,
    is_form,
    is_json,
    is_multipart,
    parse_media_type,
)

_RESERVED = re.compile(r"[/?#\[\]@!$&'()*+,;=]")
_DELIMITED = frozenset({"csv", "ssv", "pipes", "spaceDelimited", "pipeDelimited"})
_STYLES = frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"})
# Every second byte of a body can be an error of its own: of larger ones only the first error is reported.
_FULLY_EXPLAINED = 64 * 1024
# Of each operation, so many bodies of at most so many bytes.
_REMEMBERED = 16
_LONGEST_REMEMBERED = 2048
_MISSING = Diagnostic("Body parameter is required", "required")
_NO_BOUNDARY = (
    "Boundary parameter for multipart/form-data is not defined or generated in the request header. Try removing "
    "manually defined content-type from your request header if it exists."
)
_NOTHING_SUPPORTED = "No supported content types, but request included a non-empty body"


class BodyCheck:
    """The request body of an operation; the schemas of its media types are compiled when one is first sent."""

    def __init__(self, operation: Operation, checker: SchemaChecker) -> None:
        body = operation.request_body
        self.required = body is not None and body.required
        self.place = body.place if body is not None else operation.place
        content = body.content if body is not None else {}
        self.content = {name: ContentCheck(media_type, checker) for name, media_type in content.items()}
        self._known: dict[tuple[str | None, bytes], tuple[Diagnostic, ...]] = {}

    def run(self, request: Request) -> tuple[Diagnostic, ...]:
        """What is wrong with the body. Tests and forms send the same ones again and again: some are remembered."""
        body, content_type = request.body, request.headers.get("content-type")
        if not body:
            return (self._missing(),) if self.required else ()
        if len(body) > _LONGEST_REMEMBERED:
            return tuple(self._judge(body, content_type))
        key = content_type, body
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[key] = tuple(self._judge(body, content_type))
        return found

    def _judge(self, body: bytes, content_type: str | None) -> list[Diagnostic]:
        if not self.content:
            return [Diagnostic(_NOTHING_SUPPORTED, 415, place=self.place)]
        if not content_type:
            # What nobody says the type of is text, as in Prism.
            return next(iter(self.content.values())).check(body.decode("utf-8", "replace"), len(body))
        name = find_content(self.content, content_type) or akin(self.content, content_type)
        if name is None:
            return [Diagnostic(f"Supported content types: {','.join(self.content)}", 415, place=self.place)]
        found = self.content[name].run(content_type, body)
        # Null where the schema has no place for it is no body at all.
        return [self._missing()] if found and self.required and body.strip() == b"null" else found

    def _missing(self) -> Diagnostic:
        return Diagnostic("Body parameter is required", "required", place=self.place)


def akin(content: Iterable[str], content_type: str) -> str | None:
    """As in Prism a body of a type that is not listed is taken for its next of kin, whatever parameters and what comes
    before a ``+`` may be: ``application/json`` for ``application/vnd.api+json``, and the other way round."""
    sent = parse_media_type(content_type)
    listed = ((name, parse_media_type(name)) for name in content)
    return next((name for name, parsed in listed if sent and parsed and _kin(sent) == _kin(parsed)), None)


def _kin(name: MediaTypeName) -> tuple[str, str]:
    return name.type, name.suffix or name.subtype


class ContentCheck:
    """One media type that a body may have."""

    def __init__(self, media_type: MediaType, checker: SchemaChecker) -> None:
        self.media_type = media_type
        self._checker = checker

    @cached_property
    def schema(self) -> CompiledSchema | None:
        schema = self.media_type.schema
        return self._checker.compile(schema, "request") if schema is not None else None

    def run(self, content_type: str, body: bytes) -> list[Diagnostic]:
        name = parse_media_type(content_type)
        if is_multipart(name) and name is not None and not name.parameters.get("boundary"):
            return [self._refused(_NO_BOUNDARY, 415)]
        try:
            value = decode_body(content_type, body, self.media_type)
        except UndecodableBody as error:
            return [self._refused(error.message, 400 if is_json(name) else 415)]
        is_text = is_form(name) or is_multipart(name)
        if is_text and isinstance(value, dict) and self._delimited and not value.keys() & self._fields:
            value |= dict.fromkeys(self._delimited, "")
        return self._reserved(content_type, body, value) or self.check(value, len(body), is_text=is_text)

    def _refused(self, message: str, code: int) -> Diagnostic:
        return Diagnostic(message, code, place=self.media_type.place)

    def check(self, value: Any, size: int, *, is_text: bool = False) -> list[Diagnostic]:
        """What is wrong with a decoded body of so many bytes; ``is_text`` when it has been text all through."""
        if self.schema is None:
            return self._check_items(value, size)
        if self.schema.is_valid(value):
            return []
        only_first = size > _FULLY_EXPLAINED
        return diagnose(self.schema, value, "Request", ("body",), is_text=is_text, only_first=only_first)

    def _check_items(self, value: Any, size: int) -> list[Diagnostic]:
        """A stream is judged item by item; of a long one only the first wrong item is told about."""
        if self._item_schema is None or not isinstance(value, list):
            return []
        found: list[Diagnostic] = []
        for index, item in enumerate(value):
            if not self._item_schema.is_valid(item):
                found += diagnose(self._item_schema, item, "Request", ("body", str(index)))
                if size > _FULLY_EXPLAINED:
                    break
        return found

    @cached_property
    def _item_schema(self) -> CompiledSchema | None:
        schema = self.media_type.item_schema
        return self._checker.compile(schema, "request") if schema is not None else None

    def _reserved(self, content_type: str, body: bytes, value: Any) -> list[Diagnostic]:
        """Form fields that an Encoding Object gives a style have RFC 3986 reserved characters escaped."""
        fields = self._escaped_fields
        if not fields or not isinstance(value, Mapping):
            return []
        raw = _raw_form(body) if is_form(content_type) else value if is_multipart(content_type) else {}
        return [
            Diagnostic("Reserved characters used in request body", None, ("body", name), place=self.media_type.place)
            for name in fields
            if isinstance(raw.get(name), str) and _RESERVED.search(raw[name])
        ]

    @cached_property
    def _fields(self) -> frozenset[str]:
        return frozenset(self.media_type.schema.properties if self.media_type.schema is not None else ())

    @cached_property
    def _delimited(self) -> tuple[str, ...]:
        """The fields that are lists in one text. To Prism such a field is always there, an empty text at least, which
        is no list: only a form without any field that is described is refused for that here."""
        fields = self.media_type.schema.properties if self.media_type.schema is not None else {}
        encoding = self.media_type.encoding
        return tuple(
            name
            for name, schema in fields.items()
            if schema.get("collectionFormat") in _DELIMITED
            or (name in encoding and encoding[name].style in _DELIMITED and "array" in schema.types)
        )

    @cached_property
    def _escaped_fields(self) -> tuple[str, ...]:
        return tuple(
            name
            for name, encoding in self.media_type.encoding.items()
            if encoding.style in _STYLES and not encoding.flag("allowReserved")
        )


def _raw_form(body: bytes) -> dict[str, str]:
    pairs = (part.partition("=") for part in body.decode("utf-8", "replace").split("&"))
    return {name: value for name, _, value in pairs}
