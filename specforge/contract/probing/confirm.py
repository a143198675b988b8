"""What is seen once may be chance: somebody else may have changed the data between two requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ParamSpec

from specforge.contract.check import Hit

P = ParamSpec("P")


def confirmed(look: Callable[P, Iterator[Hit]], *args: P.args, **kwargs: P.kwargs) -> Iterator[Hit]:
    """What ``look`` finds, if it finds it again when it is asked once more."""
    first = list(look(*args, **kwargs))
    if not first:
        return
    again = {_name(hit) for hit in look(*args, **kwargs)}
    yield from (hit for hit in first if _name(hit) in again)


def _name(hit: Hit) -> tuple[object, ...]:
    return hit.problem.rule, hit.problem.place, hit.problem.cause
