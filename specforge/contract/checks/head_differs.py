"""Check: HEAD answers as GET does, without the body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.compare import media_type
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Answer, Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line

# How many operations are asked where the document does not have HEAD for them.
_MOST = 5
# What servers say that have no HEAD.
_NONE = (404, 405, 501)


@sends("head-differs", stage=Stage.READ, order=60, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """HEAD does not answer as GET does."""
    anchor = tester.anchor(operation) if operation.method.lower() == "get" else None
    if anchor is None:
        return
    head = next((each for each in tester.document.operations if _is_head_of(each, operation)), None)
    if head is not None or tester.is_rare("head", _MOST):
        # What an answer says by itself need not be asked for again: it is only where HEAD says something else.
        known = anchor.exchange
        if any(True for _ in _differences(known, _head(known, operation, tester), is_documented=head is not None)):
            yield from confirmed(_look, operation, tester, head)


def _is_head_of(operation: Operation, other: Operation) -> bool:
    return operation.method.lower() == "head" and operation.path == other.path


def _head(known: Exchange, operation: Operation, tester: Tester) -> Exchange:
    return tester.send(replace(known.request, method="HEAD"), operation, Purpose.PROBE)


def _look(operation: Operation, tester: Tester, head: Operation | None) -> Iterator[Hit]:
    anchor = tester.anchor(operation)
    assert anchor is not None
    before = tester.ask(anchor.draft)
    exchange = _head(before, operation, tester)
    after = tester.ask(anchor.draft)
    if not (before.is_accepted and after.is_accepted):
        return
    said = set(_differences(after, exchange, is_documented=head is not None))
    for cause, message in _differences(before, exchange, is_documented=head is not None):
        if (cause, message) in said:
            level = Severity.ERROR if head is not None else Severity.WARNING
            place = (head or operation).node.key_place
            yield Hit(Problem("head-differs", message, place, level, cause=cause, is_general=True), exchange, (before,))


def _differences(got: Exchange, exchange: Exchange, *, is_documented: bool) -> Iterator[tuple[str, str]]:
    """What HEAD says otherwise, each with a word for it."""
    answer, whole = exchange.answer, got.answer
    if answer is None or whole is None or answer.status == 429 or answer.status >= 500:
        return
    if answer.status != whole.status:
        is_there = is_documented or answer.status not in _NONE
        if is_there and (exchange.is_accepted or is_documented):
            yield "status", f"HEAD is answered with {status_line(answer.status)}, and GET with {whole.status}"
        return
    if answer.body:
        yield "body", "the answer to HEAD has a body, which a client takes for its next answer"
    if media_type(exchange) not in ("", media_type(got)):
        yield "type", f"HEAD says that the content is {media_type(exchange)}, and GET that it is {media_type(got)}"
    length = answer.header("content-length")
    if length is not None and length != _length(whole):
        yield "length", f"HEAD says that the Content-Length is {length}, and GET answers with {_length(whole)}"


def _length(answer: Answer) -> str:
    return str(len(answer.body))
