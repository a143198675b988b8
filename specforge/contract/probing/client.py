"""Sends what no well-behaved client would: any method, any bytes, one connection, no redirects, nothing added."""

from __future__ import annotations

import http.client
import io
import os
import socket
import ssl
import time
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from specforge.contract.events import TroubleKind
from specforge.contract.transport.interim import FinalResponse
from specforge.contract.transport.limits import LONGEST, STREAM_PATIENCE, is_stream
from specforge.findings.exchange import Answer, SentRequest

_CHUNK = 65536
# How many times the time-out all pieces of an answer may take together.
PATIENCE = 3.0
# How long it takes, in seconds, until what ought not to come would be there.
_MOMENT = 0.02
# How an idle connection shows that it was closed.
_CLOSED = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


class Unanswered(Exception):
    """No answer that can be read came. ``kind`` says why."""

    def __init__(self, kind: TroubleKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


class Client(Protocol):
    """Sends requests to one target."""

    @property
    def is_stuck(self) -> bool:
        """True where something that was sent is still under way, and cannot be stopped."""
        ...

    def send(self, request: SentRequest) -> Answer:
        """The answer to the request, which goes out as it is. Raises Unanswered."""
        ...

    def close(self) -> None:
        """Lets go of the target."""
        ...


class UrlClient:
    """A client for a server. The connection is kept, and opened again when the server has closed it."""

    is_stuck = False

    def __init__(self, base_url: str, timeout: float) -> None:
        self._parts = urlsplit(base_url)
        self._timeout = timeout
        self._connection: http.client.HTTPConnection | None = None

    def send(self, request: SentRequest) -> Answer:
        """The answer. Raises Unanswered; ValueError for a URL that leads elsewhere."""
        parts = urlsplit(request.url)
        if (parts.scheme, parts.netloc) != (self._parts.scheme, self._parts.netloc):
            raise ValueError("a request may not leave the target")
        is_used = self._connection is not None
        try:
            return self._ask(request)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            # An idle connection may be closed from the other side: the request has not been read then, and no answer is
            # on its way. Any other may have done its work.
            if not (is_used and isinstance(problem, _CLOSED)):
                raise _unanswered(problem) from problem
        try:
            return self._ask(request)
        except (OSError, http.client.HTTPException) as problem:
            self.close()
            raise _unanswered(problem) from problem

    def close(self) -> None:
        """Closes the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _ask(self, request: SentRequest) -> Answer:
        connection = self._connection = self._connection or self._connect()
        began = time.monotonic()
        parts = urlsplit(request.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        has_host = _has(request, "host")
        connection.putrequest(request.method, _target(target), skip_host=has_host, skip_accept_encoding=True)
        for name, value in request.headers.items():
            connection.putheader(name, value.encode("latin-1", "replace"))
        if request.body is not None and not _has(request, "content-length") and not _has(request, "transfer-encoding"):
            connection.putheader("Content-Length", str(len(request.body)))
        connection.endheaders(request.body or None)
        deadline = began + self._timeout * PATIENCE
        # The time-out of a socket is for one piece: headers may come one letter at a time.
        connection.response_class = partial(_TimedResponse, deadline)  # type: ignore[assignment]
        with closing(connection.getresponse()) as response:
            assert isinstance(response, _TimedResponse)
            headed = time.monotonic()
            is_head = request.method.upper() == "HEAD"
            is_endless = is_stream(response.getheader("Content-Type")) and not is_head
            if is_endless:
                response.hurry(STREAM_PATIENCE)
                deadline = headed + STREAM_PATIENCE
            body, truncated = (
                (_stray(connection, response), False) if is_head else _read(response, deadline, is_endless)
            )
        elapsed = (headed if is_endless else time.monotonic()) - began
        answer = Answer(response.status, grouped(response.getheaders()), body, elapsed, truncated)
        # Whoever sends a body after the answer to HEAD sends it for nobody.
        if truncated or response.will_close or is_head:
            self.close()
        return answer

    def _connect(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme != "https":
            return http.client.HTTPConnection(host, port, timeout=self._timeout)
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
        context = ssl.create_default_context(cafile=bundle)
        return http.client.HTTPSConnection(host, port, timeout=self._timeout, context=context)


class _TimedResponse(FinalResponse):
    """An answer whose pieces all have to be there by ``deadline``. Reading raises TimeoutError afterwards."""

    def __init__(self, deadline: float, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        self.fp = io.BufferedReader(_Timed(self.fp.detach(), deadline))
        self._line = sock

    def hurry(self, seconds: float) -> None:
        """Waits no longer than this for a piece, from now on."""
        self._line.settimeout(seconds)


class _Timed(io.RawIOBase):
    """The stream of a socket until a deadline."""

    def __init__(self, raw: io.RawIOBase, deadline: float) -> None:
        self._raw = raw
        self._deadline = deadline

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """As many bytes as are there."""
        if time.monotonic() > self._deadline:
            raise TimeoutError
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        """Closes the stream of the socket."""
        self._raw.close()
        super().close()


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Headers in lower case, with every value that was sent."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name.lower()] = (*found.get(name.lower(), ()), value)
    return found


def _stray(connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> bytes:
    """The beginning of what comes, against all rules, after an answer that has no body."""
    if connection.sock is not None:
        connection.sock.settimeout(_MOMENT)
    try:
        return response.fp.peek(1)[:_CHUNK]
    except OSError:
        return b""


def _read(response: http.client.HTTPResponse, deadline: float, is_endless: bool) -> tuple[bytes, bool]:
    """The body, and whether it is cut short: what never ends is not waited for. A stream may be silent."""
    chunks: list[bytes] = []
    size = 0
    try:
        while chunk := response.read1(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > LONGEST or time.monotonic() > deadline:
                return b"".join(chunks), True
    except TimeoutError:
        if not is_endless and (not chunks or time.monotonic() <= deadline):
            raise
        return b"".join(chunks), True
    return b"".join(chunks), False


def _has(request: SentRequest, name: str) -> bool:
    return request.header(name) is not None


def _target(target: str) -> str:
    """Without what the library refuses to send."""
    return quote(target, safe="/%;=,.@:!$&'()*+~-_?[]{}|\\^`<>\"#")


def _unanswered(problem: BaseException) -> Unanswered:
    if isinstance(problem, TimeoutError):
        return Unanswered(TroubleKind.TIMEOUT, "gave up waiting")
    if isinstance(problem, ConnectionRefusedError):
        return Unanswered(TroubleKind.DOWN, "connection refused")
    if isinstance(problem, OSError) and not isinstance(problem, ConnectionError):
        return Unanswered(TroubleKind.DOWN, str(problem))
    return Unanswered(TroubleKind.BROKEN, f"{type(problem).__name__}: {problem}".rstrip(": "))
