"""Work that may never end is done in a thread that can be left behind."""

from __future__ import annotations

import concurrent.futures
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

# The pool of each thread, which has one thread itself: applications keep things by thread.
_POOLS = threading.local()
_LEFT: list[concurrent.futures.Future[Any]] = []


def aside(work: Callable[[], T], seconds: float) -> T:
    """What ``work`` returns. Raises what it raises, and TimeoutError where it takes longer: it then goes on alone."""
    return outcome(work, seconds).result()


def outcome(work: Callable[[], T], seconds: float) -> concurrent.futures.Future[T]:
    """As ``aside``, but what ``work`` raises is in the future, which is done."""
    if not hasattr(_POOLS, "pool"):
        _POOLS.pool = concurrent.futures.ThreadPoolExecutor(1, "aside")
    future: concurrent.futures.Future[T] = _POOLS.pool.submit(work)
    done, _ = concurrent.futures.wait([future], seconds)
    if not done:
        _LEFT.append(future)
        del _POOLS.pool
        raise TimeoutError
    return future


def is_anything_left() -> bool:
    """True while something goes on that nobody waits for. It would keep the process from ending."""
    return any(not future.done() for future in _LEFT)
