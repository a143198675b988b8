"""A part of the operations for each of several machines: ``--shard 2/3``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from specforge.document.model import Operation
from specforge.errors import UsageError


@dataclass(frozen=True, slots=True)
class Shard:
    """The part ``index`` (from 1) of ``count``."""

    index: int
    count: int

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


def parse_shard(text: object) -> Shard:
    """``2/3``. Raises UsageError."""
    found = re.fullmatch(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})", text) if isinstance(text, str) else None
    if found is None or int(found[1]) > int(found[2]):
        raise UsageError(f"{text!r} is no shard", help="write it as 1/3, 2/3 and 3/3: one for each machine")
    return Shard(int(found[1]), int(found[2]))


def share_of(operations: Sequence[Operation], shard: Shard) -> tuple[Operation, ...]:
    """The operations of one machine, in their order.

    Every machine works out the same parts from the same document. What belongs together stays together, since tests
    create in one operation what they read in the next: all paths below ``/pets``, unless they are more than a
    machine's share.
    """
    parts: list[list[Operation]] = [[] for _ in range(shard.count)]
    for group in sorted(_groups(operations, shard.count), key=len, reverse=True):
        min(parts, key=len).extend(group)
    mine = {operation.label for operation in parts[shard.index - 1]}
    return tuple(operation for operation in operations if operation.label in mine)


def _groups(operations: Sequence[Operation], count: int) -> list[list[Operation]]:
    """By resource where no group is larger than a share, else those that are by path, else by operation."""
    largest = -(-len(operations) // count)
    groups = [list(operations)]
    for key in (_resource, _path, _label):
        groups = [part for group in groups for part in (_split(group, key) if len(group) > largest else [group])]
    return groups if len(groups) >= count else [[operation] for operation in operations]


def _split(operations: Iterable[Operation], key: Callable[[Operation], str]) -> list[list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in operations:
        found.setdefault(key(operation), []).append(operation)
    return list(found.values())


def _resource(operation: Operation) -> str:
    """The path up to its first parameter."""
    return operation.path.partition("{")[0].rstrip("/")


def _path(operation: Operation) -> str:
    return operation.path


def _label(operation: Operation) -> str:
    return operation.label
