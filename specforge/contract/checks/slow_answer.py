"""Check: what reads answers within the time that the document allows."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.promptness import allowed, slow
from specforge.contract.probing.tester import Tester
from specforge.document.model import Operation

_SAFE = ("get", "head", "options", "query")


@sends("slow-answer", stage=Stage.READ, order=5)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """An operation takes longer than the document allows."""
    bound = allowed(operation) if operation.method.lower() in _SAFE else None
    anchor = tester.anchor(operation) if bound is not None else None
    if bound is not None and anchor is not None:
        yield from slow(anchor.exchange, bound, lambda: tester.ask(anchor.draft))
