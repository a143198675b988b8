"""Sameness: whether two parts of two documents are equal, with everything that they refer to.

Most of two versions of a document is equal, and nothing of that needs to be looked at. Equal text means equal; parts
that are written in another order count as different here, and the rules find nothing in them.
"""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

import orjson

from specforge.document.node import Node

_REFERENCE = re.compile(rb'"\$(?:ref|dynamicRef)":"((?:[^"\\]|\\.)*)"')
_OWN_BASE = re.compile(rb'"\$(?:id|anchor|dynamicAnchor)":')

Pair = tuple[Node, Node]


class Digest(NamedTuple):
    """What is kept of a part: a hash of its text, and the references in it."""

    hash: bytes
    references: tuple[str, ...]


class Sameness:
    """Answers are remembered: every pair of parts is compared once, cycles and all."""

    def __init__(self) -> None:
        self._texts: dict[Node, Digest] = {}
        self._known: dict[Pair, bool] = {}
        self._partners: dict[Node, list[Node]] = {}

    def same(self, base: Node, revision: Node) -> bool:
        """True only where the two are surely equal."""
        pair = (base, revision)
        if pair not in self._known:
            self._explore(pair)
        return self._known[pair]

    def partners(self, base: Node) -> list[Node]:
        """Parts of the revision that were compared with this part of the base."""
        return self._partners.get(base, [])

    def _explore(self, start: Pair) -> None:
        """Visits all pairs that the two lead to; difference then spreads backwards along the references."""
        users: dict[Pair, list[Pair]] = {}
        waiting, seen, unequal = [start], {start}, []
        while waiting:
            pair = waiting.pop()
            targets = self._targets(pair)
            if targets is None:
                unequal.append(pair)
                continue
            for target in targets:
                users.setdefault(target, []).append(pair)
                if self._known.get(target) is False:
                    unequal.append(target)
                elif target not in seen and target not in self._known:
                    seen.add(target)
                    waiting.append(target)
        differing = set(unequal)
        while unequal:
            for user in users.get(unequal.pop(), ()):
                if user not in differing:
                    differing.add(user)
                    unequal.append(user)
        for pair in seen:
            self._known[pair] = pair not in differing
            self._partners.setdefault(pair[0], []).append(pair[1])

    def _targets(self, pair: Pair) -> list[Pair] | None:
        """What two parts of equal text refer to; None where they are not, or nobody can tell so simply."""
        base, revision = pair
        text, names = self._text(base)
        if not text or text != self._text(revision)[0]:
            return None
        if base.resolver.version.family != revision.resolver.version.family:
            return None
        found = []
        for name in names:
            old, new = base.resolver.lookup(base, name).target, revision.resolver.lookup(revision, name).target
            if (old is None) is not (new is None):
                return None
            if old is not None and new is not None:
                found.append((old, new))
        return found

    def _text(self, node: Node) -> Digest:
        if node not in self._texts:
            self._texts[node] = _digest(node)
        return self._texts[node]


def _digest(node: Node) -> Digest:
    """Empty for what JSON cannot say, and where references do not mean what they seem to."""
    try:
        text = orjson.dumps(node.value)
    except (TypeError, ValueError, RecursionError):
        return Digest(b"", ())
    if _OWN_BASE.search(text):
        return Digest(b"", ())
    names = dict.fromkeys(match[1].decode() for match in _REFERENCE.finditer(text))
    return Digest(hashlib.blake2b(text, digest_size=16).digest(), tuple(names))
