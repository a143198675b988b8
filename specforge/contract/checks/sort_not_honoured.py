"""Check: a list comes in the order that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.choosing import comparable
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import Listed, Listing, listing_of, severity
from specforge.contract.probing.pool import at
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.values import valid_values
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter
from specforge.values.resources.shapes import Path
from specforge.values.styles import split_query
from specforge.values.texts import write

_MOST = 8
# So many things hardly ever have the same place in both orders by chance.
_ENOUGH = 5


@sends("sort-not-honoured", stage=Stage.READ, order=19, needs=("lists",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A list does not come in the order that was asked for."""
    listing = listing_of(operation, tester)
    if listing is not None and listing.order.is_understood:
        yield from confirmed(_look, listing, tester)
    elif listing is not None and listing.order.direction is not None:
        yield from confirmed(_turned, listing, listing.order.direction, tester)


def _turned(listing: Listing, direction: Parameter, tester: Tester) -> Iterator[Hit]:
    """Whatever it is sorted by, the things cannot come in the same order both ways."""
    values = valid_values(direction, tester, 2)
    answers = [listing.ask(*listing.roomy, (direction, value)) for value in values]
    orders = [listing.identities(answer) for answer in answers if answer is not None]
    if len(orders) == 2 and orders[0] == orders[1] and len(set(orders[0])) >= _ENOUGH and answers[1] is not None:
        said = f"the things come in the same order as with {_asked(direction, values[0])}"
        message = f"{_asked(direction, values[1])}: {said}"
        problem = Problem("sort-not-honoured", message, direction.place, severity(direction))
        yield Hit(problem, answers[1].exchange, (answers[0].exchange,) if answers[0] is not None else ())


def _look(listing: Listing, tester: Tester) -> Iterator[Hit]:
    for parameter in listing.parameters:
        if parameter.name in listing.order.names:
            yield from _ask(listing, parameter, tester)


def _ask(listing: Listing, parameter: Parameter, tester: Tester) -> Iterator[Hit]:
    for value in valid_values(parameter, tester, _MOST):
        listed = listing.ask(*listing.roomy, (parameter, value))
        wanted = listing.order.wanted(split_query(listed.exchange.request.query)) if listed is not None else []
        broken = _broken(listed, *wanted[0]) if listed is not None and wanted else None
        if listed is not None and broken is not None:
            said = f"{'.'.join(wanted[0][0])} is {write(broken[0])!r} and then {write(broken[1])!r}"
            problem = Problem(
                "sort-not-honoured", f"{_asked(parameter, value)}: {said}", parameter.place, severity(parameter)
            )
            yield Hit(problem, listed.exchange)
            return


def _asked(parameter: Parameter, value: Any) -> str:
    return f"{parameter.name}={','.join(map(write, value)) if isinstance(value, list) else write(value)}"


def _broken(listed: Listed, path: Path, is_descending: bool) -> tuple[Any, Any] | None:
    """Two neighbours in the wrong order; what has no value may stand anywhere."""
    values = [value for item in listed.items if isinstance(value := at(item, path), str | int | float)]
    for one, other in pairwise(values):
        first, second = (other, one) if is_descending else (one, other)
        if all(before > after for before, after in _readings(first, second)):
            return one, other
    return None


def _readings(one: Any, other: Any) -> list[tuple[Any, Any]]:
    """Two values in the ways in which services compare them: only what is wrong in each of them is wrong."""
    pair = comparable(one, other)
    found = [pair] if pair is not None else []
    if isinstance(one, str) and isinstance(other, str):
        found += [(one, other), (one.casefold(), other.casefold()), (_letters(one), _letters(other))]
    return found or [(0, 0)]


def _letters(text: str) -> str:
    """As most languages sort: without what is no letter or digit."""
    return "".join(c for c in text.casefold() if c.isalnum())
