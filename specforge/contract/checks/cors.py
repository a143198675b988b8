"""Check: where pages of other origins are let in at all (CORS), they may do what the document has."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.origins import ORIGIN, headers_of, is_allowed, is_asked_for, lacking
from specforge.contract.probing.tester import NOBODY, Purpose, Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Severity
from specforge.findings.show import status_line

_OPEN = "lets other origins in"
# How many operations are asked until a service counts as one that lets nobody in.
_MOST = 3
_TRUE = "true"
# How a preflight is refused that was understood.
_REFUSED = (400, 401, 403)


@sends("cors", stage=Stage.READ, order=61, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A browser lets pages of other origins in (CORS), but not to all that the document has."""
    is_first = tester.is_rare("origins", _MOST)
    if not (is_first or _OPEN in tester.traits) or operation.method.lower() == "options":
        return
    draft, headers = tester.draft(operation), headers_of(operation, tester.document)
    if draft is None:
        return
    anchor = tester.anchor(operation) if operation.method.lower() == "get" else None
    if anchor is not None and tester.is_rare("readers", _MOST):
        yield from _exposed(operation, tester.ask(anchor.draft, headers={"Origin": ORIGIN}))
    if is_asked_for(operation, headers):
        exchange = _preflight(operation, tester, draft.target()[0], headers)
        yield from _judged(operation, exchange, tester, headers)


def _preflight(operation: Operation, tester: Tester, target: str, names: list[str]) -> Exchange:
    """A browser asks without credentials, whatever the request itself will have."""
    method = operation.method.upper()
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": method}
    if names:
        asked["Access-Control-Request-Headers"] = ",".join(names)
    request = SentRequest("OPTIONS", tester.url(target), {"Accept": "*/*", **tester.headers(NOBODY), **asked})
    return tester.send(request, operation, Purpose.PROBE)


def _judged(operation: Operation, exchange: Exchange, tester: Tester, headers: list[str]) -> Iterator[Hit]:
    answer = exchange.answer
    if answer is None or not (exchange.is_accepted or answer.status in _REFUSED):
        return
    found = list(lacking(answer, operation.method.upper(), headers)) if is_allowed(answer) else []
    for cause, what in found:
        message = f"a preflight lets other origins in, but does not allow {what}, which the document has"
        yield _hit(operation, exchange, cause, message)
    if exchange.is_accepted and is_allowed(answer):
        tester.traits.add(_OPEN)
        yield from _exposed(operation, exchange)
    elif not found and answer.status in (401, 403) and (is_allowed(answer) or _OPEN in tester.traits):
        message = f"a preflight is answered with {status_line(answer.status)}: browsers send it without credentials"
        yield _hit(operation, exchange, "refused", message)


def _exposed(operation: Operation, exchange: Exchange) -> Iterator[Hit]:
    """Whether pages that have credentials may read an answer is said in a way that holds."""
    answer = exchange.answer
    if answer is None or not _lets_credentials_in(answer):
        return
    origin = answer.header("access-control-allow-origin")
    if origin == "*":
        message = "Access-Control-Allow-Origin: * with Access-Control-Allow-Credentials: true: browsers refuse that"
        yield _hit(operation, exchange, "any with credentials", message)
    elif origin == ORIGIN:
        message = f"any origin, such as {ORIGIN}, may read answers with the credentials of whoever opens its page"
        yield _hit(operation, exchange, "anybody with credentials", message)


def _lets_credentials_in(answer: Answer) -> bool:
    return (answer.header("access-control-allow-credentials") or "").strip() == _TRUE


def _hit(operation: Operation, exchange: Exchange, cause: str, message: str) -> Hit:
    """What a service does wrong everywhere is one finding."""
    place = operation.node.key_place
    return Hit(Problem("cors", message, place, Severity.WARNING, cause=cause, is_general=True), exchange)
