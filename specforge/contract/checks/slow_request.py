"""Check: every request is answered within the time that the document allows, and not only the usual one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.promptness import allowed, slow
from specforge.contract.probing.tester import Tester
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange

# Accepted requests of which not one was quick enough.
_ENOUGH = 3


@sends("slow-request", stage=Stage.DESTROY, order=99)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """Some requests take longer than the document allows."""
    bound = allowed(operation)
    for exchange, again in _suspects(operation, tester) if bound is not None else ():
        hits = list(slow(exchange, bound, again)) if bound is not None else []
        if hits:
            yield hits[0]
            return


def _suspects(operation: Operation, tester: Tester) -> Iterator[tuple[Exchange, Callable[[], Exchange | None]]]:
    """Requests that may be slow, and how to ask once more."""
    known = tester.carried_out(operation)
    if known is not None and known[0] >= _ENOUGH:
        yield known[1], lambda: None
    for exchange, purpose in tester.latest(operation):
        yield exchange, partial(tester.send, exchange.request, operation, purpose, if_slow=True)
