"""Runtime expressions (OpenAPI 3.1 section 4.8.20.4): ``{$request.body#/callbackUrl}`` and its like, looked up in an
exchange."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from specforge.document.place import split_pointer
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.styles import split_query
from specforge.values.texts import write

_EMBEDDED = re.compile(r"\{(\$[^{}]+)\}")
# An index of this many digits is in no list, and takes long to read.
_LONGEST_INDEX = 15


class Unknown(Exception):
    """The exchange does not have what an expression asks for. ``message`` is for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Subject:
    """What expressions are about: an exchange, and the parameters in the path of its request."""

    exchange: Exchange
    path: Mapping[str, str] = field(default_factory=dict)


def evaluate(template: str, subject: Subject) -> str:
    """A template with its expressions replaced, or the text of one that stands alone. Raises Unknown."""
    if template.startswith("$"):
        return _text(template, subject)
    return _EMBEDDED.sub(lambda match: _text(match[1], subject), template)


def value_of(expression: str, subject: Subject) -> Any:
    """What an expression stands for: of a body the value that its media type makes of it. Raises Unknown."""
    request, answer = subject.exchange.request, subject.exchange.answer
    side, _, source = expression.partition(".")
    match side:
        case "$url":
            return request.url
        case "$method":
            return request.method
        case "$statusCode" if answer is not None:
            return answer.status
        case "$request":
            return _of_request(expression, source, subject)
        case "$response" if answer is not None:
            return _of_message(expression, source, answer)
    raise Unknown(f"{expression} cannot be told")


def _text(expression: str, subject: Subject) -> str:
    """As ``value_of``, but that a whole body stays as it was written."""
    answer = subject.exchange.answer
    if expression == "$request.body":
        return (subject.exchange.request.body or b"").decode("utf-8", "replace")
    if expression == "$response.body" and answer is not None:
        return answer.body.decode("utf-8", "replace")
    return write(value_of(expression, subject))


def _of_request(expression: str, source: str, subject: Subject) -> Any:
    kind, _, name = source.partition(".")
    request = subject.exchange.request
    if kind == "query":
        # The last one of several wins. Not all that a client gives for its host can be taken apart as a URL.
        raw = dict(split_query(request.url.partition("?")[2])).get(name)
        return _known(expression, None if raw is None else unquote_plus(raw, errors="replace"))
    if kind == "path":
        return _known(expression, subject.path.get(name))
    return _of_message(expression, source, request)


def _of_message(expression: str, source: str, message: SentRequest | Answer) -> Any:
    kind, _, name = source.partition(".")
    if kind == "header":
        return _known(expression, message.header(name))
    whole, hash_sign, pointer = source.partition("#")
    if whole == "body":
        value = _decoded(expression, message)
        return _inside(expression, value, pointer) if hash_sign else value
    raise Unknown(f"{expression} is no expression")


def _decoded(expression: str, message: SentRequest | Answer) -> Any:
    if not message.body or message.truncated:
        return _known(expression, None)
    try:
        return decode_body(message.header("content-type") or "application/json", message.body)
    except UndecodableBody as error:
        raise Unknown(f"{expression}: {error.message}") from error


def _inside(expression: str, value: Any, pointer: str) -> Any:
    """What a JSON pointer leads to (RFC 6901)."""
    for token in split_pointer(pointer):
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and _is_index(token) and int(token) < len(value):
            value = value[int(token)]
        else:
            value = None
    return _known(expression, value)


def _is_index(token: str) -> bool:
    return token.isascii() and token.isdecimal() and len(token) <= _LONGEST_INDEX


def _known(expression: str, value: Any) -> Any:
    if value is None:
        raise Unknown(f"the request has no {expression}" if "request" in expression else f"there is no {expression}")
    return value
