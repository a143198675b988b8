"""Check: a list holds no more things than were asked for."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.choosing import one_by_one
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import Listing, listing_of, severity
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation

_SIZES = (1, 2, 3, 5, 10)
_MOST = 3
# Values of a filter, of which the one that most things have is taken.
_MANY = 20


@sends("page-size", stage=Stage.READ, order=11, needs=("lists",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A page of a list holds more things than were asked for."""
    listing = listing_of(operation, tester)
    if listing is not None and listing.paging.limit is not None:
        yield from confirmed(_look, listing)
        yield from confirmed(_chosen, listing, tester)


def _look(listing: Listing) -> Iterator[Hit]:
    limit = listing.paging.limit
    assert limit is not None
    for size in [size for size in _SIZES if listing.takes(limit, size)][:_MOST]:
        listed = listing.ask((limit, size))
        if listed is None:
            return
        if len(listed.items) > size:
            message = f"{limit.name}={size} is answered with {len(listed.items)} things"
            yield Hit(Problem("page-size", message, limit.place, severity(limit)), listed.exchange)
            return


def _chosen(listing: Listing, tester: Tester) -> Iterator[Hit]:
    """What a filter chooses comes in pages, too: it may be another query."""
    for filter, _, asked in one_by_one(listing, tester, _MANY):
        limit, listed = asked[0][0], listing.ask(*asked)
        if listed is not None and len(listed.items) > 1:
            message = f"{limit.name}=1 with {filter.parameter.name} is answered with {len(listed.items)} things"
            yield Hit(Problem("page-size", message, limit.place, severity(limit)), listed.exchange)
            return
