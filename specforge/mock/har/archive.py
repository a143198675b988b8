"""An HTTP Archive, read: what was asked and what was answered, whichever tool recorded it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from specforge.errors import SyntaxProblem, UnreadableError
from specforge.mock.message import Reply, Request, raw_header

# They are about how the body came over the wire that time; the archive has it without compression.
_OF_TRANSFER = frozenset(
    {"content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive", "date"}
)
# Other names of headers cannot be sent; those of HTTP/2 with a colon need not be.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS = frozenset({"sl-violations"})


def read_archive(path: Path) -> list[tuple[Request, Reply]]:
    """The exchanges of an archive in their order; entries that hold no answer, or nonsense, are left out.

    Raises UnreadableError and SyntaxProblem.
    """
    try:
        value = orjson.loads(path.read_bytes())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableError(f"cannot read {path}: {reason}", file=str(path)) from error
    except json.JSONDecodeError as error:
        message = f"this is no HTTP archive (HAR), which is JSON: {error.msg}"
        raise SyntaxProblem(message, file=str(path), line=error.lineno, column=error.colno) from error
    entries = _inside(value, "log", "entries")
    if not isinstance(entries, list):
        raise SyntaxProblem(
            "this is no HTTP archive (HAR): it has no log.entries", file=str(path), help="record one with --record"
        )
    return [exchange for entry in entries if (exchange := _exchange(entry)) is not None]


def _exchange(entry: Any) -> tuple[Request, Reply] | None:
    asked, answered = _inside(entry, "request"), _inside(entry, "response")
    method, url, status = _inside(asked, "method"), _inside(asked, "url"), _inside(answered, "status")
    if not isinstance(method, str) or not isinstance(url, str) or not isinstance(status, int):
        return None
    content = _inside(answered, "content")
    is_missing = _inside(content, "size") not in (0, None) and _inside(content, "text") is None
    if not 200 <= status <= 599 or is_missing:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    headers = {name.lower(): value for name, value in _pairs(asked)}
    body = _body(_inside(asked, "postData"))
    if (mime := _inside(asked, "postData", "mimeType")) and isinstance(mime, str):
        headers.setdefault("content-type", mime)
    request = Request(method.upper(), parts.path or "/", parts.query, headers, body)
    return request, _reply(status, answered)


def _reply(status: int, answered: Any) -> Reply:
    headers = [raw_header(name, value) for name, value in _pairs(answered) if _is_kept(name.lower())]
    body = _body(_inside(answered, "content"))
    mime = _inside(answered, "content", "mimeType")
    if isinstance(mime, str) and mime and not any(name == b"content-type" for name, _ in headers):
        headers.append(raw_header("content-type", mime))
    if status in (204, 304):
        return Reply(status, tuple(headers))
    return Reply(status, (*headers, (b"content-length", b"%d" % len(body))), body)


def _is_kept(name: str) -> bool:
    return name not in _OF_TRANSFER and name not in _OURS and not name.startswith((":", "access-control-"))


def _pairs(message: Any) -> Iterator[tuple[str, str]]:
    headers = _inside(message, "headers")
    for header in headers if isinstance(headers, list) else ():
        name, value = _inside(header, "name"), _inside(header, "value")
        if isinstance(name, str) and isinstance(value, str) and _NAME.fullmatch(name):
            yield name, value


def _body(content: Any) -> bytes:
    text = _inside(content, "text")
    if not isinstance(text, str):
        return b""
    if _inside(content, "encoding") == "base64":
        try:
            return base64.b64decode(text)
        except (binascii.Error, ValueError):
            return b""
    return text.encode("utf-8", "replace")


def _inside(value: Any, *path: str) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value
