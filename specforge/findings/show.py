"""An exchange as a reader sees it: the request as a curl command, the answer as text."""

from __future__ import annotations

import base64
import re
import shlex
import zlib
from http import HTTPStatus

from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.redact import Redactor

BODY_LIMIT = 500
# Bodies that are longer are packed, where they get much shorter by that; the most that one argument may have.
_LONG, _LONGEST = 2000, 100_000
# For zlib: with the frame of a gzip file.
_GZIP = 31
# A variable in a URL, between characters that no URL has.
_VARIABLE = re.compile("\ue003(.*?)\ue003")
_DOTS = re.compile(r"(^|/)(\.|%2[eE]){1,2}(/|$)")
# What every client adds by itself, and what says nothing about the failure.
_UNTOLD = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "host", "user-agent", "transfer-encoding"}
)


def as_curl(request: SentRequest, redactor: Redactor, *options: str) -> str:
    """A command for a POSIX shell that sends the request again, ``options`` being further ones of curl. Secrets are to
    be filled in, or come from the environment."""
    told = redactor.url(request.url, "\ue003{}\ue003".format)
    arguments = [*options, *_literally(told), _method(request.method)]
    arguments += [_header(name, value, redactor) for name, value in told_headers(request).items()]
    if request.body and request.header("content-type") is None:
        # Or curl would claim that it is a form.
        arguments.append("-H 'Content-Type:'")
    prefix, data = _data(request.body)
    url = shlex.quote(told)
    url = _VARIABLE.sub(lambda match: f"'\"${match[1]}\"'", url).removesuffix("''")
    return " ".join([f"{prefix}curl", *arguments, *data, url])


def _method(method: str) -> str:
    """With -X HEAD, curl would wait for a body."""
    return "-I" if method == "HEAD" else f"-X {shlex.quote(method)}"


def _literally(url: str) -> list[str]:
    """What keeps curl from reading brackets as a pattern, and from leaving out dots of the path."""
    # Hidden credentials are in brackets, and with those in front of its host a URL cannot be taken apart.
    has_dots = bool(_DOTS.search(url.partition("?")[0]))
    return [*(["-g"] if set("[]{}") & set(url) else []), *(["--path-as-is"] if has_dots else [])]


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


def _header(name: str, value: str, redactor: Redactor) -> str:
    """curl drops a header that ends at its colon; a semicolon says that it is to be sent empty."""
    variable = redactor.variable(name, value)
    if variable is not None:
        return f'-H "{name}: ${variable}"'
    shown = redactor.header(name, value)
    text = f"{name}: {shown}" if shown else f"{name};"
    if all(_is_plain(character) for character in text):
        return f"-H {shlex.quote(text)}"
    octets = _octal(text.encode("latin-1", "replace"))
    return f'-H "$(printf %b {shlex.quote(octets)})"'


def _is_plain(character: str) -> bool:
    """No header has a character for private use: whoever writes one puts something else there."""
    return (character.isascii() and character.isprintable()) or "\ue000" <= character <= "\uf8ff"


def _data(body: bytes | None) -> tuple[str, list[str]]:
    """What goes before curl, and its arguments, so that exactly these bytes are sent."""
    if not body:
        return "", []
    if len(body) > _LONG:
        packed = base64.b64encode(zlib.compress(body, 9, wbits=_GZIP)).decode()
        if len(packed) < len(body) // 2:
            return f"printf %s {packed} | base64 -d | gzip -dc | ", ["--data-binary @-"]
    text = body.decode("utf-8", "replace")
    if text.encode() == body and all(character >= " " or character in "\n\t" for character in text):
        if len(body) > _LONGEST:
            return f"printf %s {shlex.quote(text)} | ", ["--data-binary @-"]
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
