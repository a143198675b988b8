"""Runtime expressions (OpenAPI 3.1 section 4.8.20.4): ``{$request.body#/callbackUrl}`` and its like, looked up in an
exchange."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specforge.document.place import split_pointer
from specforge.mock.message import Reply, Request
from specforge.mock.serialise import dump_json
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.texts import write

_EMBEDDED = re.compile(r"\{(\$[^{}]+)\}")


class Unknown(Exception):
    """The exchange does not have what an expression asks for. ``message`` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Trigger:
    """The exchange that expressions are about. ``path`` holds its raw path parameters; without a ``reply`` there is
    nothing to be had from one."""

    request: Request
    path: Mapping[str, str] = field(default_factory=dict)
    reply: Reply | None = None


def evaluate(template: str, trigger: Trigger) -> str:
    """A template with its expressions replaced, or the value of one that stands alone. Raises Unknown."""
    if template.startswith("$"):
        return _text(_value(template, trigger))
    return _EMBEDDED.sub(lambda match: _text(_value(match[1], trigger)), template)


def _text(value: Any) -> str:
    return dump_json(value).decode() if isinstance(value, dict | list) else write(value)


def _value(expression: str, trigger: Trigger) -> Any:
    request, reply = trigger.request, trigger.reply
    name, _, rest = expression.partition(".")
    match name:
        case "$url":
            query = f"?{request.query}" if request.query else ""
            return f"http://{request.headers.get('host', 'localhost')}{request.path}{query}"
        case "$method":
            return request.method
        case "$statusCode" if reply is not None:
            return reply.status
        case "$request":
            return _of_request(expression, rest, trigger)
        case "$response" if reply is not None:
            return _of_message(expression, rest, reply.header, reply.header("content-type"), reply.body)
    raise Unknown(f"{expression} cannot be told")


def _of_request(expression: str, source: str, trigger: Trigger) -> Any:
    request = trigger.request
    kind, _, name = source.partition(".")
    found: str | None
    if kind == "query":
        found = request.query_value(name)
    elif kind == "path":
        found = trigger.path.get(name)
    else:
        headers = request.headers
        look = headers.get
        return _of_message(expression, source, lambda key: look(key.lower()), look("content-type"), request.body)
    return _known(expression, found)


def _of_message(expression: str, source: str, header: Any, content_type: str | None, body: bytes) -> Any:
    kind, _, name = source.partition(".")
    if kind == "header":
        return _known(expression, header(name))
    if source == "body":
        return body.decode("utf-8", "replace")
    if source.startswith("body#"):
        return _inside(expression, _decoded(expression, content_type, body), source.removeprefix("body#"))
    raise Unknown(f"{expression} is no expression")


def _decoded(expression: str, content_type: str | None, body: bytes) -> Any:
    try:
        return decode_body(content_type or "application/json", body)
    except UndecodableBody as error:
        raise Unknown(f"{expression}: {error.message}") from error


def _inside(expression: str, value: Any, pointer: str) -> Any:
    for token in split_pointer(pointer):
        if isinstance(value, dict):
            value = value.get(token)
        elif (
            isinstance(value, list)
            and token.isascii()
            and token.isdecimal()
            and len(token) < 16
            and int(token) < len(value)
        ):
            value = value[int(token)]
        else:
            value = None
    return _known(expression, value)


def _known(expression: str, value: Any) -> Any:
    if value is None:
        raise Unknown(f"the request has no {expression}" if "request" in expression else f"there is no {expression}")
    return value
