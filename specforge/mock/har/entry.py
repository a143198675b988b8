"""One exchange as an entry of an HTTP Archive."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_plus

from specforge.mock.encoding import read
from specforge.mock.mask import Mask
from specforge.mock.message import Reply, Request

Pairs = list[tuple[str, str]]

# What is larger is a download, and nobody wants it in a text file.
_LARGEST_BODY = 4 * 1024 * 1024


def entry_of(request: Request, reply: Reply, at: float, seconds: float, mask: Mask | None) -> dict[str, Any]:
    """The entry of an exchange that came ``at`` (seconds since 1970); without a mask its secrets stand in it."""
    milliseconds = round(seconds * 1000, 3)
    found: dict[str, Any] = {
        "startedDateTime": datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "time": milliseconds,
        "request": _request(request, mask),
        "response": _response(reply, mask),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }
    if reply.operation:
        found["_operation"] = reply.operation
    if reply.violations is not None:
        found["_violations"] = [
            diagnostic.as_json(side)
            for side, diagnostics in zip(("request", "response"), reply.violations, strict=False)
            for diagnostic in diagnostics
        ]
    return found


def _request(request: Request, mask: Mask | None) -> dict[str, Any]:
    query = mask.query(request.query) if mask and request.query else request.query
    headers = list(request.headers.items())
    host = request.headers.get("host") or "localhost"
    found: dict[str, Any] = {
        "method": request.method,
        "url": f"http://{host}{request.path}{'?' if query else ''}{query}",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(mask.headers(headers) if mask else headers),
        "queryString": _named(_decoded(query)),
        "headersSize": -1,
        "bodySize": len(request.body),
    }
    if request.body:
        content = _content(request.body, request.headers.get("content-type"), mask)
        found["postData"] = content | {"params": []}
    return found


def _response(reply: Reply, mask: Mask | None) -> dict[str, Any]:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in reply.headers]
    return {
        "status": reply.status,
        "statusText": _phrase(reply.status),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _named(mask.headers(headers) if mask else headers),
        "content": _received(reply, mask),
        "redirectURL": reply.header("location") or "",
        "headersSize": -1,
        "bodySize": len(reply.body),
    }


def _received(reply: Reply, mask: Mask | None) -> dict[str, Any]:
    media_type = reply.header("content-type")
    if reply.delivery is not None and reply.delivery.stream is not None:
        return {"size": -1, "mimeType": media_type or "", "comment": "a stream, which was not recorded"}
    whole = read(reply.body, reply.header("content-encoding") or "")
    body = reply.body if whole is None else whole
    return {"size": len(body), **_content(body, media_type, mask)}


def _content(body: bytes, media_type: str | None, mask: Mask | None) -> dict[str, Any]:
    """Text where it is text. HAR knows base64 for what is received only; what is sent has it under the same name."""
    found: dict[str, Any] = {"mimeType": media_type or ""}
    if len(body) > _LARGEST_BODY:
        return found | {"comment": f"{len(body)} bytes, too many to be recorded"}
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return found | {"text": base64.b64encode(body).decode(), "encoding": "base64"}
    return found | {"text": mask.body(text) if mask else text}


def _decoded(query: str) -> Pairs:
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs]


def _named(pairs: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
