"""The server: accepts connections, keeps time for them, and stops in order."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from socket import socket
from typing import Any

from specforge.mock.http import App
from specforge.mock.last_resort import describe
from specforge.mock.wire.connection import Connection
from specforge.mock.wire.limits import Limits, most_connections

_BACKLOG = 4096
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Server:
    """Serves an application on a socket. ``run`` returns after ``stop``, which may be called from any thread."""

    def __init__(self, app: App, tls: ssl.SSLContext | None = None, limits: Limits | None = None) -> None:
        self.app = app
        self._tls = tls
        self.limits = limits or Limits()
        self.max_body = app.handler.settings.max_body
        self.connections: set[Connection] = set()
        self.is_stopping = False
        self.now = 0.0
        self.date = b""
        self._most = self.limits.connections or most_connections()
        self._was_full = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = asyncio.Event()
        self._empty = asyncio.Event()

    async def run(self, bound: socket) -> None:
        """Takes the socket over."""
        self._loop = loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._report)
        clock = loop.create_task(self._keep_time(loop))
        listener = await loop.create_server(lambda: Connection(self), sock=bound, ssl=self._tls, backlog=_BACKLOG)
        if not self.is_stopping:
            await self._stopped.wait()
        listener.close()
        await asyncio.sleep(0)  # who was accepted just now becomes one of the connections
        await self._drain()
        clock.cancel()

    def stop(self) -> None:
        """From now on connections are refused. What has begun is finished, within a limit."""
        self.is_stopping = True
        with contextlib.suppress(RuntimeError):  # the loop has ended
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._stopped.set)

    def admit(self, connection: Connection) -> bool:
        """False when there are too many already."""
        self.connections.add(connection)
        if len(self.connections) <= self._most:
            return True
        if not self._was_full:
            self.app.report(f"refusing connections: {self._most} are open, and the system allows no more (ulimit -n)")
            self._was_full = True
        return False

    def forget(self, connection: Connection) -> None:
        self.connections.discard(connection)
        if not self.connections:
            self._empty.set()

    async def _keep_time(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            self.now = loop.time()
            self.date = b"date: %b\r\n\r\n" % http_date()
            for connection in list(self.connections):
                connection.check(self.now)
            await asyncio.sleep(self.limits.tick)

    async def _drain(self) -> None:
        for connection in list(self.connections):
            connection.retire()
        self._empty.clear()
        if self.connections:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), self.limits.drain)
        for connection in list(self.connections):
            connection.abort()

    def _report(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What nobody waits for, such as a connection that breaks while it is closed, is nobody's concern."""
        error = context.get("exception")
        if error is not None and not isinstance(error, OSError):
            self.app.report(describe(error))


def http_date(now: float | None = None) -> bytes:
    """The time as RFC 9110 section 5.6.7 wants it, whatever language the machine speaks."""
    at = time.gmtime(now)
    day, month = _DAYS[at.tm_wday], _MONTHS[at.tm_mon - 1]
    return f"{day}, {at.tm_mday:02} {month} {at.tm_year} {at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02} GMT".encode()
