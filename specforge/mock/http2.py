"""HTTP/2, and HTTP/1.1 beside it, by granian around the ASGI application. Loaded for ``--http2`` only."""

from __future__ import annotations

import asyncio
import contextlib
from socket import socket

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server as Granian

from specforge.mock.http import App
from specforge.mock.tls import Files
from specforge.mock.wire.limits import Limits

_BACKLOG = 1024


class _OnSocket(Granian):
    """Granian binds an address. Ours is bound already: others have been told the port, and other workers share it."""

    bound: socket

    def _init_shared_socket(self) -> None:
        self._ssp = None
        self._shd = SocketHolder(self.bound.detach(), False, _BACKLOG)  # type: ignore[assignment, call-arg]


class Http2Server:
    """As ``specforge.mock.wire.server.Server``."""

    def __init__(self, app: App, files: Files | None) -> None:
        self.app = app
        self._granian = _OnSocket(
            app,
            interface=Interfaces.ASGINL,
            http=HTTPModes.auto,
            websockets=False,
            log_enabled=False,
            ssl_cert=files.certificate if files is not None else None,
            ssl_key=files.key if files is not None else None,
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._serving: asyncio.Task[None] | None = None
        self._is_stopping = False

    async def run(self, bound: socket) -> None:
        """Takes the socket over."""
        self._loop = asyncio.get_running_loop()
        self._granian.bound = bound
        if not self._is_stopping:
            serving = self._serving = self._loop.create_task(self._granian.serve())
            await asyncio.wait([serving])
            if not serving.cancelled():
                serving.result()
        bound.close()

    def stop(self) -> None:
        """From now on connections are refused."""
        self._is_stopping = True
        with contextlib.suppress(RuntimeError):  # the loop has ended
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._end, self._loop)

    def _end(self, loop: asyncio.AbstractEventLoop) -> None:
        """Granian would wait for ever for clients that keep a connection for later."""
        self._granian.stop()  # type: ignore[no-untyped-call]
        if self._serving is not None:
            loop.call_later(Limits().drain, self._serving.cancel)
