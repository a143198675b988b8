"""Check: a flag that is the opposite of a property (``inactive`` and ``active``) goes by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.choosing import Flag, flags, is_addition
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.judging import Question, judge
from specforge.contract.probing.listing import Listing, listing_of, severity
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation

# Without a limit that can be asked for, a service may have one of its own.
_FEW = 20


@sends("flag-not-honoured", stage=Stage.READ, order=17, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A flag of a list is off, and what it lets in is there all the same."""
    listing = listing_of(operation, tester)
    if listing is not None:
        for flag in flags(listing, tester):
            yield from confirmed(_look, flag, listing)
            if is_addition(flag.parameter):
                yield from confirmed(_added, flag, listing)


def _look(flag: Flag, listing: Listing) -> Iterator[Hit]:
    """``inactive`` may mean "also" or "only the inactive ones": without it, there are none of them either way."""
    everything = listing.ask(*listing.roomy, (flag.parameter, True))
    if everything is None:
        return

    def fits(item: Any) -> bool | None:
        value = item.get(flag.name) if isinstance(item, dict) else None
        return value is flag.when_off if isinstance(value, bool) else None

    question = Question("flag-not-honoured", flag.parameter, False, fits, lambda _: False, (flag.name,))
    yield from judge(listing, everything, question)


def _added(flag: Flag, listing: Listing) -> Iterator[Hit]:
    """What is there without the flag is there with it, where the document says that it adds something."""
    usual, more = (listing.ask(*listing.roomy, (flag.parameter, value)) for value in (False, True))
    if usual is None or more is None or len(more.items) >= (listing.most or _FEW):
        return
    shown = set(listing.identities(more))
    gone = [identity for identity in listing.identities(usual) if identity not in shown]
    if gone:
        message = f"{flag.parameter.name}=true is to add things, but {gone[0][:40]} is there only without it"
        problem = Problem("flag-not-honoured", message, flag.parameter.place, severity(flag.parameter))
        yield Hit(problem, more.exchange, (usual.exchange,))
