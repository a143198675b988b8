"""The client for applications in this process: ASGI, on the loop that their lifespan runs on, and WSGI."""

from __future__ import annotations

import asyncio
import concurrent.futures
import io
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import unquote, urlsplit

from specforge.contract.events import TroubleKind
from specforge.contract.probing.client import Unanswered, grouped
from specforge.findings.exchange import Answer, SentRequest

Spawn = Callable[[Callable[[], Coroutine[Any, Any, None]]], "concurrent.futures.Future[None]"]
"""Runs a coroutine on the loop of the applications."""


class AsgiClient:
    """Calls an ASGI application. ``spawn`` runs it where its lifespan runs."""

    def __init__(self, app: Any, spawn: Spawn, timeout: float) -> None:
        self.is_stuck = False
        self._app = app
        self._spawn = spawn
        self._timeout = timeout

    def send(self, request: SentRequest) -> Answer:
        """The answer. Raises Unanswered."""
        call = _Call(request)
        began = time.monotonic()
        future = self._spawn(lambda: call.run(self._app))
        try:
            problem = future.exception(self._timeout)
        except concurrent.futures.TimeoutError as waited:
            future.cancel()
            self.is_stuck = True
            raise Unanswered(TroubleKind.TIMEOUT, f"gave up after {self._timeout:g} s") from waited
        # What an application does after its answer is no part of it.
        if problem is not None and not call.is_complete:
            raise _crashed(problem) from problem
        return call.answer(time.monotonic() - began)

    def close(self) -> None:
        """Nothing to let go of: the lifespan lasts until this process ends."""


class _Call:
    """One request to an ASGI application, and what it answers (ASGI "HTTP & WebSocket ASGI Message Format")."""

    def __init__(self, request: SentRequest) -> None:
        self._request = request
        self._asked = False
        self._status = 0
        self._headers: list[tuple[str, str]] = []
        self._body: list[bytes] = []
        self.is_complete = False
        self._over = asyncio.Event()

    async def run(self, app: Any) -> None:
        await app(self._scope(), self._receive, self._send)

    def answer(self, elapsed: float) -> Answer:
        """What was answered. Raises Unanswered where nothing was."""
        if not self._status:
            raise Unanswered(TroubleKind.BROKEN, "the application did not answer")
        is_head = self._request.method.upper() == "HEAD"
        body = b"" if is_head else b"".join(self._body)
        return Answer(self._status, grouped(self._headers), body, elapsed, not self.is_complete)

    def _scope(self) -> dict[str, Any]:
        parts = urlsplit(self._request.url)
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": parts.scheme,
            "path": unquote(parts.path) or "/",
            "raw_path": parts.path.encode() or b"/",
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": _headers(self._request),
            "client": ("127.0.0.1", 50000),
            "server": (parts.hostname or "localhost", parts.port or 80),
            "state": {},
        }

    async def _receive(self) -> dict[str, Any]:
        if self._asked:
            await self._over.wait()
            return {"type": "http.disconnect"}
        self._asked = True
        return {"type": "http.request", "body": self._request.body or b"", "more_body": False}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            pairs = message.get("headers", ())
            self._headers = [(bytes(name).decode("latin-1"), bytes(value).decode("latin-1")) for name, value in pairs]
        elif message["type"] == "http.response.body":
            self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                self.is_complete = True
                self._over.set()


def _headers(request: SentRequest) -> list[tuple[bytes, bytes]]:
    """As a server hands them over: names in lower case, a Host and the length of the body among them."""
    found = [(n.lower().encode("latin-1"), v.encode("latin-1", "replace")) for n, v in request.headers.items()]
    if request.header("host") is None:
        found.insert(0, (b"host", urlsplit(request.url).netloc.encode()))
    if request.body is not None and request.header("content-length") is None:
        found.append((b"content-length", str(len(request.body)).encode()))
    return found


def _crashed(problem: BaseException) -> Unanswered:
    return Unanswered(TroubleKind.CRASH, f"{type(problem).__name__}: {problem}".rstrip(": "))


class WsgiClient:
    """Calls a WSGI application, in a thread that can be left behind."""

    def __init__(self, app: Any, timeout: float) -> None:
        self.is_stuck = False
        self._app = app
        self._timeout = timeout
        self._pool = concurrent.futures.ThreadPoolExecutor(1)

    def send(self, request: SentRequest) -> Answer:
        """The answer. Raises Unanswered."""
        future = self._pool.submit(self._call, request)
        try:
            problem = future.exception(self._timeout)
        except concurrent.futures.TimeoutError as waited:
            self.is_stuck = True
            self._pool = concurrent.futures.ThreadPoolExecutor(1)
            raise Unanswered(TroubleKind.TIMEOUT, f"gave up after {self._timeout:g} s") from waited
        if isinstance(problem, Unanswered):
            raise problem
        if problem is not None:
            raise _crashed(problem) from problem
        return future.result()

    def close(self) -> None:
        """Ends the thread."""
        self._pool.shutdown(wait=False)

    def _call(self, request: SentRequest) -> Answer:
        began = time.monotonic()
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], Any]:
            said[:] = [status, headers]
            return written.append

        written: list[bytes] = []
        answered = self._app(_environ(request), start_response)
        try:
            body = b"".join([*written, *answered])
        finally:
            if hasattr(answered, "close"):
                answered.close()
        if not said:
            raise Unanswered(TroubleKind.BROKEN, "the application did not answer")
        status = int(str(said[0]).split(" ", 1)[0])
        content = b"" if request.method.upper() == "HEAD" else body
        return Answer(status, grouped(said[1]), content, time.monotonic() - began)


def _environ(request: SentRequest) -> dict[str, Any]:
    """The environment of one request (PEP 3333)."""
    parts = urlsplit(request.url)
    body = request.body or b""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path, "latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "HTTP_HOST": parts.netloc,
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
    if request.body is not None:
        environ.setdefault("CONTENT_LENGTH", str(len(body)))
    return environ
