"""Compares parts of two versions of a document by value, together with everything that they refer to.

Two nodes are the same when their values are, except that references are compared by what they lead to. That question
makes others of the same kind, and cycles make them endless; so all pairs of nodes that belong together are visited
once, each is compared by itself, and difference then spreads backwards along the references.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from specforge.document.node import Node
from specforge.document.place import Tokens


class Pair(NamedTuple):
    """A node now, and what it was then."""

    now: Node
    then: Node


class _Local(NamedTuple):
    """What two values say by themselves: whether they differ, and which references they have in common."""

    differs: bool
    references: list[Pair]


def changed(starts: Iterable[Pair]) -> set[Pair]:
    """Those of the pairs whose nodes differ, or refer to something that does."""
    starts = list(starts)
    users: dict[Pair, list[Pair]] = {}
    waiting, seen, dirty = list(starts), set(starts), []
    while waiting:
        pair = waiting.pop()
        local = _compare(pair)
        if local.differs:
            dirty.append(pair)
        for other in local.references:
            users.setdefault(other, []).append(pair)
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return _spread(dirty, users) & set(starts)


def _spread(dirty: list[Pair], users: dict[Pair, list[Pair]]) -> set[Pair]:
    reached, waiting = set(dirty), list(dirty)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in reached:
                reached.add(user)
                waiting.append(user)
    return reached


def _compare(pair: Pair) -> _Local:
    references: list[Pair] = []
    waiting: list[tuple[Tokens, Any, Tokens, Any]] = [
        (pair.now.tokens, pair.now.value, pair.then.tokens, pair.then.value)
    ]
    while waiting:
        here, now, there, then = waiting.pop()
        if isinstance(now, dict) and isinstance(then, dict):
            if now.keys() != then.keys():
                return _Local(True, [])
            if isinstance(now.get("$ref"), str) and isinstance(then["$ref"], str):
                target = _targets(Pair(_at(pair.now, here, now), _at(pair.then, there, then)))
                if target is None:
                    return _Local(True, [])
                references += target
                now, then = ({k: v for k, v in side.items() if k != "$ref"} for side in (now, then))
            waiting.extend(((*here, key), value, (*there, key), then[key]) for key, value in now.items())
        elif isinstance(now, list) and isinstance(then, list):
            if len(now) != len(then):
                return _Local(True, [])
            pairs = enumerate(zip(now, then, strict=True))
            waiting.extend(((*here, str(i)), one, (*there, str(i)), other) for i, (one, other) in pairs)
        elif type(now) is not type(then) or now != then:
            return _Local(True, [])
    return _Local(False, references)


def _targets(holders: Pair) -> list[Pair] | None:
    """What two references lead to. Nothing where both are broken in the same words; None where they differ."""
    now = holders.now.resolver.resolve(holders.now).target
    then = holders.then.resolver.resolve(holders.then).target
    if now is None or then is None:
        return [] if now is then and holders.now.reference == holders.then.reference else None
    return [Pair(now, then)]


def _at(start: Node, tokens: Tokens, value: Any) -> Node:
    return Node(start.resolver, start.source, tokens, value)
