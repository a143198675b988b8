"""Delivery: how a reply reaches the client where it does not come at once and whole, the same on every server."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

# A slow body comes in so many pieces.
_PIECES = 20


class End(Enum):
    """What follows what was sent: nothing (the reply is whole), the end of the connection, or its reset (RST)."""

    WHOLE = "whole"
    CLOSE = "close"
    RESET = "reset"


class Stream(Protocol):
    """A body that comes piece by piece. It raises OSError where it breaks off, and is closed in any case."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """After ``delay`` seconds come the status and the headers (none without ``has_head``), then ``share`` (0 to 1) of
    the body over ``pace`` seconds, then ``silence``, then the ``end``.

    With a ``stream`` the body is what that gives, as it comes.
    """

    delay: float = 0.0
    has_head: bool = True
    share: float = 1.0
    pace: float = 0.0
    silence: float = 0.0
    end: End = End.WHOLE
    stream: Stream | None = None

    def parts(self, body: bytes) -> Iterator[tuple[float, bytes]]:
        """What is sent of the body, in pieces, each with the seconds to wait before it. A piece may be empty."""
        sent = body[: int(len(body) * self.share)]
        pieces = max(1, min(_PIECES, len(sent))) if self.pace else 1
        for number in range(pieces):
            begin, end = (len(sent) * step // pieces for step in (number, number + 1))
            yield self.pace / pieces, sent[begin:end]
        if self.silence:
            yield self.silence, b""


def break_off(transport: asyncio.Transport, end: End) -> None:
    """Closes a connection in the middle, after what was written already, or resets it at once."""
    if end is End.CLOSE:
        transport.close()
        return
    bound = transport.get_extra_info("socket")
    if bound is not None:
        # Lingering for no time makes the close a reset. Both descriptors are of one and the same connection.
        with socket.socket(fileno=os.dup(bound.fileno())) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
