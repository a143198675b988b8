"""Check: a method that a path does not have is refused with 405, and with an Allow header that is true."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.conformance.faults import below_base
from specforge.contract.conformance.methods import not_refused, without_allow, wrong_allow, wrong_of_itself
from specforge.contract.given import with_query
from specforge.contract.probing.tester import Purpose, Tester
from specforge.document.model import Operation, PathItem
from specforge.document.routes import Router
from specforge.findings.exchange import Exchange, SentRequest

# Those first that change nothing where a service has them all the same.
_TRIED = ("GET", "PATCH", "PUT", "POST")
_MOST = 2
# Methods that servers add by themselves.
_COMMON = frozenset({"HEAD", "OPTIONS", "TRACE"})


@sends("unsupported-method", stage=Stage.REFUSED, order=6)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A method that a path does not have is not refused with 405 and a true Allow header."""
    siblings = [each for each in tester.operations.values() if each.path == operation.path]
    draft = tester.draft(operation) if siblings and siblings[0].label == operation.label else None
    if draft is None:
        return
    target = draft.target()[0].partition("?")[0]
    known = _methods(operation, tester, target)
    for method in [method for method in _TRIED if method not in known][:_MOST]:
        exchange = tester.send(_request(method, operation, tester, target), operation, Purpose.PROBE)
        is_there = "{" not in operation.path or tester.is_accepted(operation)
        yield from _judge(operation.path_item, method, exchange, known, is_there=is_there)
    yield from _added(operation, tester, target, known)


def _added(operation: Operation, tester: Tester, target: str, known: set[str]) -> Iterator[Hit]:
    """What servers may add must not fail, and nobody gets back what a proxy has added to a request."""
    for method in sorted({"OPTIONS", "TRACE"} - known):
        exchange = tester.send(_request(method, operation, tester, target), operation, Purpose.PROBE)
        status = exchange.status
        if method == "TRACE" and 200 <= status < 300:
            yield Hit(not_refused(operation.path_item, method, status), exchange)
        elif status == 405 and method in _stated(exchange):
            yield Hit(wrong_of_itself(operation.path_item, method), exchange)


def _request(method: str, operation: Operation, tester: Tester, target: str) -> SentRequest:
    url = with_query(tester.url(target), tester.keys(operation))
    return SentRequest(method, url, {"Accept": "*/*", **tester.headers()})


def _methods(operation: Operation, tester: Tester, target: str) -> set[str]:
    """The methods that the document has for a path: ``/pets/mine`` is a ``/pets/{id}``, too."""
    operations = tester.document.operations
    path = below_base(operation.path, target)
    fitting = {each.path for each in operations if each.path == operation.path or Router([each.path]).match(path)}
    return {each.method.upper() for each in operations if each.path in fitting}


def _judge(item: PathItem, method: str, exchange: Exchange, known: set[str], *, is_there: bool) -> Iterator[Hit]:
    status = exchange.status
    if status == 405:
        yield from _judge_allow(item, method, exchange, known)
    elif status in (401, 403, 429) or 300 <= status < 400 or not status:
        return
    elif (status < 500 or status == 501) and (status != 404 or is_there):
        yield Hit(not_refused(item, method, status), exchange)


def _judge_allow(item: PathItem, method: str, exchange: Exchange, known: set[str]) -> Iterator[Hit]:
    allow = exchange.answer.header("allow") if exchange.answer is not None else None
    if allow is None:
        yield Hit(without_allow(item, method), exchange)
        return
    stated = _stated(exchange)
    if method in stated:
        yield Hit(wrong_of_itself(item, method), exchange)
        return
    problem = wrong_allow(item, sorted(known - stated - _COMMON), sorted(stated - known - _COMMON))
    if problem is not None:
        yield Hit(problem, exchange)


def _stated(exchange: Exchange) -> set[str]:
    """The methods that an Allow header has."""
    allow = exchange.answer.header("allow") if exchange.answer is not None else None
    return {each.strip().upper() for each in (allow or "").split(",") if each.strip()}
