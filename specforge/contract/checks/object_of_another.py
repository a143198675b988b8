"""Check: what is one user's own is not read, changed or deleted by another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.mocked import lacks
from specforge.contract.probing.claims import listed_as
from specforge.contract.probing.lists import listing
from specforge.contract.probing.privacy import Privacy, privacy
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.probing.things import Thing, about, created_by, make, operation_for, plain, read
from specforge.contract.problem import Problem
from specforge.contract.settings import Identity
from specforge.contract.steps.claim import TAKEN, Claim
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.model import Related
from specforge.findings.show import status_line
from specforge.values.resources.model import Resource, Role

# What changes a thing less comes first.
_ROLES = (Role.CONTENT, Role.UPDATE, Role.REPLACE, None, Role.DELETE)
_VERBS = {
    Role.CONTENT: "read",
    Role.READ: "read",
    Role.UPDATE: "change",
    Role.REPLACE: "replace",
    Role.DELETE: "delete",
}


@sends("object-of-another", stage=Stage.DESTROY, order=20, needs=("memory", "credentials"))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A user can use what belongs to another user."""
    resource = created_by(operation, tester)
    if resource is None:
        return
    for other in tester.identities:
        thing = make(tester, resource)
        if thing is None or lacks(thing.made, {"credentials"}) or not _is_somebody(other, operation, tester):
            return
        answer = read(tester, thing, other)
        why = privacy(tester, thing, other, answer)
        if why is not None:
            yield from _Attempts(tester, thing, other, why).hits(answer)


def _is_somebody(other: Identity, operation: Operation, tester: Tester) -> bool:
    """False for a user whose credentials are refused: who is nobody proves nothing."""
    action = tester.pool.action(operation)
    resource = action.resource if action is not None else None
    lister = operation_for(tester, resource, Role.LIST) if resource is not None else None
    draft = plain(tester, lister) if lister is not None else None
    if draft is None:
        return True
    exchange = tester.ask(draft, Purpose.INVALID, identity=other)
    return exchange.answer is not None and exchange.answer.status != 401


def _is_part(resource: Resource, whole: Resource) -> bool:
    """True for what each thing has one of: ``/assets/{id}/content``."""
    return resource.is_single and resource.parent is whole


@dataclass(frozen=True, slots=True)
class _Attempts:
    """What another user tries with ``thing``, which is private; ``why`` says how that is known."""

    tester: Tester
    thing: Thing
    other: Identity
    why: Privacy

    def hits(self, answer: Exchange | None) -> Iterator[Hit]:
        reader = operation_for(self.tester, self.thing.resource, Role.READ)
        if reader is not None and answer is not None and answer.is_accepted:
            yield self._hit("read", reader, answer)
        yield from self._listed()
        for role in _ROLES:
            for operation in self._operations(role):
                draft = about(self.tester, operation, self.thing.resource, self.thing.key)
                if draft is None:
                    continue
                exchange = self.tester.ask(draft, Purpose.INVALID, identity=self.other)
                if exchange.is_accepted and self._is_true(role):
                    yield self._hit(_VERBS.get(role, "use") if role is not None else "use", operation, exchange)

    def _operations(self, role: Role | None) -> Iterator[Operation]:
        """Those that do this to the thing; None stands for actions below its path."""
        known, resource = self.tester.pool.recognised, self.thing.resource
        for operation in self.tester.operations.values():
            action = self.tester.pool.action(operation)
            is_own = action is not None and action.resource is resource and action.role is role
            is_below = action is None and role is None and known.owners.get(operation.label) is resource
            is_part = role is None and action is not None and _is_part(action.resource, resource)
            if is_own or ((is_below or is_part) and operation.path.count("{") == len(self.thing.key)):
                yield operation

    def _is_true(self, role: Role | None) -> bool:
        """A deletion may be answered as if it had been done."""
        if role is not Role.DELETE:
            return True
        answer = read(self.tester, self.thing)
        return answer is None or not answer.is_accepted

    def _listed(self) -> Iterator[Hit]:
        operation = operation_for(self.tester, self.thing.resource, Role.LIST)
        theirs = listing(self.tester, self.thing.resource, self.thing.key, identity=self.other)
        entry = theirs.entries.get(self.thing.key)
        if operation is not None and entry is not None:
            claim = listed_as(self.tester, self.thing, operation, is_wanted=False)
            yield self._hit("list", operation, entry.exchange, claim)

    def _hit(self, verb: str, operation: Operation, exchange: Exchange, claim: Claim | None = TAKEN) -> Hit:
        creator = self.thing.draft.operation
        status = status_line(exchange.answer.status) if exchange.answer is not None else ""
        message = f"{status}: {self.other.name} can {verb} what another user has created ({self.why.reason})"
        related = (Related(f"created by {creator.label}", creator.node.key_place),)
        place = operation.node.key_place
        problem = Problem("object-of-another", message, place, self.why.severity, related=related)
        return Hit(problem, exchange, (self.thing.made,), operation, claim)
