"""Check: what is readOnly is not taken from a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.bodies import other_values
from specforge.contract.probing.kept import brief
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import state_in
from specforge.contract.probing.writing import Writing, writing
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Schema
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line

# Properties that are sent one by one where all together are refused.
_MOST = 5


@sends("read-only-taken", stage=Stage.WRITE, order=90, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A property that is readOnly is taken from the request."""
    found = writing(operation, tester)
    if found is None:
        return
    shapes = tester.pool.shapes
    known = {name: child for name, child in shapes.properties(found.schema).items() if shapes.is_read_only(child)}
    usual = state_in(tester, found.resource, operation, found.anchor.exchange) or {}
    made = {name: next(other_values(tester, child, usual.get(name), name), None) for name, child in known.items()}
    values = {name: value for name, value in made.items() if value is not None}
    if values:
        yield from _Given(found, known, usual).hits(values)


@dataclass(frozen=True, slots=True)
class _Given:
    """Requests with values for what is readOnly. ``usual`` is what the answer shows without them."""

    writing: Writing
    known: Mapping[str, Schema]
    usual: Mapping[str, Any]

    def hits(self, values: dict[str, Any]) -> Iterator[Hit]:
        groups = [values, *({name: value} for name, value in list(values.items())[:_MOST] if len(values) > 1)]
        for group in groups:
            exchange = self.writing.with_more(group)
            if not exchange.is_accepted:
                continue
            taken = list(self._taken(group, exchange))
            yield from taken
            if not taken and self.writing.refuses_strangers():
                yield self._accepted(next(iter(group)), exchange)
            return

    def _taken(self, values: Mapping[str, Any], exchange: Exchange) -> Iterator[Hit]:
        state = state_in(self.writing.tester, self.writing.resource, self.writing.operation, exchange) or {}
        for name, value in values.items():
            if name in state and state[name] == value != self.usual.get(name):
                message = f"{name} is readOnly, but {brief(value)} is taken from the request"
                yield Hit(Problem("read-only-taken", message, self._place(name)), exchange)

    def _accepted(self, name: str, exchange: Exchange) -> Hit:
        status = status_line(exchange.answer.status) if exchange.answer is not None else ""
        message = f"{status} for a request that sets {name}, which is readOnly, though unknown properties are refused"
        return Hit(Problem("read-only-taken", message, self._place(name), Severity.WARNING), exchange)

    def _place(self, name: str) -> Place:
        view = self.known[name]
        node = view.node.get("readOnly")
        return node.place if node is not None else (view.reference or view.node).key_place
