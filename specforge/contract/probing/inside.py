"""The client for applications in this process: ASGI, on the loop that their lifespan runs on, and WSGI."""

from __future__ import annotations

import concurrent.futures
import io
import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from specforge.contract.asgi import Call, Place, has_left_behind
from specforge.contract.events import TroubleKind
from specforge.contract.probing.client import Unanswered, grouped
from specforge.findings.exchange import Answer, SentRequest

# How long a loop that is kept busy is waited for when the time is up.
_FAREWELL = 1.0


class AsgiClient:
    """Calls an ASGI application where its lifespan runs."""

    def __init__(self, place: Place, timeout: float) -> None:
        self._place = place
        self._timeout = timeout
        self._is_blocked = False

    @property
    def is_stuck(self) -> bool:
        """True while the application is busy with something that nobody waits for."""
        return self._is_blocked or has_left_behind()

    def send(self, request: SentRequest) -> Answer:
        """The answer. Raises Unanswered."""
        pairs = [(name, value.encode("latin-1", "replace").decode("latin-1")) for name, value in _headers(request)]
        call = Call(self._place, request.method, request.url, pairs, request.body or b"", lambda _: None)
        began = time.monotonic()
        try:
            problem = call.outcome(self._timeout, _FAREWELL)
        except TimeoutError as waited:
            self._is_blocked |= call.is_blocking
            raise Unanswered(TroubleKind.TIMEOUT, f"gave up after {self._timeout:g} s") from waited
        # What an application does after its answer is no part of it.
        if problem is not None and not call.is_complete:
            raise _crashed(problem) from problem
        if not call.status:
            raise Unanswered(TroubleKind.BROKEN, "the application did not answer")
        return Answer(call.status, grouped(call.headers), call.body, time.monotonic() - began, not call.is_complete)

    def close(self) -> None:
        """Nothing to let go of: the lifespan lasts until this process ends."""


def _headers(request: SentRequest) -> list[tuple[str, str]]:
    """As a server hands them over: the length of the body among them."""
    found = list(request.headers.items())
    if request.body is not None and request.header("content-length") is None:
        found.append(("content-length", str(len(request.body))))
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
