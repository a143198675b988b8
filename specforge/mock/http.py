"""What answers requests, as an ASGI application (https://asgi.readthedocs.io, HTTP and lifespan)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping, Sequence
from typing import Any, Protocol
from urllib.parse import quote

from specforge.mock.cors import allow_origin
from specforge.mock.delivery import Delivery, End, break_off
from specforge.mock.last_resort import Report, answer
from specforge.mock.message import RawHeader, Reply, Request
from specforge.mock.problem import Kind, Problem
from specforge.mock.settings import Settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Observer = Callable[[Request, Reply, float], None]
"""Is told of each exchange when its reply is known, and how many seconds that took."""


class Handler(Protocol):
    """Gives the reply to any request, at once or (a proxy, a delayed answer) after a while. It never raises for what a
    client sent."""

    @property
    def settings(self) -> Settings: ...

    def handle(self, request: Request) -> Reply | Awaitable[Reply]: ...


_log = logging.getLogger("specforge.mock").error


class App:
    """``handler`` may be replaced at any time: requests that have begun end with the one they began with. ``report``
    is told of bugs, else the log of Python."""

    def __init__(self, handler: Handler, observers: Sequence[Observer] = (), report: Report | None = None) -> None:
        self.handler = handler
        self.observers = list(observers)
        self.report = report or _log

    def answer(self, request: Request) -> Reply | Awaitable[Reply]:
        """The reply to any request, whatever happens. Whoever sends it calls ``observe``."""
        return answer(self.handler, request, self.report)

    def observe(self, request: Request, reply: Reply, seconds: float) -> None:
        """Tells the observers of an exchange."""
        for observer in self.observers:
            observer(request, reply, seconds)

    def refuse(self, request: Request, problem: Problem) -> Reply:
        """The reply to a request that is not even looked at, observed already. A browser may read it as any other."""
        reply = problem.reply()
        if self.handler.settings.cors:
            reply = allow_origin(request, reply)
        self.observe(request, reply, 0.0)
        return reply

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})

    async def _http(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = _headers(scope["headers"])
        body: bytes | None = b""
        if "content-length" in headers or "transfer-encoding" in headers:
            body = await _read(receive, self.handler.settings.max_body)
        query, client = scope["query_string"].decode("latin-1"), scope.get("client") or ("",)
        request = Request(scope["method"], _path(scope), query, headers, body or b"", client=client[0])
        if body is None:
            reply = self.refuse(request, _too_large(self.handler.settings))
        else:
            reply = await self._answered(request)
        content = b"" if request.method == "HEAD" else reply.body
        if reply.delivery is not None:
            await _deliver(reply, reply.delivery, content, receive, send)
            return
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        await send({"type": "http.response.body", "body": content})

    async def _answered(self, request: Request) -> Reply:
        began = time.perf_counter()
        reply = self.answer(request)
        if not isinstance(reply, Reply):
            reply = await reply
        self.observe(request, reply, time.perf_counter() - began)
        return reply


async def _deliver(reply: Reply, delivery: Delivery, body: bytes, receive: Receive, send: Send) -> None:
    """A reply that does not come at once, or not whole."""
    await asyncio.sleep(delivery.delay)
    if delivery.has_head:
        await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
        if delivery.stream is not None:
            async with contextlib.aclosing(delivery.stream):
                async for part in delivery.stream:
                    await send({"type": "http.response.body", "body": part, "more_body": True})
        for pause, part in delivery.parts(body):
            await asyncio.sleep(pause)
            await send({"type": "http.response.body", "body": part, "more_body": True})
    if delivery.end is End.WHOLE:
        await send({"type": "http.response.body", "body": b""})
        return
    # ASGI has no word for it, but the server's connection is behind its ``send``.
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        # It breaks off by itself what was begun.
        if not delivery.has_head:
            await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
            await send({"type": "http.response.body", "body": b"", "more_body": True})
        raise ConnectionAbortedError("the reply is broken off on purpose")
    break_off(transport, delivery.end)
    while (await receive())["type"] != "http.disconnect":
        pass


def _path(scope: Message) -> str:
    raw: bytes | None = scope.get("raw_path")
    return raw.decode("latin-1") if raw is not None else quote(scope["path"])


def _headers(raw: Iterable[RawHeader]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        if key in headers:
            text = f"{headers[key]}{'; ' if key == 'cookie' else ', '}{text}"
        headers[key] = text
    return headers


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The whole body, or None as soon as it is larger than ``limit``."""
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
        more = message.get("more_body", False)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(settings: Settings) -> Problem:
    return Problem(Kind.TOO_LARGE, f"The limit is {settings.max_body} bytes.", headers={"connection": "close"})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
