"""Links of the document (OpenAPI "Link Object"): values of one operation's answer are parameters of another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from specforge.contract.probing.pool import body_of
from specforge.document.model import Document, Operation, Parameter
from specforge.document.operation import Link
from specforge.document.place import split_pointer
from specforge.findings.exchange import Exchange, SentRequest
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.requests import Draft, schema_of
from specforge.values.resources.paths import Template

_EXPRESSION = re.compile(r"\$(request|response)\.(body|header|path|query)(?:[#.](.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Linked:
    """A link, and the operation whose answer it begins with."""

    source: Operation
    link: Link


class Links:
    """Which operations lead to which, by operationId."""

    def __init__(self, document: Document) -> None:
        self._known: dict[str, list[Linked]] = {}
        by_id = {operation.operation_id: operation for operation in document.operations if operation.operation_id}
        for source in document.operations:
            for response in source.responses.values():
                for link in response.links.values():
                    target = by_id.get(link.operation_id or "")
                    if target is not None and target.label != source.label and link.parameters:
                        self._known.setdefault(target.label, []).append(Linked(source, link))

    def to(self, operation: Operation) -> list[Linked]:
        """The links that lead to the operation."""
        return self._known.get(operation.label, [])


def followed(linked: Linked, exchange: Exchange, draft: Draft) -> Draft | None:
    """The request that a link makes of an answer; None where a value of its path is not to be had."""
    views = {view.name: view for view in draft.operation.parameters}
    in_path = {view.name for view in views.values() if view.location == "path"}
    for written, expression in linked.link.parameters.items():
        name = written.partition(".")[2] if written.partition(".")[0] in ("path", "query", "header") else written
        view, value = views.get(name), _value(expression, linked.source, exchange)
        if view is not None and value is not None:
            draft = draft.with_parameter(view, _typed(view, value))
            in_path.discard(name)
    return draft if not in_path else None


def _typed(view: Parameter, value: Any) -> Any:
    schema = schema_of(view)
    is_number = schema is not None and "integer" in schema.types and isinstance(value, str) and value.isdecimal()
    return int(value) if is_number else value


def _value(expression: Any, source: Operation, exchange: Exchange) -> Any:
    """What a runtime expression stands for; a value that is none stands for itself."""
    match = _EXPRESSION.fullmatch(expression) if isinstance(expression, str) else None
    if match is None:
        return None if isinstance(expression, str) and expression.startswith("$") else expression
    return next(_found(match[1], match[2], match[3] or "", source, exchange), None)


def _found(side: str, part: str, name: str, source: Operation, exchange: Exchange) -> Iterator[Any]:
    request, answer = exchange.request, exchange.answer
    match side, part:
        case "response", "body":
            yield _at(body_of(exchange), name)
        case "response", "header" if answer is not None:
            yield answer.header(name)
        case "request", "body":
            yield _at(_sent(request), name)
        case "request", "header":
            yield request.header(name)
        case "request", "query":
            yield dict(parse_qsl(request.query)).get(name)
        case "request", "path":
            template = Template(source.path)
            own = "/" + "/".join(request.path.split("/")[-template.written.count("/") :])
            yield dict(zip(template.parameters, template.match(own) or (), strict=False)).get(name)


def _sent(request: SentRequest) -> Any:
    """The body of the request as a value; None where it cannot be read."""
    if not request.body or request.truncated:
        return None
    try:
        return decode_body(request.header("content-type"), request.body, None)
    except UndecodableBody:
        return None


def _at(value: Any, pointer: str) -> Any:
    """What a JSON pointer leads to (RFC 6901); None where it leads nowhere."""
    for name in split_pointer(pointer):
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str | int | float) and not isinstance(value, bool) else None
