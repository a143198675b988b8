"""Check: a property that is left out of a request gets its default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.kept import brief, is_kept
from specforge.contract.probing.states import is_comparable
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import created_by, make, shown, state_in, written
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.model import Severity


@sends("default-not-applied", stage=Stage.WRITE, order=35, needs=("memory", "meaning"))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A property that is left out of a request does not get its default."""
    resource = created_by(operation, tester)
    anchor = tester.anchor(operation) if resource is not None else None
    if resource is None or anchor is None or not isinstance(anchor.draft.body, dict):
        return
    known, visible = written(tester, operation), shown(tester, resource, operation)
    defaults = {
        name: schema
        for name, schema in known.items()
        if name in visible and schema.default not in (None, [], {}, "") and is_comparable(tester, schema, visible[name])
    }
    draft = tester.renewed(anchor)
    body = {name: value for name, value in draft.body.items() if name not in defaults}
    media = draft.media.schema if draft.media is not None else None
    if not defaults or media is None or not tester.checker.compile(media, "request").is_valid(body):
        return
    thing = make(tester, resource, replace(draft, body=body))
    state = state_in(tester, resource, operation, thing.made) if thing is not None else None
    for name, schema in defaults.items() if thing is not None and state is not None else ():
        if state is not None and name in state and not is_kept(schema.default, state[name]) and thing is not None:
            message = (
                f"{name} was left out, and is {brief(state[name])} instead of its default, {brief(schema.default)}"
            )
            place = (schema.node.get("default") or schema.node).place
            yield Hit(Problem("default-not-applied", message, place, Severity.WARNING), thing.made)
