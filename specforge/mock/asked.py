"""A request as conditions look at it: its parameters and its body, read as the operation describes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from specforge.mock.body import BodyCheck
from specforge.mock.exchange import Exchange
from specforge.mock.parameters import ParameterCheck
from specforge.mock.validate import RequestChecks
from specforge.values.conditions import Given
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content, is_json
from specforge.values.styles import MISSING

_UNREAD: Any = object()


class AskedRequest:
    """Reads only what is looked at, and the body once."""

    def __init__(self, exchange: Exchange, checks: RequestChecks) -> None:
        self._exchange = exchange
        self._checks = checks
        self._body: Given | None = _UNREAD

    def parameter(self, location: str, name: str) -> Given | None:
        """None when it was not sent. One that is not described is text."""
        text = _TEXTS[location](self._exchange, name)
        check = self._described(location, name)
        if check is None:
            return None if text is None else Given(text, text)
        raw = check.raw(self._exchange.request, self._exchange.path)
        value = MISSING if raw is None else check.codec.decode(raw)
        if value is MISSING:
            return None if text is None else Given(text, text)
        return Given(value, text)

    def _described(self, location: str, name: str) -> ParameterCheck | None:
        if location == "header":
            name = name.lower()
        for check in self._checks.parameters:
            known = check.name.lower() if location == "header" else check.name
            if check.location == location and known == name:
                return check
        return None

    def body(self) -> Given | None:
        """None when there is none, or nothing that can be read."""
        if self._body is _UNREAD:
            self._body = _read(self._exchange, self._checks.body)
        return self._body


def _read(exchange: Exchange, described: BodyCheck) -> Given | None:
    request = exchange.request
    if not request.body:
        return None
    content_type = request.headers.get("content-type") or next(iter(described.content), "application/json")
    name = find_content(described.content, content_type)
    try:
        media_type = described.content[name].media_type if name is not None else None
        value = decode_body(content_type, request.body, media_type)
    except UndecodableBody:
        return None
    return Given(value, None if is_json(content_type) else "")


_TEXTS: dict[str, Callable[[Exchange, str], str | None]] = {
    "path": lambda exchange, name: unquote(exchange.path[name]) if name in exchange.path else None,
    "query": lambda exchange, name: exchange.request.query_value(name),
    "header": lambda exchange, name: exchange.request.headers.get(name.lower()),
    "cookie": lambda exchange, name: exchange.request.cookies.get(name),
}
