"""The head of a reply as bytes: status line and headers, all but the date and the empty line at the end."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from specforge.mock.message import Form, RawHeader, Reply

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_STATUS_LINES = {status: f"HTTP/1.1 {status} {_PHRASES.get(status, '')}\r\n".encode() for status in range(100, 1000)}

# These say how a message is framed, which is for the server to know.
_FRAMING = frozenset({b"transfer-encoding", b"connection", b"keep-alive", b"date"})


def head_of(reply: Reply) -> bytes:
    """Made once for each reply, of which the same one is sent again and again, or else for its form."""
    if reply.form is not None:
        start, end = reply.form.heads or _around_length(reply.form)
        return b"%b%d%b" % (start, len(reply.body), end)
    head = reply.head
    if head is None:
        head = reply.head = _head(reply)
    return head


def _around_length(form: Form) -> tuple[bytes, bytes]:
    before, after = form.around_length()
    start = b"".join((_status_line(form.status), *_lines(before), b"content-length: "))
    form.heads = (start, b"".join((b"\r\n", *_lines(after))))
    return form.heads


def head_of_stream(reply: Reply, *, is_chunked: bool) -> bytes:
    """The head of a reply whose length is not known, unless it says so itself."""
    return _head(reply, b"transfer-encoding: chunked\r\n" if is_chunked else b"")


def _head(reply: Reply, framing: bytes | None = None) -> bytes:
    lines = [_status_line(reply.status), *_lines(reply.headers)]
    has_length = reply.status < 200 or reply.status in (204, 304)
    has_length = has_length or any(name == b"content-length" for name, _ in reply.headers)
    if framing is not None:
        lines.append(framing)
    elif not has_length:
        lines.append(b"content-length: %d\r\n" % len(reply.body))
    return b"".join(lines)


def _status_line(status: int) -> bytes:
    return _STATUS_LINES.get(status) or b"HTTP/1.1 %d \r\n" % status


def _lines(headers: Iterable[RawHeader]) -> list[bytes]:
    return [b"%b: %b\r\n" % (name, value) for name, value in headers if name not in _FRAMING]


def is_closing(reply: Reply) -> bool:
    """True when the reply says that it is the last one of its connection."""
    return (b"connection", b"close") in reply.headers
