"""Check: the Location of what was created leads there."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.pool import located_at
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.probing.things import Thing, about, created_by, make, operation_for, severity
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import GONE
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.exchange import Exchange, SentRequest
from specforge.findings.show import status_line
from specforge.values.resources.model import Role


@sends("location", stage=Stage.WRITE, order=20, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """The Location of a created resource leads to another one, or to none."""
    resource = created_by(operation, tester)
    thing = make(tester, resource) if resource is not None else None
    if thing is None or thing.made.answer is None or thing.made.answer.status != 201:
        return
    location = thing.made.answer.header("location")
    reader = operation_for(tester, thing.resource, Role.READ)
    if not location or not _is_here(location, thing.made):
        return
    key = located_at(thing.resource, thing.made)
    if reader is not None and (key is None or (key == thing.key and _is_elsewhere(location, thing, reader, tester))):
        yield from _leads_nowhere(thing, operation, reader, tester)
    elif key not in (None, thing.key):
        shown = "/".join(thing.key)
        message = f"Location is {location}, but the resource that was created is known by the id {shown}"
        yield _hit(thing, operation, message)


def _is_elsewhere(location: str, thing: Thing, reader: Operation, tester: Tester) -> bool:
    """True for the right id at another path: without the base path, or with that of an older version."""
    draft = about(tester, reader, thing.resource, thing.key)
    path = urlsplit(urljoin(thing.made.request.url, location)).path
    return draft is not None and path.rstrip("/") != urlsplit(tester.write(draft).url).path.rstrip("/")


def _leads_nowhere(thing: Thing, operation: Operation, reader: Operation, tester: Tester) -> Iterator[Hit]:
    """A path that the document does not have may be there all the same."""
    location = thing.made.answer.header("location") if thing.made.answer is not None else None
    draft = about(tester, reader, thing.resource, thing.key)
    if draft is None or location is None or not tester.ask(draft).is_accepted:
        return
    written = tester.write(draft)
    request = SentRequest("GET", urljoin(thing.made.request.url, location), written.headers)
    exchange = tester.send(request, reader, Purpose.PROBE)
    if exchange.answer is not None and exchange.answer.status in (404, 410):
        message = f"Location is {location}, where {status_line(exchange.answer.status)} is the answer"
        yield _hit(thing, operation, message, exchange)


def _is_here(location: str, exchange: Exchange) -> bool:
    """What leads to another host is never followed."""
    parts, own = urlsplit(urljoin(exchange.request.url, location)), urlsplit(exchange.request.url)
    return (parts.scheme, parts.netloc) == (own.scheme, own.netloc)


def _hit(thing: Thing, operation: Operation, message: str, exchange: Exchange | None = None) -> Hit:
    problem = Problem("location", message, _place(operation), severity(thing.resource))
    if exchange is None:
        return Hit(problem, thing.made)
    return Hit(problem, exchange, (thing.made,), claim=GONE)


def _place(operation: Operation) -> Place:
    """The header in the document, else the operation."""
    response = operation.response_for(201)
    headers = response.headers if response is not None else {}
    found = next((header for name, header in headers.items() if name.lower() == "location"), None)
    return (found.reference or found.node).key_place if found is not None else operation.node.key_place
