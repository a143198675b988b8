"""How long an answer may take, by the document: ``x-max-response-ms`` on an operation, a path or the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from specforge.contract.check import Hit
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.exchange import Exchange

EXTENSION = "x-max-response-ms"
# Further tries of what was slow: on a busy machine, the best of them counts.
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Bound:
    """A time in milliseconds, where it is said, and of which operation."""

    milliseconds: float
    place: Place
    label: str


def allowed(operation: Operation) -> Bound | None:
    """The bound that is nearest to the operation."""
    for owner in (operation.node, operation.path_item.node, operation.document.node):
        node = owner.get(EXTENSION)
        value = node.value if node is not None else None
        if node is not None and isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return Bound(float(value), node.place, operation.label)
    return None


def slow(first: Exchange, bound: Bound, again: Callable[[], Exchange | None]) -> Iterator[Hit]:
    """A hit where not even the best of several tries is quick enough."""
    best = first
    for _ in range(_TRIES):
        if _milliseconds(best) <= bound.milliseconds:
            return
        exchange = again()
        best = min(best, exchange, key=_milliseconds) if exchange is not None else best
    if _milliseconds(best) > bound.milliseconds:
        taken, limit = round(_milliseconds(best)), round(bound.milliseconds)
        message = f"takes {taken} ms at best, and the document allows {limit} ms"
        yield Hit(Problem("slow-answer", message, bound.place, cause=bound.label), best)


def _milliseconds(exchange: Exchange) -> float:
    return exchange.answer.elapsed * 1000 if exchange.answer is not None else float("inf")
