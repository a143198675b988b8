"""A number and what it counts, in words."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 finding``, ``2 findings``. ``plural`` where it is no matter of an s."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
