"""How much is too much for one thing: nothing that a client sends may exhaust the stack or the memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

DEEPEST = 100
MOST_PARTS = 200_000


def is_deep(value: Any) -> bool:
    """More levels than anything that is kept. Looked for level by level: a walk down would exhaust the stack."""
    level = [value]
    for _ in range(DEEPEST):
        level = [child for part in level for child in _children(part) if isinstance(child, dict | list)]
        if not level:
            return False
    return True


def is_huge(value: Any) -> bool:
    """More parts than a client could send in one request of decent size."""
    stack, count = [value], 0
    while stack and count < MOST_PARTS:
        stack.extend(_children(stack.pop()))
        count += 1
    return bool(stack)


def _children(part: Any) -> Iterable[Any]:
    if isinstance(part, dict):
        return part.values()
    return part if isinstance(part, list) else ()
