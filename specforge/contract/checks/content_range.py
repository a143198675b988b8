"""Check: a part of a resource that is asked for by ``Range`` is that part (RFC 9110 section 14)."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.compare import media_type
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.requests import Draft
from specforge.values.resources.bodies import answers_bytes

_PART, _BEYOND = "206", "416"
# Of less, there is no part in the middle.
_SHORTEST = 3


@sends("content-range", stage=Stage.READ, order=61, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A range of bytes is answered with others."""
    is_read = operation.method.lower() == "get" and _PART in operation.responses
    anchor = tester.anchor(operation) if is_read else None
    if anchor is not None and _is_of_bytes(anchor.exchange, operation):
        yield from confirmed(_look, anchor.draft, tester)


def _is_of_bytes(exchange: Exchange, operation: Operation) -> bool:
    """True where a part is one of bytes: some services answer with a part of a list, or count in other units."""
    answer = exchange.answer
    if answer is None or answer.status != 200 or answer.truncated or len(answer.body) < _SHORTEST:
        return False
    said = answer.header("accept-ranges")
    return answers_bytes(operation) if said is None else said.strip().lower() == "bytes"


def _look(draft: Draft, tester: Tester) -> Iterator[Hit]:
    whole = tester.ask(draft, headers={"Range": None})
    data = whole.answer.body if whole.answer is not None and whole.is_accepted else b""
    if len(data) < _SHORTEST:
        return
    end = len(data) - 1
    for text, first, last in ((f"1-{end - 1}", 1, end - 1), ("1-", 1, end), ("-2", end - 1, end)):
        exchange = tester.ask(draft, Purpose.PROBE, headers={"Range": f"bytes={text}"})
        for message in _wrong(exchange, data, first, last):
            yield _hit(draft.operation, _PART, f"Range: bytes={text}: {message}", exchange, whole)
            return
    yield from _beyond(draft, tester, whole, len(data))


def _wrong(exchange: Exchange, data: bytes, first: int, last: int) -> Iterator[str]:
    """What is wrong with a part. That a server takes no notice of a range is its right."""
    answer = exchange.answer
    if answer is None or answer.status != 206 or media_type(exchange) == "multipart/byteranges":
        return
    said = answer.header("content-range")
    wanted = f"bytes {first}-{last}/"
    if said is None:
        yield "the part has no Content-Range"
    elif said.strip() not in (f"{wanted}{len(data)}", f"{wanted}*"):
        yield f"Content-Range is {said[:40]}, not {wanted}{len(data)}"
    elif answer.body != data[first : last + 1]:
        yield f"the part is {len(answer.body)} bytes that are not those of {wanted}{len(data)}"


def _beyond(draft: Draft, tester: Tester, whole: Exchange, size: int) -> Iterator[Hit]:
    """What begins after the end."""
    exchange = tester.ask(draft, Purpose.PROBE, headers={"Range": f"bytes={size}-"})
    answer = exchange.answer
    said = answer.header("content-range") if answer is not None else None
    if answer is not None and answer.status == 206:
        message = f"Range: bytes={size}-: 206 Partial Content, though there are {size} bytes (416 is wanted)"
        yield _hit(draft.operation, _PART, message, exchange, whole)
    elif answer is not None and answer.status == 416 and said is not None and said.strip() != f"bytes */{size}":
        message = f"Range: bytes={size}-: Content-Range is {said[:40]}, not bytes */{size}"
        yield _hit(draft.operation, _BEYOND, message, exchange, whole)


def _hit(operation: Operation, status: str, message: str, exchange: Exchange, whole: Exchange) -> Hit:
    problem = Problem("content-range", message, _place(operation, status), Severity.ERROR, cause=status)
    return Hit(problem, exchange, (whole,))


def _place(operation: Operation, status: str) -> Place:
    node = operation.node.at("responses", status)
    return node.key_place if node is not None else operation.node.key_place
