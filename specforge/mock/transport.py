"""The mock as a transport of httpx: requests are answered in this process, without a socket."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx

from specforge.document.load import LoadOptions
from specforge.document.model import Document
from specforge.findings.model import Finding
from specforge.mock.api import Spec, target_of
from specforge.mock.delivery import Delivery, End, Stream
from specforge.mock.engine import say_nothing
from specforge.mock.har.recorder import recorder_of
from specforge.mock.hub import mount
from specforge.mock.message import Reply, Request
from specforge.mock.settings import Settings


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers for a document, to clients of both kinds::

        client = httpx.Client(transport=MockTransport("openapi.yaml"), base_url="http://mock")

    ``spec`` and ``settings`` are those of Mock, but cross-origin headers are left out unless they are asked for. Delays
    are waited for, and broken connections raise what a broken connection raises. Raises InputError for a document that
    cannot be read.
    """

    def __init__(
        self,
        spec: Spec | Mapping[str, Spec],
        *,
        settings: Settings | None = None,
        options: LoadOptions | None = None,
    ) -> None:
        target = target_of(spec, options)
        self.document: Document = target.document
        chosen = settings or Settings(cors=False)
        self._service, mounted = mount(target, chosen)
        self._recorder = recorder_of(chosen, [one.service.document for one in mounted], say_nothing)
        self._observers = [*self._service.observers, *([self._recorder.observe] if self._recorder else [])]
        if self._recorder is not None:
            self._recorder.open()
            self._recorder.start()
        # A document is answered for by one thread at a time.
        self._lock = threading.Lock()

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with real traffic until now, where there is some (``proxy``, ``replay``)."""
        return self._service.findings

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request of a Client."""
        request.read()
        asked, began = _request(request), time.perf_counter()
        made = self._made(asked)
        reply = made if isinstance(made, Reply) else _finished(made)
        reply = self._observed(asked, reply, began)
        if reply.delivery is not None:
            time.sleep(_waiting(request, reply.delivery))
        return _response(request, reply)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to a request of an AsyncClient."""
        await request.aread()
        asked, began = _request(request), time.perf_counter()
        made = self._made(asked)
        reply = self._observed(asked, made if isinstance(made, Reply) else await made, began)
        if reply.delivery is not None:
            await asyncio.sleep(_waiting(request, reply.delivery))
        if reply.delivery is not None and reply.delivery.stream is not None:
            return httpx.Response(reply.status, headers=list(reply.headers), stream=_Passed(reply.delivery.stream))
        return _response(request, reply)

    def close(self) -> None:
        """Writes what was recorded (``record``). A client closes its transport. Raises OutputError."""
        if self._recorder is not None:
            self._recorder.close()

    async def aclose(self) -> None:
        """The same for an AsyncClient."""
        self.close()

    def _made(self, asked: Request) -> Reply | Awaitable[Reply]:
        with self._lock:
            return self._service.handle(asked)

    def _observed(self, asked: Request, reply: Reply, began: float) -> Reply:
        for observer in self._observers:
            observer(asked, reply, time.perf_counter() - began)
        return reply


class _Passed(httpx.AsyncByteStream):
    """A body that comes piece by piece."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def _request(request: httpx.Request) -> Request:
    path, _, query = request.url.raw_path.decode("latin-1").partition("?")
    # The pipeline wants what a server makes of them: lower-case names, and what came twice joined.
    headers: dict[str, str] = {}
    for raw, value in request.headers.raw:
        name, text = raw.decode("latin-1").lower(), value.decode("latin-1")
        joint = "; " if name == "cookie" else ", "
        headers[name] = f"{headers[name]}{joint}{text}" if name in headers else text
    return Request(request.method, path, query, headers, request.content)


def _finished(made: Awaitable[Reply]) -> Reply:
    """What takes a while (the proxy, the desk) is asynchronous. Our thread may have an event loop that runs already."""

    async def finish() -> Reply:
        reply = await made
        if reply.delivery is None or reply.delivery.stream is None:
            return reply
        async with contextlib.aclosing(reply.delivery.stream):
            return replace(reply, body=b"".join([part async for part in reply.delivery.stream]), delivery=None)

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, finish()).result()


def _waiting(request: httpx.Request, delivery: Delivery) -> float:
    """How long the client waits for the answer, which may be longer than it wants to. Raises ReadTimeout then."""
    limit = request.extensions.get("timeout", {}).get("read")
    if limit is not None and max(delivery.delay, delivery.silence) > limit:
        raise httpx.ReadTimeout("the mock takes longer", request=request)
    return delivery.delay + delivery.pace + delivery.silence


def _response(request: httpx.Request, reply: Reply) -> httpx.Response:
    """Raises what a client raises whose connection is broken."""
    delivery = reply.delivery
    if delivery is not None and delivery.end is End.RESET:
        raise httpx.ReadError("the mock reset the connection", request=request)
    if delivery is not None and delivery.end is End.CLOSE:
        raise httpx.RemoteProtocolError("the mock closed the connection before the answer was whole", request=request)
    body = b"" if request.method == "HEAD" else reply.body
    return httpx.Response(reply.status, headers=list(reply.headers), stream=httpx.ByteStream(body))
