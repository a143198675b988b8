"""What a client may ask of the server: sizes in bytes, times in seconds."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

try:
    import resource
except ImportError:  # Windows, where no such limit is in the way
    resource = None  # type: ignore[assignment]

_ENOUGH = 65_536
# Files that are open for other reasons: the document's, the terminal's, the event loop's.
_OTHER_FILES = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """``head`` bounds the request line and the headers. A head is to be there ``head_time`` after its first byte, a
    body may be silent for ``silence``, and the whole request may take ``request_time``. A connection without a request
    is kept for ``idle``; a client that does not read what it asked for is waited for as long as ``unread``, and one
    that was refused for ``linger``. A server that stops finishes what it has begun within ``drain``. Every ``tick``
    connections are looked at: a clock for each of them would cost more. Without ``connections`` there are as many as
    the system allows."""

    head: int = 32 * 1024
    head_time: float = 20.0
    silence: float = 30.0
    request_time: float = 300.0
    idle: float = 75.0
    unread: float = 60.0
    linger: float = 3.0
    drain: float = 5.0
    tick: float = 1.0
    connections: int | None = None


def most_connections() -> int:
    """How many connections may be open at a time, after asking the system for as many as it gives without rights."""
    if resource is None:
        return _ENOUGH
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return _ENOUGH
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(_ENOUGH, hard)
    if soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return max(soft - _OTHER_FILES, 1)
