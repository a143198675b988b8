"""Check: a body of a media type that is not offered is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.conformance.faults import RequestJudge, keyword
from specforge.contract.probing.reply import is_carried_out
from specforge.contract.probing.tester import Purpose, Tester, with_headers
from specforge.contract.problem import Problem
from specforge.document.model import Operation, RequestBody
from specforge.findings.exchange import Exchange, SentRequest
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.media import encode_body
from specforge.values.mediatypes import is_json
from specforge.values.plain import plain
from specforge.values.requests import Draft

_FORM = "application/x-www-form-urlencoded"


@sends("unsupported-media-type", stage=Stage.REFUSED, order=25)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A body of a media type that the document does not offer is accepted."""
    body = operation.request_body
    anchor = tester.anchor(operation) if body is not None and body.required else None
    if body is None or anchor is None or anchor.draft.media is None:
        return
    judge = RequestJudge(tester.checker)
    is_told = False
    for content_type, data in _others(anchor.draft):
        request = _as(content_type, data, tester.write(tester.renewed(anchor)))
        if not any(fault.place == keyword(body, "content") for fault in judge.judge(operation, request).faults):
            continue
        exchange = tester.send(request, operation, Purpose.INVALID)
        if is_carried_out(exchange, anchor.exchange):
            yield Hit(_problem(body, operation, content_type, exchange), exchange)
            return
        # The body itself is what it was, so nothing but its media type is wrong.
        is_wrong_refusal = data is None and _is_strict(operation) and _is_refused_as_data(exchange)
        if is_wrong_refusal and not is_told:
            is_told = True
            yield Hit(_other_status(body, content_type, exchange), exchange)
    if _is_strict(operation):
        request = with_headers(tester.write(tester.renewed(anchor)), {"Content-Type": None})
        exchange = tester.send(request, operation, Purpose.INVALID)
        if is_carried_out(exchange, anchor.exchange):
            yield Hit(_problem(body, operation, None, exchange), exchange)


def _others(draft: Draft) -> Iterator[tuple[str, bytes | None]]:
    """Media types that may not be offered; None where the body stays as it is. JSON as text comes first: browsers send
    that to other sites without asking them (https://fetch.spec.whatwg.org/#cors-safelisted-request-header)."""
    yield "text/plain", None
    value: Any = draft.body
    if draft.media is not None and is_json(draft.media.name):
        if isinstance(value, dict):
            yield _FORM, encode_body(_FORM, value)[1]
        yield _FORM, None
        yield "application/xml", None
    elif isinstance(value, dict):
        yield "application/json", encode_body("application/json", plain(value))[1]


def _as(content_type: str, data: bytes | None, request: SentRequest) -> SentRequest:
    changed = with_headers(request, {"Content-Type": content_type})
    body = request.body if data is None else data
    return SentRequest(changed.method, changed.url, changed.headers, body)


def _is_strict(operation: Operation) -> bool:
    """True where the document says that other media types are refused."""
    return "415" in operation.responses


def _is_refused_as_data(exchange: Exchange) -> bool:
    return exchange.answer is not None and exchange.answer.status in (400, 422)


def _other_status(body: RequestBody, content_type: str, exchange: Exchange) -> Problem:
    """The document has a status of its own for this, and another one is answered."""
    status = status_line(exchange.status)
    message = f"a body of {content_type} is refused with {status}, though 415 is documented"
    place = keyword(body, "content")
    return Problem("unsupported-media-type", message, place, Severity.WARNING, cause="not 415", is_general=True)


def _problem(body: RequestBody, operation: Operation, content_type: str | None, exchange: Exchange) -> Problem:
    """A warning where nothing is said of a refusal, and for a body without Content-Type, which a server may examine
    (RFC 9110 section 8.3)."""
    status = status_line(exchange.status)
    what = f"a body of {content_type}" if content_type is not None else "a body without Content-Type"
    message = f"{what} is accepted with {status}, though only {', '.join(body.content)} is offered"
    is_error = content_type is not None and _is_strict(operation)
    severity = Severity.ERROR if is_error else Severity.WARNING
    place, cause = keyword(body, "content"), f"{content_type} for {', '.join(body.content)}"
    return Problem("unsupported-media-type", message, place, severity, cause=cause, is_general=True)
