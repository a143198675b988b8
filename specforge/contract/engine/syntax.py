"""Python's own parser, for one thread at a time.

Before Python 3.13 it counts how deep it is in one number for all threads: when two of them parse, both may fail with
"AST constructor recursion depth mismatch". Hypothesis parses the source of functions in every worker.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_LOCK = threading.RLock()


def parse_in_turn(parser: Any) -> None:
    """Lets ``parser.parse`` (``parser`` is the module ``ast``) be called by one thread at a time."""
    if sys.version_info < (3, 13) and not hasattr(parser.parse, "__wrapped__"):
        parser.parse = in_turn(parser.parse)


def in_turn(function: Callable[P, R]) -> Callable[P, R]:
    """The function, which one thread at a time may be in."""

    @wraps(function)
    def alone(*arguments: P.args, **named: P.kwargs) -> R:
        with _LOCK:
            return function(*arguments, **named)

    return alone
