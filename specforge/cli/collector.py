"""The garbage collector of Python, made patient for a verb that builds large trees and keeps them until it ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 1_000_000
_OBJECTS_OF_REQUESTS = 20_000
_YOUNGER_FIRST = 20


@contextmanager
def patient_collector() -> Iterator[None]:
    """Looks for garbage after a million new objects instead of every 700: a fifth of the time of a large document.

    It still looks, since a run may lint thousands of documents one after the other.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        # All that is there now counts as old: else the next object would have every one of them looked at.
        gc.freeze()
        gc.unfreeze()
        gc.set_threshold(*before)


@contextmanager
def settled_collector() -> Iterator[None]:
    """For a verb that has loaded what it needs, and from now on makes and drops things request by request: what is
    there is not looked at again, and what comes less often than by default. A tenth of the time of a test."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS_OF_REQUESTS, _YOUNGER_FIRST, _YOUNGER_FIRST)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
