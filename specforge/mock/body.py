"""What an operation says of its request body, ready to check requests with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from specforge.document.model import MediaType, Operation
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.message import Request
from specforge.mock.wording import diagnose
from specforge.values.check import CompiledSchema, SchemaChecker
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content, is_form, is_json, is_multipart

_RESERVED = re.compile(r"[/?#\[\]@!$&'()*+,;=]")
_STYLES = frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"})
# Every second byte of a body can be an error of its own: of larger ones only the first error is reported.
_FULLY_EXPLAINED = 64 * 1024
_NOTHING_SUPPORTED = "No supported content types, but request included a non-empty body"


class BodyCheck:
    """The request body of an operation; the schemas of its media types are compiled when one is first sent."""

    def __init__(self, operation: Operation, checker: SchemaChecker) -> None:
        body = operation.request_body
        self.required = body is not None and body.required
        self.place = body.place if body is not None else operation.place
        content = body.content if body is not None else {}
        self.content = {name: ContentCheck(media_type, checker) for name, media_type in content.items()}

    def run(self, request: Request) -> list[Diagnostic]:
        """What is wrong with the body."""
        if not request.body:
            return [Diagnostic("Body parameter is required", "required", place=self.place)] if self.required else []
        if not self.content:
            return [Diagnostic(_NOTHING_SUPPORTED, 415, place=self.place)]
        content_type = request.headers.get("content-type")
        name = find_content(self.content, content_type) if content_type else next(iter(self.content))
        if name is None:
            return [Diagnostic(f"Supported content types: {','.join(self.content)}", 415, place=self.place)]
        return self.content[name].run(content_type or name, request.body)


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
        try:
            value = decode_body(content_type, body, self.media_type)
        except UndecodableBody as error:
            return [Diagnostic(error.message, 400 if is_json(content_type) else 415, place=self.media_type.place)]
        return self._reserved(content_type, body, value) or self._check(value, len(body))

    def _check(self, value: Any, size: int) -> list[Diagnostic]:
        if self.schema is None or isinstance(value, bytes) or self.schema.is_valid(value):
            return []
        violations = self.schema.violations if size <= _FULLY_EXPLAINED else self.schema.first_violations
        return diagnose(violations(value), value, "Request", ("body",))

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
    def _escaped_fields(self) -> tuple[str, ...]:
        return tuple(
            name
            for name, encoding in self.media_type.encoding.items()
            if encoding.style in _STYLES and not encoding.flag("allowReserved")
        )


def _raw_form(body: bytes) -> dict[str, str]:
    pairs = (part.partition("=") for part in body.decode("utf-8", "replace").split("&"))
    return {name: value for name, _, value in pairs}
