"""The client for applications in this process: ASGI, on the loop that their lifespan runs on, and WSGI."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import unquote, urlsplit

from werkzeug.test import create_environ, run_wsgi_app

from specforge.contract.events import TroubleKind
from specforge.contract.probing.client import Unanswered, grouped
from specforge.contract.transport.asgi import Call, Place, has_left_behind
from specforge.contract.transport.aside import is_anything_left, outcome
from specforge.contract.transport.limits import BoundedApp
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
        if problem is not None and not (call.is_complete or call.is_cut_short):
            raise _crashed(problem) from problem
        if not call.status:
            raise Unanswered(TroubleKind.BROKEN, "the application did not answer")
        is_cut = call.is_cut_short or not call.is_complete
        return Answer(call.status, grouped(call.headers), call.body, time.monotonic() - began, is_cut)

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
        self._app = app
        self._timeout = timeout

    @property
    def is_stuck(self) -> bool:
        """True while the application is busy with something that nobody waits for."""
        return is_anything_left()

    def send(self, request: SentRequest) -> Answer:
        """The answer. Raises Unanswered."""
        try:
            told = outcome(lambda: self._call(request), self._timeout)
        except TimeoutError as waited:
            raise Unanswered(TroubleKind.TIMEOUT, f"gave up after {self._timeout:g} s") from waited
        problem = told.exception()
        if problem is not None:
            raise _crashed(problem) from problem
        return told.result()

    def close(self) -> None:
        """Nothing to let go of."""

    def _call(self, request: SentRequest) -> Answer:
        began = time.monotonic()
        parts = urlsplit(request.url)
        environ = create_environ(
            parts.path,
            f"{parts.scheme}://{parts.netloc}",
            query_string=parts.query,
            method=request.method,
            headers=list(request.headers.items()),
            data=request.body,
            # Of a path that begins with two slashes werkzeug makes a host.
            environ_overrides={"PATH_INFO": unquote(parts.path, "latin-1")},
        )
        app = BoundedApp(self._app)
        pieces, status, headers = run_wsgi_app(app, environ, buffered=True)
        body = b"".join(pieces) if request.method.upper() != "HEAD" else b""
        return Answer(int(status.partition(" ")[0]), grouped(headers), body, time.monotonic() - began, app.is_cut)
