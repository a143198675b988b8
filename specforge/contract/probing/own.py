"""Things that are made to be deleted: what an operation that deletes can be asked about without doing harm."""

from __future__ import annotations

from dataclasses import dataclass

from specforge.contract.probing.anchors import with_key
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, about, make
from specforge.document.model import Operation
from specforge.values.requests import Draft
from specforge.values.resources.paths import Template


@dataclass(slots=True)
class Own:
    """A thing of this run, and a request that deletes it, or what is inside of it."""

    tester: Tester
    thing: Thing
    draft: Draft

    def renewed(self) -> bool:
        """Another thing in place of the one that is used up; False where none can be made."""
        thing = make(self.tester, self.thing.resource)
        self.thing = thing or self.thing
        return thing is not None

    def present(self, draft: Draft) -> Draft:
        """The request about the present thing."""
        return with_key(draft, self.thing.resource, self.thing.key)


def own(operation: Operation, tester: Tester) -> Own | None:
    """Made for an operation that deletes, and has more to say than what it deletes. None where it has not, or where
    nothing can be made."""
    by_name = {view.name: view for view in operation.parameters if view.location == "path"}
    names = [name for name in Template(operation.path).parameters if name in by_name]
    has_more = len(by_name) < len(operation.parameters) or operation.request_body is not None
    resource = tester.pool.resource_of(operation, by_name[names[-1]]) if names and has_more else None
    thing = make(tester, resource) if resource is not None else None
    draft = about(tester, operation, thing.resource, thing.key) if thing is not None else None
    return Own(tester, thing, draft) if thing is not None and draft is not None else None
