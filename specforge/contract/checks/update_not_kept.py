"""Check: a change is there afterwards, and nothing else has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.mocked import lacks
from specforge.contract.probing.bodies import different, filled, other_values
from specforge.contract.probing.claims import item_in
from specforge.contract.probing.kept import brief, is_kept
from specforge.contract.probing.lists import listed
from specforge.contract.probing.pool import asked_for
from specforge.contract.probing.states import Lost, differences, lost, settled, stale
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, about, operation_for, pair, read, shown, state_in, written
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import Claim, Source, Value
from specforge.document.model import Operation, Schema
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.requests import Draft
from specforge.values.resources.model import Action, Role
from specforge.values.resources.names import bare

# Properties that are changed one by one.
_MOST = 8
_Steps = tuple[Exchange, ...]


@sends("update-not-kept", stage=Stage.WRITE, order=40, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A change is not there afterwards, or more than that has changed."""
    action = tester.pool.action(operation)
    if action is None or action.role not in (Role.REPLACE, Role.UPDATE):
        return
    reader = operation_for(tester, action.resource, Role.READ)
    if action.resource.is_single and reader is not None:
        yield from _of_single(action, reader, tester)
        return
    things = pair(tester, action.resource) if reader is not None else None
    if reader is None or things is None:
        return
    thing, other = things
    changes = _Changes(tester, thing, operation, reader)
    untouched = changes.state(read(tester, other))
    # Lists that are kept from the first time on show themselves the second time.
    listed(tester, action.resource, thing.key)
    yield from changes.replaced() if action.role is Role.REPLACE else changes.changed()
    yield from changes.others(other, untouched)
    yield from changes.listed()


def _of_single(action: Action, reader: Operation, tester: Tester) -> Iterator[Hit]:
    """What there is one of is changed as it is, and changed back in the end."""
    anchor = tester.anchor(reader)
    if anchor is None or lacks(anchor.exchange, {"memory"}):
        return
    key = asked_for(tester.pool.recognised.actions[reader.label], anchor.exchange)
    changes = _Changes(tester, Thing(action.resource, key, anchor.draft, anchor.exchange), action.operation, reader)
    before = changes.state(tester.ask(anchor.draft))
    is_replaced = action.role is Role.REPLACE
    if before and not (is_replaced and any(map(_names_somebody, written(tester, action.operation)))):
        try:
            yield from changes.replaced() if is_replaced else changes.changed()
        finally:
            changes.restore(before)


@dataclass(frozen=True, slots=True)
class _Changes:
    """Changes of ``thing`` by ``operation``, as ``reader`` shows them."""

    tester: Tester
    thing: Thing
    operation: Operation
    reader: Operation

    def state(self, exchange: Exchange | None) -> dict[str, Any]:
        """The thing as it was read; empty where it was not."""
        if exchange is None:
            return {}
        return state_in(self.tester, self.thing.resource, self.reader, exchange) or {}

    def changed(self) -> Iterator[Hit]:
        """Every property by itself."""
        known = written(self.tester, self.operation)
        visible = shown(self.tester, self.thing.resource, self.reader)
        is_single = self.thing.resource.is_single
        names = [name for name in known if name in visible and not (is_single and _names_somebody(name))]
        for name in names[:_MOST]:
            before = self.state(read(self.tester, self.thing))
            for value in self._values(known[name], before.get(name), name):
                yield from self._change(name, value, before)
        yield from self._together()

    def _together(self) -> Iterator[Hit]:
        """Several properties in one change."""
        draft = about(self.tester, self.operation, self.thing.resource, self.thing.key)
        if draft is None or not isinstance(draft.body, dict):
            return
        varied = self.tester.varied(filled(self.tester, draft) or draft, self.thing.draft.operation)
        request = self.tester.referring(different(self.tester, varied) or varied)
        exchange = self.tester.ask(request) if len(request.body) > 1 else None
        if exchange is not None and exchange.is_accepted:
            yield from self._lost(request, exchange)

    def restore(self, before: Mapping[str, Any]) -> None:
        """Writes what was there before."""
        draft = about(self.tester, self.operation, self.thing.resource, self.thing.key)
        schema = draft.media.schema if draft is not None and draft.media is not None else None
        body = {name: before[name] for name in written(self.tester, self.operation) if name in before}
        if draft is not None and schema is not None and self.tester.checker.compile(schema, "request").is_valid(body):
            self.tester.ask(replace(draft, body=body))

    def _values(self, schema: Schema, value: Any, name: str) -> Iterator[Any]:
        found = next(other_values(self.tester, schema, value, name), None)
        if found is not None:
            yield found
            if self.tester.checker.compile(schema, "request").is_valid(None):
                yield None

    def _change(self, name: str, value: Any, before: Mapping[str, Any]) -> Iterator[Hit]:
        draft = self._only(name, value)
        exchange = self.tester.ask(draft) if draft is not None else None
        if draft is None or exchange is None or not exchange.is_accepted:
            return
        yield from self._lost(draft, exchange)
        after = read(self.tester, self.thing)
        state = self.state(after)
        names = [each for each in settled(self.tester, self.thing.resource) if each not in draft.body]
        if after is None or not state or not before:
            return
        for each in differences(before, state, names):
            message = f"a change of {name} changed {each} from {brief(before.get(each))} to {brief(state.get(each))}"
            claim = self._unchanged(each, before)
            yield self._hit(message, self._place(each), after, (self.thing.made, exchange), claim)

    def _only(self, name: str, value: Any) -> Draft | None:
        """A request that changes one property; all that is required besides where that alone is not valid."""
        draft = about(self.tester, self.operation, self.thing.resource, self.thing.key)
        schema = draft.media.schema if draft is not None and draft.media is not None else None
        if draft is None or schema is None or not isinstance(draft.body, dict):
            return None
        compiled = self.tester.checker.compile(schema, "request")
        bodies = ({name: value}, {**draft.body, name: value})
        body = next((body for body in bodies if compiled.is_valid(body)), None)
        return self.tester.referring(replace(draft, body=body)) if body is not None else None

    def replaced(self) -> Iterator[Hit]:
        """All properties at once; then, where a PATCH is there for anything else, only those that are required."""
        draft = about(self.tester, self.operation, self.thing.resource, self.thing.key)
        creator = self.thing.draft.operation
        if draft is None or not isinstance(draft.body, dict):
            return
        before = self.state(read(self.tester, self.thing))
        required = self.tester.varied(draft, creator)
        full = self.tester.referring(filled(self.tester, required) or required)
        for request in (full, different(self.tester, self.tester.varied(full, creator))):
            exchange = self.tester.ask(request) if request is not None else None
            if request is not None and exchange is not None and exchange.is_accepted:
                yield from self._lost(request, exchange)
                yield from self._own(before, exchange)
        if operation_for(self.tester, self.thing.resource, Role.UPDATE) is not None:
            yield from self._merged(required)

    def _own(self, before: Mapping[str, Any], exchange: Exchange) -> Iterator[Hit]:
        """What no client writes is as before."""
        known = written(self.tester, self.operation)
        names = [name for name in settled(self.tester, self.thing.resource) if name not in known]
        after = read(self.tester, self.thing)
        state = self.state(after)
        if after is None or not before or not state:
            return
        for name in differences(before, state, names):
            message = f"a change changed {name}, too: from {brief(before.get(name))} to {brief(state.get(name))}"
            claim = self._unchanged(name, before)
            yield self._hit(message, self._place(name), after, (self.thing.made, exchange), claim)

    def _merged(self, required: Draft) -> Iterator[Hit]:
        """What a PUT leaves out is not there any more (RFC 9110 section 9.3.4)."""
        before = self.state(read(self.tester, self.thing))
        known = written(self.tester, self.operation)
        names = [name for name in known if name not in required.body and before.get(name) not in (None, "", [], {})]
        request = self.tester.varied(required, self.thing.draft.operation)
        exchange = self.tester.ask(request) if names else None
        after = read(self.tester, self.thing) if exchange is not None and exchange.is_accepted else None
        state = self.state(after)
        if exchange is None or after is None or not state:
            return
        for name in names:
            if is_kept(before[name], state.get(name)) and before[name] != known[name].get("default"):
                message = f"a PUT without {name} keeps the old {name}, {brief(before[name])}, as a PATCH does"
                claim = self._unchanged(name, before, is_same=False)
                yield self._hit(message, _key(known[name]), after, (self.thing.made, exchange), claim)

    def _lost(self, draft: Draft, exchange: Exchange) -> Iterator[Hit]:
        resource = self.thing.resource
        state = state_in(self.tester, resource, self.operation, exchange) or {}
        key = self.tester.pool.key_of(resource, state, self.thing.key[:-1])
        if key is not None and not is_kept(key[-1], self.thing.key[-1]):
            message = f"the answer is about another resource: {resource.id_name} is {brief(key[-1])}"
            yield self._hit(message, self.operation.node.key_place, exchange, (self.thing.made,))
        for each in lost(self.tester, resource, draft, self.operation, exchange):
            message = f"{each.name} was changed to {brief(each.sent)}, and is {brief(each.got)} in the answer"
            claim = self._kept(self.operation, each)
            yield self._hit(message, each.place, exchange, (self.thing.made,), claim)
        after = read(self.tester, self.thing)
        if after is None:
            return
        for each in lost(self.tester, resource, draft, self.reader, after):
            message = f"{each.name} was changed to {brief(each.sent)}, and is {brief(each.got)} afterwards"
            claim = self._kept(self.reader, each)
            yield self._hit(message, each.place, after, (self.thing.made, exchange), claim)

    def others(self, other: Thing, untouched: Mapping[str, Any]) -> Iterator[Hit]:
        """Another thing has not changed."""
        exchange = read(self.tester, other)
        state = self.state(exchange)
        names = differences(untouched, state, settled(self.tester, other.resource)) if untouched and state else []
        if names and exchange is not None:
            message = f"a change of one resource changed {', '.join(names)} of another one"
            yield self._hit(message, self.operation.node.key_place, exchange, (self.thing.made, other.made))

    def listed(self) -> Iterator[Hit]:
        """The list has what was changed."""
        operation, state = operation_for(self.tester, self.thing.resource, Role.LIST), {}
        entry = listed(self.tester, self.thing.resource, self.thing.key) if operation is not None else None
        if operation is None or entry is None:
            return
        state = self.state(read(self.tester, self.thing))
        for name in stale(self.tester, self.thing.resource, state, entry.state):
            message = f"{name} is {brief(entry.state[name])} in the list, and {brief(state[name])} by itself"
            problem = Problem("created-unlisted", message, operation.node.key_place, Severity.WARNING)
            yield Hit(problem, entry.exchange, (self.thing.made,), operation)

    def _kept(self, shower: Operation, each: Lost) -> Claim | None:
        """What was sent in the change is what ``shower`` answers."""
        path = item_in(self.tester, self.thing.resource, shower)
        source = Source(1, (*each.sent_in, each.name))
        return Value((*path, *each.shown_in, each.name), source) if path is not None else None

    def _unchanged(self, name: str, before: Mapping[str, Any], *, is_same: bool = True) -> Claim | None:
        """What the thing was created with is what it has, or, without ``is_same``, is gone. None where it has changed
        since it was created."""
        made = item_in(self.tester, self.thing.resource, self.thing.draft.operation)
        path = item_in(self.tester, self.thing.resource, self.reader)
        state = state_in(self.tester, self.thing.resource, self.thing.draft.operation, self.thing.made) or {}
        if made is None or path is None or name not in state or state[name] != before.get(name):
            return None
        return Value((*path, name), Source(0, (*made, name), is_sent=False), is_same)

    def _place(self, name: str) -> Place:
        view = written(self.tester, self.operation).get(name) or shown(
            self.tester, self.thing.resource, self.reader
        ).get(name)
        return _key(view) if view is not None else self.operation.node.key_place

    def _hit(self, message: str, place: Place, exchange: Exchange, steps: _Steps, claim: Claim | None = None) -> Hit:
        return Hit(Problem("update-not-kept", message, place, Severity.WARNING), exchange, steps, claim=claim)


def _names_somebody(name: str) -> bool:
    """True for what a user logs in with: the tester may be that user."""
    return any(word in bare(name) for word in ("mail", "user", "login", "passw", "phone"))


def _key(view: Schema) -> Place:
    return (view.reference or view.node).key_place
