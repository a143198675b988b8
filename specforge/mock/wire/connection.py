"""One connection: the bytes of a client become requests, and the replies go back in their order.

The parser is llhttp (httptools), which refuses what is no HTTP/1.1, such as a body with two lengths. What it finds
comes through the ``on_`` methods; where one of them raises, parsing ends.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable
from enum import IntEnum
from time import perf_counter
from typing import TYPE_CHECKING

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpRequestParser

from specforge.mock.delivery import Delivery, End, Stream, break_off
from specforge.mock.last_resort import describe
from specforge.mock.message import Reply, Request
from specforge.mock.problem import Kind
from specforge.mock.wire.head import head_of, head_of_stream, is_closing
from specforge.mock.wire.names import header_name
from specforge.mock.wire.refusal import Refusal, check_head, head_too_large, too_large
from specforge.mock.wire.start_line import LONGEST_METHOD, method_of, prepare, split_target

if TYPE_CHECKING:
    from specforge.mock.wire.server import Server

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_CLOSE = b"connection: close\r\n"
_KEEP_ALIVE = b"connection: keep-alive\r\n"
# A body is joined to its head, so that both leave in one packet, unless copying it costs more than that saves.
_JOINED = 64 * 1024


class Phase(IntEnum):
    """What a client is doing: nothing, sending a head, sending a body. OVER: nobody listens to it any more."""

    IDLE = 0
    HEAD = 1
    BODY = 2
    OVER = 3


_IDLE, _HEAD, _BODY, _OVER = Phase


class _Enough(Exception):
    """What follows the last request of a connection is nobody's concern."""


class Connection(asyncio.Protocol):
    """Lives as long as its socket, and is one of the ``connections`` of its server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._transport: asyncio.Transport
        self._client = ""
        self._phase = _IDLE
        # When the client was last heard of, and when its request began.
        self._since = self._began = server.now
        self._held = b""
        self._renamed: str | None = None
        self._unaccounted = 0
        self._url = b""
        self._headers: dict[str, str] = {}
        self._chunks: list[bytes] = []
        self._size = 0
        self._waiting: deque[tuple[Request, bool]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._unread: asyncio.Event | None = None
        self._refusal: Refusal | None = None
        self._new_parser()

    def _new_parser(self) -> None:
        self._parser = HttpRequestParser(self)
        # What follows the last request of a connection is no error: nobody looks at it.
        self._parser.set_dangerous_leniencies(lenient_data_after_close=True)

    # -- what the transport says --------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        peer = transport.get_extra_info("peername")
        self._client = str(peer[0]) if peer else ""
        if not self._server.admit(self):
            self._refuse(Refusal(Kind.BUSY, "All the connections that this server may have are in use."))

    def connection_lost(self, error: Exception | None) -> None:
        self._phase = _OVER
        self._waiting.clear()
        self._server.forget(self)
        if self._task is not None:
            self._task.cancel()

    def eof_received(self) -> bool:
        """A client that has said all that it wanted to may still wait for answers."""
        if self._task is None and not self._waiting:
            return False
        self._phase = _OVER
        return True

    def data_received(self, data: bytes) -> None:
        step = self._server.limits.head
        for begin in range(0, len(data), step):
            if self._phase is not _OVER:
                self._since = self._server.now
                self._feed(data[begin : begin + step])

    def pause_writing(self) -> None:
        """The client does not read what it asked for: from now on it has to wait for more of it."""
        self._unread = asyncio.Event()
        self._since = self._server.now

    def resume_writing(self) -> None:
        if self._unread is not None:
            self._unread.set()
            self._unread = None
        self._since = self._server.now
        self._go_on()

    # -- what the parser says -----------------------------------------------------------------------------------------

    def _feed(self, data: bytes) -> None:
        if self._phase is _IDLE:
            data = self._held + data
            if b" " not in data and len(data) < LONGEST_METHOD:
                self._held = data
                return
            self._held = b""
            data, self._renamed = prepare(data)
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as upgrade:
            self._stay(data[upgrade.args[0] :])
        except HttpParserCallbackError as error:
            self._failed(error.__context__ or error)
        except HttpParserError as error:
            self._refuse(Refusal(Kind.MALFORMED, f"{error}."))
        self._unaccounted += len(data)
        if self._unaccounted > self._server.limits.head:
            self._refuse(head_too_large(self._server.limits.head))

    def _stay(self, rest: bytes) -> None:
        """Whatever protocol a client proposes to change to, it is answered in HTTP/1.1 (RFC 9110 section 7.8)."""
        self._new_parser()
        if rest and self._phase is _IDLE:
            self._feed(rest)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, _Enough):
            return
        if not isinstance(error, Refusal):
            self._server.app.report(describe(error))
            error = Refusal(Kind.UNKNOWN, "The mock failed to read the request; its log says why.")
        self._refuse(error)

    def on_message_begin(self) -> None:
        if self._phase is _OVER:
            raise _Enough
        self._phase = _HEAD
        self._began = self._server.now
        self._unaccounted = 0
        self._url = b""
        self._headers = {}

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._phase is not _HEAD:  # a trailer
            return
        key, text = header_name(name), value.decode("latin-1")
        headers = self._headers
        if key in headers:
            text = f"{headers[key]}{'; ' if key == 'cookie' else ', '}{text}"
        headers[key] = text

    def on_headers_complete(self) -> None:
        self._phase = _BODY
        if self._unaccounted:  # it came in several pieces
            self._check_size()
        check_head(self._parser, self._headers, self._server.max_body)
        if "expect" in self._headers and not self._is_busy:
            self._transport.write(_CONTINUE)

    def _check_size(self) -> None:
        size = len(self._url) + sum(len(name) + len(value) + 4 for name, value in self._headers.items())
        if size > self._server.limits.head:
            raise head_too_large(self._server.limits.head)

    def on_body(self, body: bytes) -> None:
        self._unaccounted = 0
        self._size += len(body)
        if self._size > self._server.max_body:
            raise too_large(self._server.max_body)
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        keep = self._parser.should_keep_alive()
        self._phase = _IDLE if keep else _OVER
        request = self._request()
        if self._is_busy:
            self._waiting.append((request, keep))
            self._transport.pause_reading()
        else:
            self._answer(request, keep)

    def _request(self) -> Request:
        method, self._renamed = self._renamed or method_of(self._parser.get_method()), None
        body = b""
        if self._chunks:
            body = b"".join(self._chunks)
            self._chunks, self._size = [], 0
        path, query = split_target(self._url)
        return Request(method, path, query, self._headers, body, client=self._client)

    # -- what the application says ------------------------------------------------------------------------------------

    @property
    def _is_busy(self) -> bool:
        """True while answers must wait: for an earlier one, or for the client to read."""
        return self._task is not None or self._unread is not None or bool(self._waiting)

    def _answer(self, request: Request, keep: bool) -> None:
        began = perf_counter()
        answer = self._server.app.answer(request)
        if isinstance(answer, Reply) and answer.delivery is None:
            self._server.app.observe(request, answer, perf_counter() - began)
            self._send(request, answer, keep)
        else:
            work = self._answer_later(request, answer, began, keep)
            self._task = asyncio.get_running_loop().create_task(work)

    async def _answer_later(self, request: Request, answer: Reply | Awaitable[Reply], began: float, keep: bool) -> None:
        try:
            reply = answer if isinstance(answer, Reply) else await answer
            self._server.app.observe(request, reply, perf_counter() - began)
            if reply.delivery is None:
                self._send(request, reply, keep)
            else:
                await self._deliver(request, reply, reply.delivery, keep)
        finally:
            self._task = None
            self._since = self._server.now
        self._go_on()

    def _go_on(self) -> None:
        """Answers what had to wait, and listens again when that is done."""
        while self._waiting and self._task is None and self._unread is None:
            self._answer(*self._waiting.popleft())
        if self._is_busy or self._transport.is_closing():
            return
        if self._refusal is not None:
            self._refuse(self._refusal)
        elif self._phase is _OVER or self._server.is_stopping:
            self._end()
        else:
            self._transport.resume_reading()

    def _send(self, request: Request, reply: Reply, keep: bool) -> None:
        server = self._server
        keep = keep and not server.is_stopping and not is_closing(reply)
        body = b"" if request.method == "HEAD" else reply.body
        if len(body) > _JOINED:
            self._transport.write(b"".join((head_of(reply), _connection(request, keep), server.date)))
            self._transport.write(body)
        else:
            self._transport.write(b"".join((head_of(reply), _connection(request, keep), server.date, body)))
        if not keep:
            self._end()

    async def _deliver(self, request: Request, reply: Reply, delivery: Delivery, keep: bool) -> None:
        """A reply that does not come at once, or not whole."""
        keep = keep and delivery.end is End.WHOLE and not self._server.is_stopping
        if delivery.stream is not None:
            await self._pass_on(request, reply, delivery.stream, delivery.delay, keep)
            return
        await asyncio.sleep(delivery.delay)
        if delivery.has_head:
            self._transport.write(b"".join((head_of(reply), _connection(request, keep), self._server.date)))
            for pause, part in delivery.parts(b"" if request.method == "HEAD" else reply.body):
                await asyncio.sleep(pause)
                if self._unread is not None:
                    await self._unread.wait()
                self._transport.write(part)
        if delivery.end is not End.WHOLE:
            self._phase = _OVER
            break_off(self._transport, delivery.end)
        elif not keep:
            self._end()

    async def _pass_on(self, request: Request, reply: Reply, stream: Stream, delay: float, keep: bool) -> None:
        """A reply whose body comes piece by piece. Without a length and without chunks (HTTP/1.0) its end is that of
        the connection."""
        has_length = reply.header("content-length") is not None
        is_chunked = not has_length and self._parser.get_http_version() != "1.0"
        keep = keep and (has_length or is_chunked)
        head = head_of_stream(reply, is_chunked=is_chunked)
        try:
            async with contextlib.aclosing(stream):
                await asyncio.sleep(delay)
                self._transport.write(b"".join((head, _connection(request, keep), self._server.date)))
                async for part in stream:
                    if self._unread is not None:
                        await self._unread.wait()
                    self._transport.write(b"%x\r\n%b\r\n" % (len(part), part) if is_chunked and part else part)
        except OSError:
            self._phase = _OVER
            self._transport.abort()
            return
        if is_chunked:
            self._transport.write(b"0\r\n\r\n")
        if not keep:
            self._end()

    # -- the end ------------------------------------------------------------------------------------------------------

    def _refuse(self, refusal: Refusal) -> None:
        """Says why, after what had to wait, and listens no more.

        What the client still sends is thrown away for a while: a connection that is closed with unread bytes is reset,
        and the client might never see the answer.
        """
        if self._phase is _OVER and self._refusal is not refusal:
            return
        self._phase = _OVER
        self._refusal = refusal
        self._since = self._server.now
        if self._is_busy:
            return
        path, query = split_target(self._url or b"-")
        method = self._renamed or method_of(self._parser.get_method()) if self._url else "-"
        request = Request(method, path, query, self._headers)
        reply = self._server.app.refuse(request, refusal)
        self._refusal = None
        body = b"" if method == "HEAD" else reply.body
        self._transport.write(b"".join((head_of(reply), _CLOSE, self._server.date, body)))
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()

    def _end(self) -> None:
        self._phase = _OVER
        self._waiting.clear()
        self._transport.close()

    def retire(self) -> None:
        """The server stops: nothing new is begun."""
        if self._phase is _IDLE and not self._is_busy:
            self._end()

    def check(self, now: float) -> None:
        """Gives up a client that lets itself be waited for."""
        limits = self._server.limits
        silent = now - self._since
        if self._unread is not None:
            if silent > limits.unread:
                self._transport.abort()
        elif self._task is not None or self._waiting:
            return
        elif self._phase is _OVER:
            if silent > limits.linger:
                self._transport.abort()
        elif self._phase is _IDLE:
            if silent > limits.idle:
                self._end()
        elif self._is_late(now, silent):
            self._refuse(Refusal(Kind.TIMEOUT, "The request did not come in time."))

    def _is_late(self, now: float, silent: float) -> bool:
        limits, taken = self._server.limits, now - self._began
        if self._phase is _HEAD:
            return taken > limits.head_time
        return silent > limits.silence or taken > limits.request_time

    def abort(self) -> None:
        """Ends at once, whatever there is to do."""
        self._transport.abort()


def _connection(request: Request, keep: bool) -> bytes:
    """HTTP/1.0 has to be told that the connection stays, HTTP/1.1 that it does not."""
    if not keep:
        return _CLOSE
    return _KEEP_ALIVE if "connection" in request.headers else b""
