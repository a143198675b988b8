"""Connections that can be cut while somebody waits: a server that sends a byte now and then is in time for every
time-out.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ReadTimeoutError

from specforge.contract.transport.certificates import own
from specforge.contract.transport.interim import FinalResponse
from specforge.contract.transport.limits import BoundedBody

# What each thread reads from.
_SOCKETS: dict[int, socket.socket] = {}


class Late(requests.ReadTimeout):
    """No answer came in time. Schemathesis reads the number of seconds from what urllib3 says in such a case."""

    def __init__(self, seconds: float) -> None:
        said = f"Read timed out. (read timeout={seconds:g})"
        super().__init__(ReadTimeoutError(None, None, said))  # type: ignore[arg-type]
        self.seconds = seconds


class TooLong(Late):
    """No complete answer came in the time that one may take in all."""


class GivenUp(Late):
    """Nothing was sent: the operation has kept us waiting before."""


def cut(thread: int) -> None:
    """Ends the exchange that a thread is in the middle of. It is told by an error, or by an early end of the answer."""
    line = _SOCKETS.pop(thread, None)
    if line is not None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


def forget(thread: int) -> None:
    """The thread has all that it waited for."""
    _SOCKETS.pop(thread, None)


class _Line:
    sock: Any

    def getresponse(self) -> Any:
        if self.sock is not None:
            _SOCKETS[threading.get_ident()] = self.sock
        return super().getresponse()  # type: ignore[misc]


class _Connection(_Line, HTTPConnection):
    """Without encryption."""

    response_class = FinalResponse


class _SecureConnection(_Line, HTTPSConnection):
    """With it."""

    response_class = FinalResponse


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    """``cut_short`` is the attribute of an answer that is set where it had more to say."""

    def __init__(self, cut_short: str) -> None:
        self._cut_short = cut_short
        super().__init__()

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        """An answer of which no more can be read than anybody has use for."""
        response = super().build_response(req, resp)
        response.raw = BoundedBody(resp, lambda: setattr(response, self._cut_short, True))
        return response

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def plain(session: requests.Session, cut_short: str) -> requests.Session:
    """The session without all that requests takes from the environment but certificates, on lines that can be cut.

    A proxy would see the requests, and a password in ``.netrc`` would go with those, too, that ask whether anybody
    gets in without one.
    """
    if session.trust_env:
        session.trust_env = False
        if session.verify is True:
            session.verify = own() or True
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter(cut_short))
    return session
