"""An exchange as a reader sees it: the request as a curl command, the answer as text."""

from __future__ import annotations

import shlex
from http import HTTPStatus

from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.redact import Redactor

BODY_LIMIT = 500
# What every client adds by itself, and what says nothing about the failure.
_UNTOLD = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent", "transfer-encoding"}
)


def as_curl(request: SentRequest, redactor: Redactor) -> str:
    """A command for a POSIX shell that sends the request again (with secrets to be filled in)."""
    headers = redactor.headers(told_headers(request))
    arguments = [f"-X {request.method}"]
    arguments += [f"-H {shlex.quote(_header(name, value))}" for name, value in headers.items()]
    if request.body and request.header("content-type") is None:
        # Or curl would claim that it is a form.
        arguments.append("-H 'Content-Type:'")
    prefix, data = _data(request.body)
    url = shlex.quote(redactor.url(request.url))
    return " ".join([f"{prefix}curl", *arguments, *data, url])


def told_headers(request: SentRequest) -> dict[str, str]:
    """Without those that every client adds by itself."""
    return {name: value for name, value in request.headers.items() if _is_told(name, value)}


def as_text(answer: Answer | None, redactor: Redactor) -> str:
    """Status line, headers and the beginning of the body."""
    if answer is None:
        return "no answer"
    lines = [status_line(answer.status)]
    headers = redactor.headers({name: ", ".join(values) for name, values in answer.headers.items()})
    lines += [f"{name}: {_printable(value)}" for name, value in sorted(headers.items())]
    if answer.body:
        lines += ["", _excerpt(answer.body)]
    return "\n".join(lines)


def details(exchange: Exchange, redactor: Redactor) -> dict[str, str]:
    """The titled blocks that a finding about this exchange carries."""
    return {"curl": as_curl(exchange.request, redactor), "response": as_text(exchange.answer, redactor)}


def status_line(status: int) -> str:
    """``404 Not Found``."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _is_told(name: str, value: str) -> bool:
    return name.lower() not in _UNTOLD or (name.lower() == "accept" and value != "*/*")


def _header(name: str, value: str) -> str:
    """curl drops a header that ends at its colon; a semicolon says that it is to be sent empty."""
    return f"{name}: {value}" if value else f"{name};"


def _data(body: bytes | None) -> tuple[str, list[str]]:
    """What goes before curl, and its arguments, so that exactly these bytes are sent."""
    if not body:
        return "", []
    text = body.decode("utf-8", "replace")
    if text.encode() == body and all(character >= " " or character in "\n\t" for character in text):
        return "", [f"--data-raw {shlex.quote(text)}"]
    return f"printf %b {shlex.quote(_octal(body))} | ", ["--data-binary @-"]


def _octal(body: bytes) -> str:
    """For the %b of printf(1), which knows octal escapes in every shell."""
    safe = frozenset(b'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;=-_/{}[]()"')
    return "".join(chr(byte) if byte in safe else f"\\0{byte:03o}" for byte in body)


def _excerpt(body: bytes) -> str:
    text = body[: BODY_LIMIT * 4].decode("utf-8", "replace")
    if "\x00" in text:
        return f"({len(body)} bytes)"
    shown = _printable(text[:BODY_LIMIT])
    return shown if len(text) <= BODY_LIMIT else f"{shown}… ({len(body)} bytes)"


def _printable(text: str) -> str:
    """Nothing that a server sends may move the reader's cursor."""
    return "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
