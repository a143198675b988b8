"""Does an answer conform to its operation? Status, Content-Type, headers and body, each against the document.

The compiled validators of ``values`` are the authority: they know the keyword that is violated and where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.problem import Problem, causes, path_text
from specforge.document.model import Header, MediaType, Operation, Response, Schema
from specforge.document.place import Place
from specforge.document.view import strings
from specforge.findings.exchange import Answer, Exchange
from specforge.findings.model import Related
from specforge.findings.show import status_line
from specforge.values.check import SchemaChecker, Violation
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content, parse_media_type
from specforge.values.styles import MISSING, ParameterCodec

# Of one answer: a list of a hundred broken items has one cause, not a hundred.
MOST_VIOLATIONS = 20
_OF_MEMBERS = ("required", "dependentRequired")


class Conformance:
    """Judges answers by one document. Codecs and validators are made once and kept."""

    def __init__(self, checker: SchemaChecker) -> None:
        self._checker = checker
        self._codecs: dict[Place, ParameterCodec] = {}

    def problems(self, operation: Operation, exchange: Exchange) -> list[Problem]:
        """Everything in which the answer breaks the document; nothing when there is no answer."""
        answer = exchange.answer
        if answer is None:
            return []
        response = operation.response_for(answer.status)
        if response is None:
            # Where no response at all is described, nothing is promised (lint: ``no-described-response``).
            return [_undocumented(operation, answer), *_unlike_all(operation, answer)] if operation.responses else []
        found = list(self._header_problems(response, answer))
        if exchange.request.method.upper() != "HEAD" and answer.status not in (204, 304):
            found.extend(self._content_problems(response, answer))
            found.extend(() if response.content else _unlike_all(operation, answer))
        return found

    def _header_problems(self, response: Response, answer: Answer) -> Iterator[Problem]:
        for name, header in response.headers.items():
            # OpenAPI "Response Object": a response header named Content-Type is ignored.
            if name.lower() == "content-type":
                continue
            value = answer.header(name)
            if value is not None:
                yield from self._header_violations(name, header, value)
            elif header.required:
                message = f"the required header {name} is missing"
                yield Problem("missing-header", message, _required(header), cause=name.lower(), is_general=True)

    def _header_violations(self, name: str, header: Header, text: str) -> Iterator[Problem]:
        schema = next((media.schema for media in header.content.values()), header.schema)
        if schema is None:
            return
        codec = self._codecs.setdefault(header.place, ParameterCodec(header, name))
        value = codec.decode(text)
        if value is MISSING:
            return
        for violation in self._violations(schema, value):
            yield Problem("response-header", f"header {name}: {violation.message}", violation.place)

    def _content_problems(self, response: Response, answer: Answer) -> Iterator[Problem]:
        content = response.content
        if not content:
            return
        key = find_content(content, answer.content_type)
        if key is None:
            yield _wrong_type(response, answer)
        else:
            yield from self._body_problems(content[key], answer)

    def _body_problems(self, media: MediaType, answer: Answer) -> Iterator[Problem]:
        if answer.truncated:
            return
        try:
            value = decode_body(answer.content_type or media.name, answer.body, media)
        except UndecodableBody as problem:
            yield Problem("response-body", problem.message, media.place)
            return
        if media.item_schema is not None and isinstance(value, list):
            for item in value[:MOST_VIOLATIONS]:
                yield from self._schema_problems(media.item_schema, item)
        if media.schema is not None and not isinstance(value, bytes):
            yield from self._schema_problems(media.schema, value)

    def _schema_problems(self, schema: Schema, value: object) -> Iterator[Problem]:
        for violation in self._violations(schema, value):
            where = path_text(violation.instance_path)
            related = () if violation.place == schema.place else (Related("the schema of the response", schema.place),)
            message = f"{where}: {violation.message}" if where else violation.message
            # Two members that are missing are two causes; what is there too much, one.
            cause = ", ".join(violation.names) if violation.keyword in _OF_MEMBERS else ""
            yield Problem("response-schema", message, violation.place, related=related, cause=cause)

    def _violations(self, schema: Schema, value: object) -> list[Violation]:
        return causes(self._checker.compile(schema, "response").violations(value), value)[:MOST_VIOLATIONS]


def _undocumented(operation: Operation, answer: Answer) -> Problem:
    responses = operation.node.get("responses")
    place = responses.place if responses is not None else operation.place
    documented = ", ".join(operation.responses) or "none"
    message = f"{status_line(answer.status)} is not documented (documented: {documented})"
    return Problem("status-code", message, place, cause=str(answer.status), is_general=True)


def _wrong_type(response: Response, answer: Answer) -> Problem:
    content = response.node.get("content")
    place = content.place if content is not None else response.place
    documented = ", ".join(response.content)
    got = answer.content_type
    said = f"the Content-Type {got} is" if got else "an answer without Content-Type is"
    message = f"{said} not documented for {response.status} (documented: {documented})"
    return Problem("content-type", message, place, cause=f"{_essence(got)}, {documented}", is_general=True)


def _unlike_all(operation: Operation, answer: Answer) -> Iterator[Problem]:
    """An answer of Swagger 2.0 whose body nothing describes, of a type that nothing here has (``produces``). Errors in
    their own format (RFC 9457) belong to no operation, and crashes are told as what they are."""
    declared = operation.node.get("produces") or operation.document.node.get("produces")
    types = strings(declared.value) if declared is not None else ()
    is_described = not types or not operation.document.version.is_swagger
    if declared is None or is_described or not answer.body or answer.content_type is None or answer.status >= 500:
        return
    is_error_format = _essence(answer.content_type) == "application/problem+json"
    if not is_error_format and find_content(types, answer.content_type) is None:
        documented = ", ".join(types)
        message = f"the Content-Type {answer.content_type} is not documented (documented: {documented})"
        cause = f"{_essence(answer.content_type)}, {documented}"
        yield Problem("content-type", message, declared.place, cause=cause, is_general=True)


def _essence(content_type: str | None) -> str:
    name = parse_media_type(content_type)
    return name.essence if name else content_type or ""


def _required(header: Header) -> Place:
    keyword = header.node.get("required")
    return keyword.place if keyword is not None else header.place
