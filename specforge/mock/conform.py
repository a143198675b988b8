"""What an operation says of its responses, ready to check replies with that somebody else gave, in Prism's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from specforge.document.model import Header, Operation, Schema
from specforge.document.place import Place
from specforge.mock.diagnostic import WARNING, Diagnostic
from specforge.mock.table import ContentPlan, ResponsePlan, Route
from specforge.mock.wording import diagnose
from specforge.values.check import SchemaChecker
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import MediaTypeName, find_content, parse_media_type
from specforge.values.styles import MISSING, ParameterCodec

# Every second byte of a body can be an error of its own: of larger ones only the first error is reported.
_FULLY_EXPLAINED = 64 * 1024

UNDOCUMENTED = "Unable to match the returned status code with those defined in the document"

Look = Callable[[str], str | None]
"""The value of a header by its lower-case name, None where there is none."""


class ReplyCheck:
    """The responses of one operation."""

    def __init__(self, route: Route, checker: SchemaChecker) -> None:
        self._operation = route.operation
        self._responses = route.responses
        self._checker = checker
        self._codecs: dict[Place, ParameterCodec] = {}

    def run(self, status: int, header: Look, body: bytes | None) -> list[Diagnostic]:
        """What is wrong with a reply; the body is None where there is none to be judged."""
        response = _find(self._responses, status)
        if response is None:
            return [_undocumented(self._operation, self._responses, status)]
        found = [] if body is None else self._body_faults(response, status, header("content-type"), body)
        return found + list(self._header_faults(response, header))

    def run_head(self, status: int, header: Look) -> list[Diagnostic]:
        """What is wrong with a reply whose body is still on its way."""
        response = _find(self._responses, status)
        if response is None:
            return [_undocumented(self._operation, self._responses, status)]
        return self._type_faults(response, status, header("content-type")) + list(self._header_faults(response, header))

    def run_body(self, status: int, content_type: str | None, body: bytes) -> list[Diagnostic]:
        """What is wrong with the body that came then."""
        response = _find(self._responses, status)
        return [] if response is None else list(self._content_faults(response, content_type, body))

    def _body_faults(
        self, response: ResponsePlan, status: int, content_type: str | None, body: bytes
    ) -> list[Diagnostic]:
        found = self._type_faults(response, status, content_type)
        return found + list(self._content_faults(response, content_type, body))

    def _type_faults(self, response: ResponsePlan, status: int, content_type: str | None) -> list[Diagnostic]:
        contents = _contents(response)
        name = _offer(contents, content_type)
        if not contents or (name is not None and _has_parameters(name, content_type)):
            return []
        return [_wrong_type(self._operation, status, list(contents), content_type)]

    def _content_faults(self, response: ResponsePlan, content_type: str | None, body: bytes) -> Iterator[Diagnostic]:
        """As in Prism, a body of another media type is judged by the first one: as JSON, or as the text that it is."""
        contents = _contents(response)
        if not contents:
            return
        name = _offer(contents, content_type)
        content = contents[name or next(iter(contents))]
        try:
            value = decode_body(content_type or "text/plain", body, content.view if name is not None else None)
        except UndecodableBody as error:
            place = content.view.place if content.view is not None else None
            yield Diagnostic(error.message, None, ("body",), place=place)
            return
        item = content.view.item_schema if content.view is not None else None
        if item is not None and isinstance(value, list):
            for position, one in enumerate(value):
                yield from self._faults(item, one, ("body", str(position)), len(body))
        if content.schema is not None and not isinstance(value, bytes):
            yield from self._faults(content.schema, value, ("body",), len(body))

    def _header_faults(self, response: ResponsePlan, look: Look) -> Iterator[Diagnostic]:
        values = {name: look(name.lower()) for name in response.headers if name.lower() != "content-type"}
        for name, text in values.items():
            if text is None and response.headers[name].required:
                message = f"Response header must have required property '{name.lower()}'"
                yield Diagnostic(message, "required", ("header",), place=response.headers[name].place)
        for name, text in values.items():
            if text is not None:
                yield from self._header_value(name, response.headers[name], text)

    def _header_value(self, name: str, header: Header, text: str) -> Iterator[Diagnostic]:
        schema = header.schema or next((media.schema for media in header.content.values()), None)
        if schema is None:
            return
        codec = self._codecs.setdefault(header.place, ParameterCodec(header, name))
        value = codec.decode(text)
        if value is not MISSING:
            yield from self._faults(schema, value, ("header", name.lower()), len(text))

    def _faults(self, schema: Schema, value: Any, location: tuple[str, ...], size: int) -> list[Diagnostic]:
        compiled = self._checker.compile(schema, "response")
        if compiled.is_valid(value):
            return []
        return diagnose(compiled, value, "Response", location, only_first=size > _FULLY_EXPLAINED)


def _find(responses: tuple[ResponsePlan, ...], status: int) -> ResponsePlan | None:
    by_code = {response.code.upper(): response for response in responses}
    return by_code.get(str(status)) or by_code.get(f"{status // 100}XX") or by_code.get("DEFAULT")


def _undocumented(operation: Operation, responses: tuple[ResponsePlan, ...], status: int) -> Diagnostic:
    codes = ",".join(response.code for response in responses)
    message = f"{UNDOCUMENTED}: {codes}"
    node = operation.node.get("responses")
    place = node.place if node is not None else operation.place
    return (
        Diagnostic(message, place=place) if 200 <= status < 300 else Diagnostic(message, None, None, WARNING, (), place)
    )


def _contents(response: ResponsePlan) -> dict[str, ContentPlan]:
    return {content.media_type: content for content in response.contents if _says_something(content)}


def _says_something(content: ContentPlan) -> bool:
    """Swagger 2.0 lists media types for all responses of an operation, those without a body too."""
    is_swagger = content.view is None or content.view.node.resolver.version.is_swagger
    return not is_swagger or content.schema is not None or bool(content.examples)


def _offer(contents: dict[str, ContentPlan], content_type: str | None) -> str | None:
    """The key of the media type that a body has. As in Prism ``application/problem+json`` is ``application/json``."""
    found = find_content(contents, content_type)
    if found is not None:
        return found
    actual = parse_media_type(content_type)
    return next((key for key in contents if actual is not None and _is_kind_of(actual, parse_media_type(key))), None)


def _is_kind_of(actual: MediaTypeName, offered: MediaTypeName | None) -> bool:
    if offered is None:
        return False
    base = offered.suffix or offered.subtype
    return offered.type in ("*", actual.type) and base in ("*", actual.suffix or actual.subtype)


def _has_parameters(key: str, content_type: str | None) -> bool:
    offered, actual = parse_media_type(key), parse_media_type(content_type)
    if offered is None or actual is None:
        return True
    given = dict(actual.parameters)
    return all(given.get(name) == value for name, value in dict(offered.parameters).items())


def _wrong_type(operation: Operation, status: int, offered: list[str], content_type: str | None) -> Diagnostic:
    ones = "ones" if len(offered) > 1 else "one"
    message = (
        f'The received media type "{content_type or ""}" does not match the {ones} specified in the current response: '
        f"{', '.join(offered)}"
    )
    response = operation.response_for(status)
    node = response.node.get("content") if response is not None else None
    view = response if response is not None else operation
    return Diagnostic(message, place=node.place if node is not None else view.place)
