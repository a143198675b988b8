"""Check: a search finds what is there, and does not find everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import Listed, Listing, listing_of, severity
from specforge.contract.probing.searching import NONSENSE, is_search, texts_of
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter

_MOST_TEXTS = 6


@sends("search-not-honoured", stage=Stage.READ, order=18, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A search finds everything, or nothing that is there."""
    listing = listing_of(operation, tester)
    for parameter in listing.rest if listing is not None else ():
        if listing is not None and is_search(parameter, listing):
            yield from confirmed(_look, parameter, listing)


def _look(parameter: Parameter, listing: Listing) -> Iterator[Hit]:
    whole = listing.ask(*listing.roomy)
    if whole is None or len(whole.items) < 2 or not listing.takes(parameter, NONSENSE):
        return
    nothing = listing.ask(*listing.roomy, (parameter, NONSENSE))
    if nothing is None:
        return
    if len(nothing.items) >= len(whole.items):
        message = f"{parameter.name}={NONSENSE} finds {len(nothing.items)} things, as many as there are without it"
        yield Hit(_problem(parameter, message), nothing.exchange, (whole.exchange,))
        return
    yield from _search(parameter, listing, whole)


def _search(parameter: Parameter, listing: Listing, whole: Listed) -> Iterator[Hit]:
    """Nobody says in which properties it looks: one of them has to be found by its whole text."""
    last: Listed | None = None
    for item in _telling(whole):
        for text in [text for text in texts_of(item) if listing.takes(parameter, text)][:_MOST_TEXTS]:
            last = listing.ask(*listing.roomy, (parameter, text))
            if last is not None and listing.identity(item) in listing.identities(last):
                return
    if last is not None:
        message = f"{parameter.name} finds none of the things that the list shows, by none of their texts"
        yield Hit(_problem(parameter, message), last.exchange, (whole.exchange,))


def _telling(whole: Listed) -> list[Any]:
    """The first thing, and the last one."""
    return [whole.items[0], whole.items[-1]]


def _problem(parameter: Parameter, message: str) -> Problem:
    return Problem("search-not-honoured", message, parameter.place, severity(parameter))
