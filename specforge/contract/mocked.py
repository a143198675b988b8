"""Answers of a mock: what a mock cannot know is not asked of it.

A mock takes any credentials in the right form for good ones, does not read XML, and without a memory it does not miss
what was deleted.
Its answers say that they are mocked (``Mocked-By``), and whether it has a memory (``stateful``), unless that was of no
use (``specforge-state``). One that knows whose credentials are good says that, too (``credentials``).
"""

from __future__ import annotations

from collections.abc import Collection

from specforge.contract.events import Failure, Kind
from specforge.findings.exchange import Exchange
from specforge.values.mediatypes import is_xml, parse_media_type

MARK = "mocked-by"
UNUSED = "specforge-state"


def is_beyond_a_mock(failure: Failure) -> bool:
    """True for a failure that only an implementation could avoid, of an answer that a mock gave."""
    if failure.kind is Kind.AUTH_IGNORED:
        return failure.facts.get("scenario") != "no_auth" and lacks(failure.case.exchange, {"credentials"})
    if failure.kind is Kind.NEGATIVE_DATA_ACCEPTED and _is_unread(failure.case.exchange):
        return lacks(failure.case.exchange, {"meaning"})
    is_of_memory = failure.kind in (Kind.USE_AFTER_FREE, Kind.RESOURCE_UNAVAILABLE)
    return is_of_memory and lacks(failure.case.exchange, {"memory"})


def _is_unread(exchange: Exchange) -> bool:
    """A mock, as Prism, does not judge what is sent as XML."""
    name = parse_media_type(exchange.request.header("content-type"))
    return name is not None and is_xml(name)


def is_marked(exchange: Exchange) -> bool:
    """True for an answer that says that it is mocked."""
    return exchange.answer is not None and exchange.answer.header(MARK) is not None


def lacks(exchange: Exchange, needs: Collection[str], *, is_list: bool = False) -> bool:
    """True for an answer of a mock that has not all of ``needs``: ``memory``; ``lists``, which it filters and cuts into
    pages where they are those of a resource (``is_list``); ``credentials`` that are more than well formed; and
    ``meaning``, what only the name of a parameter tells.
    """
    answer = exchange.answer
    mark = answer.header(MARK) if answer is not None else None
    if answer is None or mark is None:
        return False
    has_memory = "stateful" in mark and answer.header(UNUSED) is None
    of_memory = "memory" in needs or "lists" in needs
    return (
        "meaning" in needs
        or ("credentials" in needs and "credentials" not in mark)
        or (of_memory and not has_memory)
        or ("lists" in needs and not is_list)
    )
