"""Two answers that should be the same: where do they differ, but for what differs every time?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.probing.pool import body_of
from specforge.findings.exchange import Exchange
from specforge.values.lists.envelopes import STEPS
from specforge.values.mediatypes import parse_media_type
from specforge.values.resources.names import bare

Where = tuple[str | int, ...]

# An address in an answer may repeat the request that led to it.
_ADDRESSES = frozenset({"self", "href", "url", "uri", "link", "links", "current"}) | frozenset().union(*STEPS.values())
_MOST = 50


def differences(one: Any, other: Any, where: Where = ()) -> Iterator[tuple[Where, Any, Any]]:
    """The places at which two values differ, with what stands there; None for what is not there."""
    if isinstance(one, dict) and isinstance(other, dict):
        for name in {**one, **other}:
            if bare(name) not in _ADDRESSES:
                yield from differences(one.get(name), other.get(name), (*where, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other, strict=True)):
            yield from differences(*pair, (*where, index))
    elif not _is_same(one, other):
        yield where, one, other


def lasting(usual: Exchange, again: Exchange, other: Exchange) -> list[tuple[Where, Any, Any]] | None:
    """Where ``other`` differs from ``usual`` in what ``again``, which is the same request, does not. None where that
    cannot be told: the same request is answered with something else altogether."""
    values = [body_of(each) for each in (usual, again, other)]
    if any(value is None or isinstance(value, bytes) for value in values):
        bodies = [each.answer.body if each.answer is not None else b"" for each in (usual, again, other)]
        values = list(bodies)
    volatile = [where for where, _, _ in differences(values[0], values[1])]
    if () in volatile or len(volatile) > _MOST:
        return None
    found = differences(values[0], values[2])
    return [each for each in found if not any(_overlaps(each[0], where) for where in volatile)]


def media_type(exchange: Exchange) -> str:
    """The media type of an answer, without parameters; empty where it has none."""
    found = parse_media_type(exchange.answer.content_type) if exchange.answer is not None else None
    return found.essence if found is not None else ""


def _overlaps(one: Where, other: Where) -> bool:
    short = min(len(one), len(other))
    return _ungrouped(one[:short]) == _ungrouped(other[:short])


def _ungrouped(where: Where) -> tuple[str, ...]:
    """What changes in one thing of a list may change in all of them."""
    return tuple("" if isinstance(step, int) else step for step in where)


def _is_same(one: Any, other: Any) -> bool:
    is_query = isinstance(one, str) and isinstance(other, str) and "?" in one + other
    return is_query or (one == other and isinstance(one, bool) == isinstance(other, bool))
