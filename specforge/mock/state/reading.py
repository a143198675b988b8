"""Reading: things, lists of them, and the bytes that came with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from specforge.mock.answer import Answer
from specforge.mock.negotiate import Choice
from specforge.mock.standin import ABSENT
from specforge.mock.state.answers import Found, is_among
from specforge.mock.state.envelope import Envelope, Listing, total_header
from specforge.mock.state.filters import Filters
from specforge.mock.state.fit import Misfit
from specforge.mock.state.pages import Pager
from specforge.mock.state.visits import Visit, Visits
from specforge.values.lists.sorting import Order
from specforge.values.resources.shapes import ListShape, Shapes


@dataclass(frozen=True)
class Query:
    """How one list is asked."""

    filters: Filters
    order: Order
    pager: Pager


class Reader:
    """Answers what only looks."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits
        self._envelope = Envelope(visits.shapes, visits.fitter)
        self._queries: dict[str, Query] = {}
        self._list_shapes: dict[tuple[str, int, str | None], ListShape | None] = {}

    def read(self, visit: Visit) -> Answer | None:
        choice = self._visits.choice(visit, (200,))
        found = self._found(visit)
        if found is None:
            return None
        if self._is_unchanged(visit, found):
            unchanged = self._visits.choice(visit, (304,))
            return self._visits.answers.of_value(visit.exchange, unchanged, ABSENT, {"etag": found.etag})
        return self._visits.answers.of_item(visit.exchange, choice, found)

    def content(self, visit: Visit) -> Answer | None:
        """The bytes that came with a thing, the document's own where none did."""
        found = self._found(visit)
        if found is None or found.entry.upload is None:
            return None
        return self._visits.answers.of_item(visit.exchange, self._visits.choice(visit, (200,)), found)

    def list(self, visit: Visit) -> Answer | None:
        choice = self._visits.choice(visit, (200,))
        self._visits.require_parent(visit)
        query = self._query(visit, choice)
        pairs = self._visits.contents.listed(visit.action, visit.key)
        request = visit.exchange.request
        pairs = query.filters.chosen(request, pairs)
        pairs = query.order.sorted(request.query_parts, pairs, lambda pair: pair[1].value)
        values, keys = [entry.value for _, entry in pairs], [key for key, _ in pairs]
        listing = Listing(request, query.pager.page(request, values, keys), query.pager)
        headers = {name.lower(): text for name in choice.response.headers if (text := total_header(name, listing))}
        return self._visits.answers.of_value(visit.exchange, choice, self._list_body(visit, choice, listing), headers)

    def _list_body(self, visit: Visit, choice: Choice, listing: Listing) -> Any:
        schema = choice.content.schema if choice.content is not None else None
        if choice.content is None:
            return ABSENT
        if schema is None:
            return list(listing.page.things)
        shape = self._list_shape(visit, choice)
        if shape is None:
            raise Misfit(f"{choice.media_type} has no list of {visit.resource.word}")
        return self._visits.fitter.fit(self._envelope.body(schema, shape, listing), schema)

    def _list_shape(self, visit: Visit, choice: Choice) -> ListShape | None:
        """Where the items are in the body of a list."""
        schema = choice.content.schema if choice.content is not None else None
        if schema is None:
            return None
        key = (visit.exchange.route.label, choice.status, choice.media_type)
        if key not in self._list_shapes:
            found = self._visits.shapes.find_list(schema, visit.resource.word, visit.resource.element)
            self._list_shapes[key] = found
        return self._list_shapes[key]

    def _query(self, visit: Visit, choice: Choice) -> Query:
        label = visit.exchange.route.label
        if label not in self._queries:
            parameters = [each for each in visit.action.operation.parameters if each.location == "query"]
            shape = self._list_shape(visit, choice)
            element = visit.resource.element or (shape.element if shape is not None else None)
            most = _most(self._visits.shapes, choice, shape)
            pager = Pager(parameters, self._visits.checker, most)
            assert element is not None
            order = Order(parameters, self._visits.shapes, element)
            rest = [each for each in parameters if each.name not in pager.names | order.names]
            self._queries[label] = Query(Filters(rest, self._visits.shapes, element), order, pager)
        return self._queries[label]

    def _found(self, visit: Visit) -> Found | None:
        """The thing that is asked for; None where only the document can tell. Raises Refusal."""
        entry = self._visits.entry(visit)
        if entry is not None:
            return Found(visit.resource, visit.key, entry)
        resource = visit.resource
        if resource.is_single and resource.element is None and not self._is_of_created(visit):
            return None
        raise self._visits.missing(visit)

    def _is_of_created(self, visit: Visit) -> bool:
        """Bytes that nobody uploaded: seeds have them from the document, what clients created has none."""
        parent = visit.resource.parent
        if parent is None:
            return False
        owner = self._visits.contents.get(parent, visit.key[: len(parent.template.parameters)])
        return owner is not None and not owner.is_seed

    def _is_unchanged(self, visit: Visit, found: Found) -> bool:
        stated = visit.exchange.request.headers.get("if-none-match")
        return stated is not None and self._visits.describes(visit, 304) and is_among(found.etag, stated)


def _most(shapes: Shapes, choice: Choice, shape: ListShape | None) -> int | None:
    """``maxItems`` of the array of a list."""
    schema = choice.content.schema if choice.content is not None else None
    for name in shape.path if shape is not None else ():
        schema = shapes.properties(schema).get(name) if schema is not None else None
    found = [part.get("maxItems") for part in shapes.parts(schema)] if schema is not None else []
    return min((each for each in found if isinstance(each, int)), default=None)
