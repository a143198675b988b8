"""An HTTP Archive (HAR 1.2), read: what was asked and what was answered, whichever tool recorded it."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from specforge.errors import SyntaxProblem, UnreadableError
from specforge.findings.exchange import Answer, Exchange, SentRequest

# Other names of headers cannot be sent; those of HTTP/2 with a colon need not be.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Archive:
    """The exchanges with the numbers of their entries, from 1. ``left_out`` counts the entries without an answer, and
    those that are nonsense."""

    exchanges: tuple[tuple[int, Exchange], ...]
    left_out: int


def open_archive(path: Path) -> Archive:
    """Reads a file. Raises UnreadableError and SyntaxProblem."""
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableError(f"cannot read {path}: {reason}", file=str(path)) from error
    return read_archive(content, str(path))


def read_archive(content: bytes, name: str) -> Archive:
    """Reads the text of a file called ``name``. Raises SyntaxProblem."""
    try:
        # Some tools begin with a byte order mark, which JSON does not know.
        value = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except json.JSONDecodeError as error:
        message = f"this is no HTTP archive (HAR), which is JSON: {error.msg}"
        raise SyntaxProblem(message, file=name, line=error.lineno, column=error.colno) from error
    entries = _inside(value, "log", "entries")
    if not isinstance(entries, list):
        help = "record one with specforge mock --proxy URL --record FILE, or save one from a browser"
        raise SyntaxProblem("this is no HTTP archive (HAR): it has no log.entries", file=name, help=help)
    found = [(number, exchange) for number, entry in enumerate(entries, 1) if (exchange := _exchange(entry))]
    return Archive(tuple(found), len(entries) - len(found))


def _exchange(entry: Any) -> Exchange | None:
    asked, answered = _inside(entry, "request"), _inside(entry, "response")
    method, url, status = _inside(asked, "method"), _inside(asked, "url"), _inside(answered, "status")
    if not isinstance(method, str) or not isinstance(url, str) or not isinstance(status, int):
        return None
    # Below are switches to other protocols, and requests that a browser gave up.
    if not 200 <= status <= 599 or not _is_url(url):
        return None
    return Exchange(_request(method.upper(), url, asked), _answer(status, answered, _seconds(entry)))


def _seconds(entry: Any) -> float:
    """How long the exchange took; 0 where nobody measured it (section "entries": milliseconds, -1 for unknown)."""
    time = _inside(entry, "time")
    return time / 1000 if isinstance(time, int | float) and 0 < time < math.inf else 0.0


def _is_url(text: str) -> bool:
    try:
        return urlsplit(text) is not None
    except ValueError:
        return False


def _request(method: str, url: str, asked: Any) -> SentRequest:
    headers: dict[str, str] = {}
    for name, value in _headers(asked):
        between = "; " if name == "cookie" else ", "
        headers[name] = f"{headers[name]}{between}{value}" if name in headers else value
    content = _inside(asked, "postData")
    if (mime := _inside(content, "mimeType")) and isinstance(mime, str):
        headers.setdefault("content-type", mime)
    body = _body(content)
    if body is None and content is not None and headers.get("content-type", "").startswith(_FORM):
        body = urlencode(list(_pairs(content, "params"))).encode()
    size = _inside(asked, "bodySize")
    is_missing = body is None and (content is not None or (isinstance(size, int) and size > 0))
    return SentRequest(method, url, headers, body or b"", truncated=is_missing)


def _answer(status: int, answered: Any, elapsed: float) -> Answer:
    headers: dict[str, tuple[str, ...]] = {}
    for name, value in _headers(answered):
        headers[name] = (*headers.get(name, ()), value)
    content = _inside(answered, "content")
    if (mime := _inside(content, "mimeType")) and isinstance(mime, str):
        headers.setdefault("content-type", (mime,))
    body = _body(content)
    is_missing = body is None and _inside(content, "size") not in (0, None)
    return Answer(status, headers, body or b"", elapsed, truncated=is_missing)


def _headers(message: Any) -> Iterator[tuple[str, str]]:
    return ((name.lower(), value) for name, value in _pairs(message, "headers") if _NAME.fullmatch(name))


def _pairs(message: Any, key: str) -> Iterator[tuple[str, str]]:
    listed = _inside(message, key)
    for one in listed if isinstance(listed, list) else ():
        name, value = _inside(one, "name"), _inside(one, "value")
        if isinstance(name, str) and isinstance(value, str) and name:
            yield name, value


def _body(content: Any) -> bytes | None:
    """The bytes of a body, None where the archive does not have them."""
    text = _inside(content, "text")
    if not isinstance(text, str):
        return None
    if _inside(content, "encoding") == "base64":
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            return None
    return text.encode("utf-8", "replace")


def _inside(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
