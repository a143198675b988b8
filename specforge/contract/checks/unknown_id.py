"""Check: what does not exist is not served, not changed, and not deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.probing.unknown import unknown_values
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.requests import Draft
from specforge.values.resources.model import Resource, Role

# Ids that are asked for before an answer counts: one may exist after all.
_TRIES = 2
_GONE = (404, 410)


@sends("unknown-id", stage=Stage.REFUSED, order=40, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """An operation accepts the id of a resource that does not exist."""
    named = [pair for pair in _named(operation, tester) if _exists(operation, tester, pair[1])]
    draft = tester.draft(operation) if named and _is_to_be_refused(operation, tester) else None
    if draft is None:
        return
    for number, (view, resource) in enumerate(reversed(named)):
        found = _Asked(tester, draft, view, resource).accepted()
        if found is not None and found.answer is not None and (number == 0 or _documents_404(operation)):
            message = (
                f"{status_line(found.answer.status)} for something that does not exist: nothing has this {view.name}"
            )
            yield Hit(Problem("unknown-id", message, operation.node.key_place, Severity.WARNING), found)
            return


def _named(operation: Operation, tester: Tester) -> list[tuple[Parameter, Resource]]:
    """The parameters of the path that are ids of resources."""
    found = []
    for view in operation.parameters:
        resource = tester.pool.resource_of(operation, view)
        if resource is not None and view.location == "path":
            found.append((view, resource))
    return sorted(found, key=lambda pair: operation.path.index(f"{{{pair[0].name}}}"))


def _exists(operation: Operation, tester: Tester, resource: Resource) -> bool:
    """True where some things are there and others are not: the document says so, or things were seen. A path that takes
    any text may be no thing's."""
    return _documents_404(operation) or bool(tester.pool.keys(resource))


def _is_to_be_refused(operation: Operation, tester: Tester) -> bool:
    """Deleting what is not there may be answered as if it had been (RFC 9110 section 9.2.2), unless the document says
    what else is the answer; a PUT may create it."""
    action = tester.pool.action(operation)
    if action is not None and action.role is Role.CONTENT:
        return True
    method = operation.method.lower()
    if method == "put" and operation.response_for(201) is not None and "201" in operation.responses:
        return False
    is_own = action is not None and action.role in (Role.READ, Role.UPDATE)
    return is_own or _documents_404(operation)


def _documents_404(operation: Operation) -> bool:
    return any(str(status) in operation.responses for status in _GONE)


@dataclass(frozen=True, slots=True)
class _Asked:
    tester: Tester
    draft: Draft
    view: Parameter
    resource: Resource

    def accepted(self) -> Exchange | None:
        """The answer that accepts an unknown id, when a second one is accepted too."""
        exchange: Exchange | None = None
        operation = self.draft.operation
        values = unknown_values(self.tester, self.resource, self.view, operation.label)
        creator = self.resource.operations.get(Role.CREATE, operation)
        tries = 0
        for value, _ in zip(values, range(_TRIES), strict=False):
            draft = self.tester.varied(self.draft, creator) if tries else self.draft
            exchange = self.tester.ask(draft.with_parameter(self.view, value), Purpose.INVALID)
            tries += 1
            if not exchange.is_accepted:
                return None
        return exchange if tries == _TRIES else None
