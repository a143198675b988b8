"""Check: a bound of a list (``created_after``, ``min_price``) keeps out what is beyond it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.choosing import Range, comparable, ranges
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.judging import Question, judge
from specforge.contract.probing.listing import Listed, Listing, listing_of
from specforge.contract.probing.tester import Tester
from specforge.document.model import Operation
from specforge.values.lists.ranges import is_inclusive


@sends("range-not-honoured", stage=Stage.READ, order=16, needs=("lists",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A bound of a list does not keep out what is beyond it, or keeps out what is not."""
    listing = listing_of(operation, tester)
    if listing is not None:
        known = list(ranges(listing))
        for range in known:
            others = [each for each in known if each.name == range.name and each is not range]
            if range.is_named or any(_works(other, listing) for other in others):
                yield from confirmed(_look, range, listing)


def _works(range: Range, listing: Listing) -> bool:
    """True where a bound is one of this property, as answers show: then so is its counterpart."""
    whole = listing.ask(*listing.roomy)
    limit = _limit(range, listing, whole) if whole is not None else None
    some = listing.ask(*listing.roomy, (range.parameter, limit)) if limit is not None else None
    if whole is None or some is None:
        return False
    fits = _question(range, limit).fits
    return 0 < len(some.items) < len(whole.items) and all(fits(item) for item in some.items)


def _look(range: Range, listing: Listing) -> Iterator[Hit]:
    whole = listing.ask(*listing.roomy)
    limit = _limit(range, listing, whole) if whole is not None else None
    if whole is not None and limit is not None:
        yield from list(judge(listing, whole, _question(range, limit)))[:1]


def _limit(range: Range, listing: Listing, whole: Listed) -> Any:
    """A value in the middle of those that the things have; None where all have the same."""
    values = {item[range.name] for item in whole.items if _is_scalar(item, range.name)}
    pairs = [(comparable(value, value), value) for value in values]
    known = [value for _, value in sorted((pair[0], value) for pair, value in pairs if pair is not None)]
    if len(known) < 2:
        return None
    middle = known[(len(known) - 1) // 2]
    forms = (middle, middle[:10]) if isinstance(middle, str) else (middle,)
    return next((form for form in forms if listing.takes(range.parameter, form)), None)


def _is_scalar(item: Any, name: str) -> bool:
    value = item.get(name) if isinstance(item, dict) else None
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _question(range: Range, limit: Any) -> Question:
    is_within = is_inclusive(range.parameter.name)

    def fits(item: Any) -> bool | None:
        """What is just at the bound may be in or out: that differs from service to service, but for a minimum."""
        pair = comparable(item.get(range.name), limit) if isinstance(item, dict) else None
        return None if pair is None else pair[0] == pair[1] or range.compare(*pair)

    def belongs(item: Any) -> bool:
        pair = comparable(item.get(range.name), limit) if isinstance(item, dict) else None
        if pair is None or pair[0] != pair[1]:
            return pair is not None and bool(range.compare(*pair))
        # A day and a time of that day are no such case.
        return is_within and item.get(range.name) == limit

    return Question("range-not-honoured", range.parameter, limit, fits, belongs, (range.name,))
