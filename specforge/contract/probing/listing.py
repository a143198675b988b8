"""Lists: what an operation that answers with many things can be asked for, and what its answers say."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from specforge.contract.probing.pool import at, body_of
from specforge.contract.probing.tester import Tester
from specforge.document.model import Operation, Parameter
from specforge.document.place import Place
from specforge.findings.exchange import Answer, Exchange
from specforge.findings.model import Severity
from specforge.values.lists.envelopes import TOTALS
from specforge.values.lists.meaning import meaning_of
from specforge.values.lists.paging import Paging, find_paging
from specforge.values.lists.sorting import Order
from specforge.values.requests import Draft
from specforge.values.resources.bodies import success_schema
from specforge.values.resources.names import bare, first_of
from specforge.values.resources.paths import Template
from specforge.values.resources.shapes import ListShape
from specforge.values.texts import write

# How many things are asked for where the document knows no limit.
ROOMY = 100
_IDS = ("id", "uuid", "guid", "key", "slug", "code", "name")
# How deep in an answer a total may stand, and in what.
_DEEPEST = 2
_MOST_MEMBERS = 100
ABOUT = frozenset({"meta", "metadata", "pagination", "paging", "page", "pageinfo", "pageable", "info", "links"})

Wish = tuple[Parameter, Any]


@dataclass(frozen=True)
class Listed:
    """An answer of a list: its things, and how many it says there are."""

    exchange: Exchange
    body: Any
    items: list[Any]
    total: int | None

    @property
    def answer(self) -> Answer:
        assert self.exchange.answer is not None
        return self.exchange.answer


class Listing:
    """An operation that lists things. Nothing is asked before ``ask`` is."""

    def __init__(self, operation: Operation, tester: Tester, shape: ListShape, plain: Draft) -> None:
        self.operation = operation
        self.shape = shape
        self.plain = plain
        self._tester = tester
        shapes = tester.pool.shapes
        self.properties = shapes.properties(shape.element)
        self.parameters = tuple(each for each in operation.parameters if each.location == "query" and each.name)
        self.paging: Paging = find_paging(self.parameters, self.properties)
        rest = [each for each in self.parameters if each not in self.paging.parameters]
        self.order = Order(rest, shapes, shape.element)
        self.rest = tuple(each for each in rest if each.name not in self.order.names)
        self._id = self._find_id()

    @property
    def roomy(self) -> tuple[Wish, ...]:
        """What asks for as many things as the document allows."""
        most = self.most
        return ((self.paging.limit, most),) if self.paging.limit is not None and most is not None else ()

    @property
    def most(self) -> int | None:
        """The greatest limit that can be asked for; None without a parameter for it."""
        limit = self.paging.limit
        return next((n for n in (ROOMY, *self._bounds(limit)) if self.takes(limit, n)), None) if limit else None

    @property
    def is_one_page(self) -> bool:
        """True where nothing leads to another page: what is empty then has nothing."""
        return self.paging.page is None and self.paging.offset is None

    def draft(self, *wishes: Wish) -> Draft:
        """A request for the list with these parameters."""
        draft = self.plain
        for parameter, value in wishes:
            draft = draft.with_parameter(parameter, value)
        return draft

    def ask(self, *wishes: Wish) -> Listed | None:
        """The list as it is answered; None where it is not."""
        return self.read(self.send(self.draft(*wishes)))

    def send(self, draft: Draft) -> Exchange:
        """The answer to a request for the list, whatever it is."""
        return self._tester.ask(draft)

    def read(self, exchange: Exchange) -> Listed | None:
        """An answer as a list; None where it is none."""
        if not exchange.is_accepted:
            return None
        body = body_of(exchange)
        items = at(body, self.shape.path)
        return Listed(exchange, body, items, self._total(exchange, body)) if isinstance(items, list) else None

    def takes(self, parameter: Parameter, value: Any) -> bool:
        """True for a value that the document allows."""
        schema = parameter.schema
        return schema is None or self._tester.checker.compile(schema, "request").is_valid(value)

    def identity(self, item: Any) -> str:
        """What tells a thing from the others."""
        own = self.id_of(item)
        return write(own) if own is not None else json.dumps(item, sort_keys=True, default=repr)

    def id_of(self, item: Any) -> str | int | None:
        """The id of a thing; None where it has none that is known."""
        own = item.get(self._id) if self._id is not None and isinstance(item, dict) else None
        return own if isinstance(own, str | int) else None

    def place_of(self, names: Collection[str]) -> Place:
        """The member of the answer that is called so (in bare form), else the operation."""
        schema, shapes = success_schema(self.operation), self._tester.pool.shapes
        inner = list(shapes.properties(schema).items()) if schema is not None else []
        for _, child in inner[:_MOST_MEMBERS]:
            inner += shapes.properties(child).items()
        found = (child.place for name, child in inner if bare(name) in names)
        return next(found, self.operation.node.key_place)

    def header_place(self, listed: Listed, name: str) -> Place:
        """Where the document describes a header of an answer, else the operation."""
        response = self.operation.response_for(listed.answer.status)
        headers = response.headers if response is not None else {}
        found = (view.place for key, view in headers.items() if key.lower() == name.lower())
        return next(found, self.operation.node.key_place)

    def identities(self, listed: Listed) -> list[str]:
        """Those of all things of an answer, in its order."""
        return [self.identity(item) for item in listed.items]

    def _find_id(self) -> str | None:
        action = self._tester.pool.action(self.operation)
        known = action.resource.id_name if action is not None else None
        return known if known in self.properties else first_of(_IDS, self.properties)

    def _bounds(self, parameter: Parameter) -> list[int]:
        schema = parameter.schema
        found = [part.get("maximum") for part in self._tester.pool.shapes.parts(schema)] if schema is not None else []
        return [each for each in found if isinstance(each, int)]

    def _total(self, exchange: Exchange, body: Any) -> int | None:
        """How many things there are by the answer. Without pages, a total is the sum of something else."""
        if not self.paging.parameters:
            return None
        return next(totals(body, self.shape.path), None)


def totals(body: Any, path: tuple[str, ...], depth: int = 0) -> Iterator[int]:
    """What a body calls a total, outside its things, which stand at ``path``."""
    if not isinstance(body, dict):
        return
    for name, value in body.items():
        is_things = bool(path) and path[0] == name
        if bare(name) in TOTALS and isinstance(value, int) and not isinstance(value, bool):
            yield value
        elif isinstance(value, dict) and depth < _DEEPEST and (is_things or bare(name) in ABOUT):
            yield from totals(value, path[1:] if is_things else (), depth + 1)


def total_in_headers(answer: Answer) -> tuple[str, int] | None:
    """A header such as ``X-Total-Count``: its name and what it says."""
    for name, values in answer.headers.items():
        plain = bare(name).removeprefix("x").removeprefix("pagination")
        if plain in TOTALS and len(values) == 1 and values[0].strip().isdecimal():
            return name, int(values[0])
    return None


def listing_of(operation: Operation, tester: Tester) -> Listing | None:
    """The list that an operation answers with; None where it has none, or is never accepted."""
    schema = success_schema(operation) if operation.method.lower() == "get" else None
    if schema is None:
        return None
    action = tester.pool.action(operation)
    word = action.resource.word if action is not None else Template(operation.path).word
    element = action.resource.element if action is not None else None
    shape = tester.pool.shapes.find_list(schema, word, element)
    plain = plain_draft(operation, tester) if shape is not None else None
    return Listing(operation, tester, shape, plain) if shape is not None and plain is not None else None


def plain_draft(operation: Operation, tester: Tester) -> Draft | None:
    """The accepted request of an operation, without all that it need not have; None where it accepts nothing."""
    anchor = tester.anchor(operation)
    if anchor is None:
        return None
    draft = anchor.draft
    for view, _ in anchor.draft.parameters:
        if not view.required:
            draft = draft.without_parameter(view)
    return draft


def severity(parameter: Parameter) -> Severity:
    """A guess is a warning, what the document says (``x-specforge-meaning``) an error."""
    return Severity.WARNING if meaning_of(parameter) is None else Severity.ERROR
