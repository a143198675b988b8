"""Requests that write a resource, with more properties than they may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specforge.contract.probing.anchors import Anchor
from specforge.contract.probing.tester import Purpose, Tester
from specforge.document.model import Operation, Schema
from specforge.findings.exchange import Exchange
from specforge.values.resources.model import Resource, Role

_WRITERS = (Role.CREATE, Role.REPLACE, Role.UPDATE)
_STRANGER = {"specforgeUnknownProperty": "x"}


@dataclass(frozen=True, slots=True)
class Writing:
    """An accepted request that writes a thing of ``resource``; ``schema`` is that of its body, an object."""

    tester: Tester
    operation: Operation
    resource: Resource
    anchor: Anchor
    schema: Schema

    def with_more(self, more: Mapping[str, Any]) -> Exchange:
        """The request once more, with these properties too."""
        draft = self.tester.varied(self.anchor.draft, self.operation)
        exchange = self.tester.ask(draft.with_body({**draft.body, **more}), Purpose.INVALID)
        self.tester.pool.learn(self.operation, exchange)
        return exchange

    def refuses_strangers(self) -> bool:
        """True where a property that nobody declares is refused: then one that must not be sent is not overlooked."""
        if self.tester.pool.shapes.is_open(self.schema):
            return False
        exchange = self.with_more(_STRANGER)
        return exchange.answer is not None and exchange.answer.status in (400, 422)


def writing(operation: Operation, tester: Tester) -> Writing | None:
    """What the operation writes; None where it writes no resource, or its body is no object."""
    action = tester.pool.action(operation)
    if action is None or action.role not in _WRITERS:
        return None
    anchor = tester.anchor(operation)
    schema = anchor.draft.media.schema if anchor is not None and anchor.draft.media is not None else None
    if anchor is None or schema is None or not isinstance(anchor.draft.body, dict):
        return None
    return Writing(tester, operation, action.resource, anchor, schema)
