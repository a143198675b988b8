"""Anchors: valid requests that an implementation accepted. What random data hides behind a 404 is found from here.

The author's examples come first. Where those are not accepted, ids that the implementation has shown itself take the
place of path parameters and references, then values made up from the schemas.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specforge.contract.probing.idempotency import with_new_key
from specforge.contract.probing.links import Links, followed
from specforge.contract.probing.novel import Novelty, free
from specforge.contract.probing.pool import asked_for
from specforge.contract.probing.references import References
from specforge.document.model import Operation, Parameter, Schema
from specforge.findings.exchange import Exchange
from specforge.values.requests import Draft, draft_of, is_shown, schema_of
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.paths import Key, Template
from specforge.values.sample import Unsatisfiable, sample

if TYPE_CHECKING:
    from specforge.contract.probing.tester import Tester

# Requests that are tried before an operation counts as one that accepts nothing.
_MOST_TRIES = 8
_SEEDS = (1, 2, 3)
_MOST_SEARCHES = 2
_MOST_KINDS = 1_000_000
# Ids that are tried in turn.
_MOST_KEYS = 3


@dataclass(frozen=True, slots=True)
class Anchor:
    """A valid request that was accepted. ``steps`` are the exchanges that made what it is about."""

    draft: Draft
    exchange: Exchange
    steps: tuple[Exchange, ...] = ()


class Anchors:
    """Finds an anchor for each operation, once."""

    def __init__(self, tester: Tester) -> None:
        self._tester = tester
        self._known: dict[str, Anchor | None] = {}
        # By label: how often an anchor was looked for, and of how many kinds things were known to exist then.
        self._tries: dict[str, tuple[int, int]] = {}
        self._references = References(tester, self._keys)
        # By label: the names of body properties that need a new value each time.
        self._unique: dict[str, tuple[str, ...]] = {}
        self._links = Links(tester.document)
        self._novelty = Novelty(tester.checker, tester.settings.seed)
        # Labels of lists that were asked for without what narrows them.
        self._unfiltered: set[str] = set()

    def of(self, operation: Operation) -> Anchor | None:
        """See Tester.anchor."""
        label = operation.label
        if label not in self._known or self._may_find_more(label):
            # An operation that is asked for while its own anchor is looked for has none.
            self._known[label] = None
            self._tries[label] = (self._tries.get(label, (0, 0))[0] + 1, _MOST_KINDS)
            self._known[label] = self._find(operation)
            self._tries[label] = (self._tries[label][0], self._tester.pool.kinds)
        return self._known[label]

    def _may_find_more(self, label: str) -> bool:
        """True where nothing was accepted when there was less to refer to."""
        tries, kinds = self._tries[label]
        return self._known[label] is None and tries < _MOST_SEARCHES and kinds < self._tester.pool.kinds

    def is_known(self, operation: Operation) -> bool:
        """See Tester.is_accepted."""
        return self._known.get(operation.label) is not None

    def draft(self, operation: Operation) -> Draft | None:
        """See Tester.draft."""
        anchor = self._known.get(operation.label)
        return anchor.draft if anchor else next(self._drafts(operation), None)

    def renewed(self, anchor: Anchor) -> Draft:
        """See Tester.renewed."""
        draft = with_new_key(anchor.draft, self._tester.checker)
        return draft if operation_is_repeatable(draft.operation) else self.varied(draft, draft.operation)

    def varied(self, draft: Draft, operation: Operation) -> Draft:
        """See Tester.varied."""
        return self._varied(draft, self.unique(operation)) if isinstance(draft.body, dict) else draft

    @property
    def known_unique(self) -> dict[str, tuple[str, ...]]:
        """By label: what ``unique`` has found so far."""
        return {label: names for label, names in self._unique.items() if names}

    def unique(self, operation: Operation) -> tuple[str, ...]:
        """See Tester.unique."""
        if operation.label not in self._unique:
            anchor = self.of(operation)
            self._unique[operation.label] = ()
            if anchor is not None and isinstance(anchor.draft.body, dict):
                self._unique[operation.label] = self._find_unique(anchor)
        return self._unique[operation.label]

    def fresh(self, operation: Operation) -> Anchor | None:
        """See Tester.fresh."""
        resource = self._resource(operation)
        made = self.create(resource) if resource is not None else None
        draft = self.draft(operation)
        if resource is None or made is None or draft is None:
            return None
        key, created = made
        draft = with_key(draft, resource, key)
        exchange = self._tester.ask(draft)
        return Anchor(draft, exchange, (created,)) if exchange.is_accepted else None

    def create(self, resource: Resource) -> tuple[Key, Exchange] | None:
        """A new thing: its key, and the exchange that made it. None where none can be made."""
        operation = resource.operations.get(Role.CREATE)
        if operation is None or operation.label not in self._tester.operations:
            put = self.put(resource)
            return put[1:] if put is not None else None
        anchor = self.of(operation)
        if anchor is None:
            return None
        exchange = self._tester.ask(self.renewed(anchor))
        keys = self._tester.pool.keys_in(operation, exchange) if exchange.is_accepted else []
        return (keys[0], exchange) if keys else None

    def put(self, resource: Resource) -> tuple[Draft, Key, Exchange] | None:
        """As ``create``, where clients choose the ids: a PUT that the document has a 201 for."""
        operation = resource.operations.get(Role.REPLACE)
        is_open = operation is not None and operation.label in self._tester.operations and "201" in operation.responses
        anchor = self.of(operation) if operation is not None and is_open else None
        draft = self._elsewhere(anchor.draft) if anchor is not None else None
        exchange = self._tester.ask(draft) if draft is not None else None
        if draft is None or exchange is None or exchange.answer is None or exchange.answer.status != 201:
            return None
        action = self._tester.pool.action(draft.operation)
        key = asked_for(action, exchange) if action is not None else ()
        if not key:
            return None
        self._tester.pool.made.append((resource, key))
        return draft, key, exchange

    def _elsewhere(self, draft: Draft) -> Draft | None:
        """The request with a new value for the last parameter of its path."""
        names = Template(draft.operation.path).parameters
        found = (each for each in draft.operation.parameters if each.location == "path" and each.name in names[-1:])
        view = next(found, None)
        schema = schema_of(view) if view is not None else None
        value = self._novelty.value(schema, view.name) if view is not None and schema is not None else None
        return draft.with_parameter(view, value) if view is not None and value is not None else None

    def _resource(self, operation: Operation) -> Resource | None:
        """The resource whose thing the last parameter of the path names."""
        parameters = [each for each in operation.parameters if each.location == "path"]
        order = Template(operation.path).parameters
        parameters.sort(key=lambda each: order.index(each.name) if each.name in order else -1)
        return self._tester.pool.resource_of(operation, parameters[-1]) if parameters else None

    # -- finding one --------------------------------------------------------------------------------------------------

    def _find(self, operation: Operation) -> Anchor | None:
        seen: list[tuple[Any, Any]] = []
        for draft in self._drafts(operation):
            written = (draft.target(), draft.body)
            if written in seen:
                continue
            seen.append(written)
            exchange = self._tester.ask(draft)
            status = exchange.status
            if is_conflict(exchange) and (renewed := self._asked_anew(draft)) is not None:
                return renewed
            if exchange.is_accepted:
                return Anchor(draft, exchange)
            if len(seen) >= _MOST_TRIES or status in (401, 405, 501):
                return None
        return None

    def _asked_anew(self, draft: Draft) -> Anchor | None:
        """What exists already, perhaps since an earlier run, does not exist with new values."""
        names = self._free(draft) if isinstance(draft.body, dict) else []
        while names:
            again = self._varied(draft, tuple(names))
            exchange = self._tester.ask(again)
            if exchange.is_accepted:
                return Anchor(again, exchange)
            if not is_conflict(exchange) or not self._novelty.leap():
                return None
        return None

    def _drafts(self, operation: Operation) -> Iterator[Draft]:
        """Valid requests, the likeliest to be accepted first."""
        tester = self._tester
        plain: list[Draft] = []
        for with_examples in (True, False):
            with suppress(Unsatisfiable):
                plain.append(draft_of(operation, tester.checker, with_examples=with_examples))
        resource = self._resource(operation)
        is_shown_whole = all(is_shown(each) for each in operation.parameters if each.location == "path")
        if plain and not is_shown_whole:
            yield from self._linked(operation, plain[-1])
        if resource is None or is_shown_whole:
            yield from plain
        if resource is not None and plain:
            for key in self._keys(resource):
                yield from (self.referring(with_key(draft, resource, key)) for draft in plain)
        yield from (self.referring(draft) for draft in plain)
        if plain:
            yield from self._made_up(plain[-1])

    def _linked(self, operation: Operation, draft: Draft) -> Iterator[Draft]:
        """What links of other operations lead to."""
        for linked in self._links.to(operation):
            is_harmless = linked.source.method.lower() != "delete" and linked.source.label in self._tester.operations
            anchor = self.of(linked.source) if is_harmless else None
            found = followed(linked, anchor.exchange, draft) if anchor is not None else None
            if found is not None:
                yield self.referring(found)

    def _keys(self, resource: Resource) -> list[Key]:
        """Keys of things that exist; where none is known, the list is asked for, or a thing is made."""
        pool = self._tester.pool
        if not pool.keys(resource):
            for role in (Role.LIST, Role.CREATE):
                operation = resource.operations.get(role)
                if operation is not None and operation.label in self._tester.operations and not pool.keys(resource):
                    self._show(operation)
        return pool.keys(resource)[:_MOST_KEYS]

    def _show(self, operation: Operation) -> None:
        """Has an operation show what exists. An author's example of a filter may let nothing through."""
        anchor = self.of(operation)
        if anchor is None or operation.method.lower() != "get" or operation.label in self._unfiltered:
            return
        self._unfiltered.add(operation.label)
        is_narrowed = any(not view.required for view, _ in anchor.draft.parameters)
        if is_narrowed and not self._tester.pool.keys_in(operation, anchor.exchange):
            self._tester.ask(draft_of(operation, self._tester.checker))

    def referring(self, draft: Draft) -> Draft:
        """See Tester.referring: ``customer_id`` refers to a thing of the resource ``/customers``."""
        return self._references.applied(draft)

    def refers(self, name: str) -> bool:
        """See Tester.refers."""
        return self._references.refers(name)

    def _made_up(self, draft: Draft) -> Iterator[Draft]:
        """Other values for everything."""
        for seed in _SEEDS:
            with suppress(Unsatisfiable):
                yield self._sampled(draft, seed)

    def _sampled(self, draft: Draft, seed: int) -> Draft:
        for view, _ in draft.parameters:
            schema = schema_of(view)
            if schema is not None:
                draft = draft.with_parameter(view, self._sample(schema, seed, view.name))
        if draft.media is None or draft.media.schema is None:
            return draft
        return self.referring(draft.with_body(self._sample(draft.media.schema, seed)))

    def _sample(self, schema: Schema, seed: int, name: str = "") -> Any:
        checker = self._tester.checker
        return sample(schema, checker, seed=seed, direction="request", use_examples=False, name=name)

    # -- what may exist once only -------------------------------------------------------------------------------------

    def _find_unique(self, anchor: Anchor) -> tuple[str, ...]:
        """Which properties have to be new, judged by what the implementation takes: none, one, or all that can be."""
        free = self._free(anchor.draft)
        for names in ((), *((name,) for name in free), tuple(free)):
            exchange = self._tester.ask(self._varied(anchor.draft, names))
            if exchange.is_accepted:
                return names
        # All of it is new, and yet it exists: an earlier run has made it.
        is_taken = bool(free) and is_conflict(exchange) and self._novelty.leap()
        return self._find_unique(anchor) if is_taken else tuple(free)

    def _free(self, draft: Draft) -> list[str]:
        schema = draft.media.schema if draft.media is not None else None
        return free(draft.body, self._tester.pool.shapes.properties(schema)) if schema is not None else []

    def _varied(self, draft: Draft, names: tuple[str, ...]) -> Draft:
        draft = with_new_key(draft, self._tester.checker)
        schema = draft.media.schema if draft.media is not None else None
        if schema is None or not names:
            return draft
        properties = self._tester.pool.shapes.properties(schema)
        body = dict(draft.body)
        for name in [name for name in names if name in body and name in properties]:
            value = self._novelty.value(properties[name], name)
            body[name] = value if value is not None else body[name]
        is_valid = self._tester.checker.compile(schema, "request").is_valid(body)
        return draft.with_body(body) if is_valid else draft


def is_conflict(exchange: Exchange) -> bool:
    """True for an answer that says that something exists already, or is in another state."""
    return exchange.answer is not None and exchange.answer.status == 409


def operation_is_repeatable(operation: Operation) -> bool:
    """True where the same request may be sent again and again (RFC 9110 section 9.2.2)."""
    return operation.method.lower() in ("get", "head", "put", "delete", "options", "trace", "query")


def with_key(draft: Draft, resource: Resource, key: Key) -> Draft:
    """The request about another thing of a resource: ``key`` are the values of the path, outermost first."""
    names = resource.template.parameters
    own = Template(draft.operation.path).parameters
    views = {view.name: view for view in draft.operation.parameters if view.location == "path"}
    for (position, _), text in zip(enumerate(names), key, strict=False):
        view = views.get(own[position]) if position < len(own) else None
        if view is not None:
            draft = draft.with_parameter(view, _typed(view, text))
    return draft


def _typed(view: Parameter, text: str) -> Any:
    """The text of a key as a value of the parameter."""
    schema = schema_of(view)
    return int(text) if schema is not None and "integer" in schema.types and text.lstrip("-").isdecimal() else text
