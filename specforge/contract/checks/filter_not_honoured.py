"""Check: a filter of a list shows what was asked for, all of it and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.choosing import Filter, as_sent, filters, fulfils, is_exactly, observed, unseen
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.judging import Question, judge
from specforge.contract.probing.listing import Listing, listing_of
from specforge.contract.probing.tester import Tester
from specforge.document.model import Operation

_MOST_SEEN = 4
_MOST_UNSEEN = 4


@sends("filter-not-honoured", stage=Stage.READ, order=15, needs=("lists",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A filter of a list shows what was not asked for, or not all that was."""
    listing = listing_of(operation, tester)
    if listing is not None:
        for filter in filters(listing, tester):
            yield from confirmed(_look, filter, listing, tester)


def _look(filter: Filter, listing: Listing, tester: Tester) -> Iterator[Hit]:
    whole = listing.ask(*listing.roomy)
    if whole is None:
        return
    seen = observed(filter, listing, whole, tester, _MOST_SEEN)
    more = list(unseen(filter, seen, tester))[:_MOST_UNSEEN]
    for wanted in [*([value] for value in (*seen, *more)), *_together(filter, seen)]:
        sent: Any = wanted if len(wanted) > 1 else as_sent(filter, wanted[0], tester)
        if not listing.takes(filter.parameter, sent):
            continue
        found = list(judge(listing, whole, _question(filter, wanted, sent)))
        if found:
            yield found[0]
            return


def _together(filter: Filter, seen: list[Any]) -> Iterator[list[Any]]:
    """Two values at once, in both orders: a filter may go by the first one only."""
    if filter.many and len(seen) > 1:
        yield [seen[0], seen[-1]]
        yield [seen[-1], seen[0]]


def _question(filter: Filter, wanted: list[Any], sent: Any) -> Question:
    return Question(
        "filter-not-honoured",
        filter.parameter,
        sent,
        lambda item: fulfils(filter, item, wanted),
        lambda item: is_exactly(filter, item, wanted),
        filter.path,
        len(wanted),
    )
