"""Where answers show things, for what is claimed of them."""

from __future__ import annotations

from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing
from specforge.contract.steps.claim import Claim, Member, Source
from specforge.document.model import Operation
from specforge.values.resources.bodies import item_path, success_schema
from specforge.values.resources.model import Resource
from specforge.values.resources.shapes import Path


def item_in(tester: Tester, resource: Resource, operation: Operation) -> Path | None:
    """Where the answers of an operation have the thing; None where they have none."""
    schema = success_schema(operation)
    return item_path(tester.pool.shapes, schema, resource) if schema is not None else None


def listed_as(tester: Tester, thing: Thing, lister: Operation, *, is_wanted: bool) -> Claim | None:
    """The list has the thing, or has it no more; None where its id cannot be told."""
    schema, resource = success_schema(lister), thing.resource
    shape = tester.pool.shapes.find_list(schema, resource.word, resource.element) if schema is not None else None
    made = item_in(tester, resource, thing.draft.operation)
    if shape is None or made is None or resource.id_name is None:
        return None
    source = Source(0, (*made, resource.id_name), is_sent=False)
    return Member(shape.path, resource.id_name, source, is_wanted)
