"""Statuses: which response an operation declares for one: its own, that of its range, or the default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def covering(responses: Mapping[str, T], status: str) -> T | None:
    """The response that stands for a status without one of its own. The default is none for success where some is
    declared: then it describes errors."""
    if not status.isdecimal():
        return None
    upper = {name.upper(): response for name, response in responses.items()}
    if (found := upper.get(f"{status[:1]}XX")) is not None:
        return found
    is_error = not status.startswith("2") or not any(name.startswith("2") for name in responses)
    return responses.get("default") if is_error else None


def is_narrowed(status: str, now: Mapping[str, object]) -> bool:
    """Whether a range of statuses is gone, and only some that were in it are declared instead."""
    return status.upper().endswith("XX") and any(name.isdecimal() and name.startswith(status[:1]) for name in now)
