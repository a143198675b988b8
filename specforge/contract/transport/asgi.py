"""One request to an ASGI application in this process, on the loop that its lifespan runs on.

Between the request and the application there is one hop to the loop and back, and nothing else: a test sends thousands
of requests.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from specforge.contract.transport.limits import LONGEST, STREAM_PATIENCE, is_stream

PORTS = {"http": 80, "https": 443}

Pairs = list[tuple[str, str]]


class Limit(Protocol):
    """Says when enough was read of an answer that may never end."""

    def feed(self, chunk: bytes, /) -> bool:
        """Takes one more piece. True as soon as it is enough."""
        ...

    @property
    def complete_events(self) -> bytes:
        """What of the pieces is whole."""
        ...


LimitFor = Callable[[str | None], Limit | None]
"""The limit for an answer of this Content-Type; None where it is read to its end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an application runs. ``state`` copies what its lifespan has laid ready for requests."""

    app: Any
    loop: asyncio.AbstractEventLoop
    state: Callable[[], dict[str, Any]]


# Calls that were given up and have not ended yet.
_LEFT: set[asyncio.Task[None]] = set()
# How long, in seconds, one that was just given up may take to end.
_MOMENT = 0.5


def has_left_behind() -> bool:
    """True while an application is busy with a request that nobody waits for any more."""
    deadline = time.monotonic() + _MOMENT
    while any(not task.done() for task in list(_LEFT)):
        if time.monotonic() > deadline:
            return True
        time.sleep(0.01)
    return False


class Call:
    """A request and its answer, message by message (ASGI, "HTTP & WebSocket ASGI Message Format")."""

    def __init__(self, place: Place, method: str, url: str, headers: Pairs, body: bytes, limit_for: LimitFor) -> None:
        self._place = place
        self._limit_for = limit_for
        self._limit: Limit | None = None
        self._method, self._url, self._sent, self._sent_body = method, url, headers, body
        self._body = bytearray()
        self._is_asked = self._is_complete = self._is_enough = self._is_stream = False
        self._over: asyncio.Event | None = None
        self._task: asyncio.Task[None] | None = None
        # Held while the application is busy.
        self._busy = threading.Lock()
        self.status = 0
        self.headers: Pairs = []
        self.is_blocking = False

    def wait(self, seconds: float | None) -> None:
        """Until the application is through with the request. Raises what it raises.

        Raises TimeoutError where it has taken longer, unless what came by then is an answer.
        """
        problem = self.outcome(seconds)
        if problem is not None:
            raise problem
        assert self.status, "The application did not return a response."

    def outcome(self, seconds: float | None, farewell: float | None = None) -> BaseException | None:
        """As ``wait``, but returns what the application raises. ``farewell`` is how long, in seconds, a loop that is
        kept busy is waited for after that; None for as long as it takes."""
        self._busy.acquire()
        self._place.loop.call_soon_threadsafe(self._begin)
        if not self._is_through(seconds):
            self._place.loop.call_soon_threadsafe(self._give_up)
            # While the loop itself is kept busy, nothing can be sent to anybody.
            self.is_blocking = not self._busy.acquire(timeout=-1 if farewell is None else farewell)
            self._is_enough |= self._is_stream and not self._is_complete
            if self.is_blocking or not (self._is_complete or self._is_enough):
                raise TimeoutError
        task = self._task
        return task.exception() if task is not None and task.done() and not task.cancelled() else None

    def _is_through(self, seconds: float | None) -> bool:
        """Waits for the application. Nobody waits for the end of a stream."""
        if seconds is None or seconds <= STREAM_PATIENCE:
            return self._busy.acquire(timeout=-1 if seconds is None else seconds)
        if self._busy.acquire(timeout=STREAM_PATIENCE):
            return True
        return not self._is_stream and self._busy.acquire(timeout=seconds - STREAM_PATIENCE)

    @property
    def is_complete(self) -> bool:
        """True where the application has said all."""
        return self._is_complete

    @property
    def is_cut_short(self) -> bool:
        """True where the application had more to say."""
        return self._is_enough

    @property
    def body(self) -> bytes:
        """What it answered."""
        return self._limit.complete_events if self._limit is not None and self._is_enough else bytes(self._body)

    def _begin(self) -> None:
        self._task = self._place.loop.create_task(self._run())
        self._task.add_done_callback(self._end)

    async def _run(self) -> None:
        await self._place.app(self._scope(), self._receive, self._send)

    def _end(self, task: asyncio.Task[None]) -> None:
        _LEFT.discard(task)
        if self._busy.locked():
            self._busy.release()

    def _give_up(self) -> None:
        """The application is told, and may do about it what it likes."""
        if self._task is not None and not self._task.done():
            _LEFT.add(self._task)
            self._task.cancel()
            self._busy.release()

    def _scope(self) -> dict[str, Any]:
        url = urlsplit(self._url)
        port = url.port or PORTS[url.scheme]
        # Headers travel as Latin-1.
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self._sent]
        if not any(name == b"host" for name, _ in headers):
            headers.insert(0, (b"host", url.netloc.rpartition("@")[2].encode()))
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self._method,
            "path": unquote(url.path),
            "raw_path": url.path.encode(),
            "root_path": "",
            "scheme": url.scheme,
            "query_string": url.query.encode(),
            "headers": headers,
            "client": ["testclient", 50000],
            "server": [url.hostname or "", port],
            "state": self._place.state(),
        }

    async def _receive(self) -> dict[str, Any]:
        if not self._is_asked:
            self._is_asked = True
            return {"type": "http.request", "body": self._sent_body, "more_body": False}
        if not self._is_complete:
            self._over = self._over or asyncio.Event()
            await self._over.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            assert not self.status, 'Received multiple "http.response.start" messages.'
            pairs = message.get("headers", ())
            self.headers = [(bytes(n).decode("latin-1"), bytes(v).decode("latin-1")) for n, v in pairs]
            content_type = next((v for n, v in self.headers if n.lower() == "content-type"), None)
            self._limit, self._is_stream = self._limit_for(content_type), is_stream(content_type)
            self.status = message["status"]
        elif message["type"] == "http.response.body" and not self._is_enough:
            self._take(message.get("body", b""), message.get("more_body", False))
        if self._is_enough:
            # Whoever sends without ever waiting gets to know here that nobody listens.
            await asyncio.sleep(0)

    def _take(self, chunk: bytes, is_more_to_come: bool) -> None:
        assert self.status, 'Received "http.response.body" without "http.response.start".'
        assert not self._is_complete, 'Received "http.response.body" after response completed.'
        self._body += chunk if self._method != "HEAD" else b""
        self._is_complete = not is_more_to_come
        is_long = len(self._body) > LONGEST
        if is_long:
            del self._body[LONGEST:]
        if is_long or (is_more_to_come and self._limit is not None and self._limit.feed(chunk)):
            self._is_enough = True
        if self._is_enough and is_more_to_come:
            self._give_up()
        if self._over is not None and (self._is_complete or self._is_enough):
            self._over.set()
