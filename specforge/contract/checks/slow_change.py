"""Check: what changes something answers within the time that the document allows, too."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.promptness import allowed, slow
from specforge.contract.probing.tester import Tester
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange


@sends("slow-change", stage=Stage.WRITE, order=5)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """An operation that changes something takes longer than the document allows."""
    bound = allowed(operation) if operation.method.lower() in ("post", "put", "patch", "delete") else None
    first = _ask(operation, tester) if bound is not None else None
    if bound is not None and first is not None:
        yield from slow(first, bound, lambda: _ask(operation, tester))


def _ask(operation: Operation, tester: Tester) -> Exchange | None:
    """A request that is accepted; what is deleted is a thing that was made for it."""
    if operation.method.lower() == "delete":
        fresh = tester.fresh(operation)
        return fresh.exchange if fresh is not None else None
    anchor = tester.anchor(operation)
    return tester.ask(tester.renewed(anchor)) if anchor is not None else None
