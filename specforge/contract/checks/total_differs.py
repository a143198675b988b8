"""Check: the total that a list states is the number of its things."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import Listed, Listing, listing_of, total_in_headers
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.model import Severity
from specforge.values.lists.envelopes import TOTALS


@sends("total-differs", stage=Stage.READ, order=13, needs=("lists",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A list states a total that is not the number of its things."""
    listing = listing_of(operation, tester)
    if listing is not None and listing.paging.parameters:
        yield from confirmed(_look, listing)


def _look(listing: Listing) -> Iterator[Hit]:
    whole = listing.ask(*listing.roomy)
    if whole is None:
        return
    hits = [*_counted(listing, whole), *_on_small_page(listing, whole)]
    yield from hits[:1] or _in_two_ways(listing, whole)


def _counted(listing: Listing, whole: Listed) -> Iterator[Hit]:
    """Where everything fits on one page, it can be counted."""
    most = listing.most
    if most is None or len(whole.items) >= most or not (whole.items or listing.is_one_page):
        return
    for where, total, place in _stated(listing, whole):
        if total != len(whole.items):
            message = f"{where} says {total}, and there are {len(whole.items)} things"
            yield Hit(Problem("total-differs", message, place, Severity.WARNING), whole.exchange)


def _on_small_page(listing: Listing, whole: Listed) -> Iterator[Hit]:
    """The total does not depend on how much of the list is shown."""
    limit = listing.paging.limit
    if limit is None or len(whole.items) < 2 or not listing.takes(limit, 1):
        return
    small = listing.ask((limit, 1))
    if small is None:
        return
    before = {where: total for where, total, _ in _stated(listing, whole)}
    for where, total, place in _stated(listing, small):
        if where in before and total != before[where]:
            message = f"{where} says {total} on a page of 1, and {before[where]} on one of {len(whole.items)}"
            yield Hit(Problem("total-differs", message, place, Severity.WARNING), small.exchange, (whole.exchange,))


def _in_two_ways(listing: Listing, whole: Listed) -> Iterator[Hit]:
    """The header and the body say the same."""
    stated = list(_stated(listing, whole))
    if len({total for _, total, _ in stated}) > 1:
        message = f"{stated[0][0]} says {stated[0][1]}, and {stated[1][0]} {stated[1][1]}"
        yield Hit(Problem("total-differs", message, stated[-1][2], Severity.WARNING), whole.exchange)


def _stated(listing: Listing, listed: Listed) -> Iterator[tuple[str, int, Place]]:
    """The totals of an answer: what says it, what it says, and where the document describes that."""
    in_body = listed.total
    if in_body is not None:
        yield "the total in the body", in_body, listing.place_of(TOTALS)
    in_header = total_in_headers(listed.answer)
    if in_header is not None:
        yield f"the header {in_header[0].title()}", in_header[1], listing.header_place(listed, in_header[0])
