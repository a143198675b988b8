"""Check: a body that is no JSON is refused."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange, SentRequest
from specforge.findings.show import status_line
from specforge.values.mediatypes import is_json

# More levels than parsers take that go down into each: few enough to be shown in a report.
_DEEP = 1500


@sends("malformed-body", stage=Stage.REFUSED, order=30)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A body that is no JSON is accepted, or makes the service fail."""
    draft = tester.draft(operation)
    if draft is None or draft.media is None or not is_json(draft.media.name):
        return
    request = tester.write(draft)
    for what, body in _broken(request.body or b"{}"):
        exchange = tester.send(_with(request, body), operation, Purpose.INVALID)
        if exchange.is_accepted:
            message, place = _told(what, exchange), draft.media.place
            yield Hit(Problem("malformed-body", message, place, cause=what, is_general=True), exchange)
            break
    # What is nested this deeply may be refused in any way: only a service that fails is wrong.
    tester.send(_with(request, b"[" * _DEEP + b"]" * _DEEP), operation, Purpose.PROBE)


def _broken(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Bodies that are no JSON (RFC 8259), and what they are."""
    yield "a JSON body that is cut off", body[: max(len(body) // 2, 1)]
    yield "a JSON body without its last character", body[:-1] or b"{"
    yield "a JSON body with something behind its end", body + b"}"
    yield "a body that is no JSON", b"hello"
    yield "a JSON body that is no UTF-8", _unreadable(body)
    yield "a JSON body with a NUL byte behind its end", body + b"\x00"


def _unreadable(body: bytes) -> bytes:
    """With a byte that no UTF-8 has, inside of a text where there is one."""
    position = body.find(b'":"')
    position = position + 3 if position >= 0 else body.find(b'"') + 1
    return body[:position] + b"\xff" + body[position:]


def _with(request: SentRequest, body: bytes) -> SentRequest:
    return SentRequest(request.method, request.url, request.headers, body)


def _told(what: str, exchange: Exchange) -> str:
    assert exchange.answer is not None
    return f"{what} is accepted with {status_line(exchange.answer.status)}"
