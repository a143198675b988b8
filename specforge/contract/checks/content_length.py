"""Check: an answer has as much body as it says, and none where there is none."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Tools, looks
from specforge.contract.events import Case
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Answer

_BODILESS = (204, 205, 304)
# With these, the length is that of something else than what was read.
_ENCODINGS = ("content-encoding", "transfer-encoding")


@looks("content-length")
def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
    """An answer has more or less body than it says."""
    answer = case.exchange.answer
    if answer is None or answer.truncated or case.exchange.request.method.upper() == "HEAD":
        return
    said = _wrong(answer)
    if said:
        response = operation.response_for(answer.status)
        place = response.place if response is not None else operation.node.key_place
        yield Problem("content-length", said, place, cause=said.partition(":")[0], is_general=True)


def _wrong(answer: Answer) -> str:
    if answer.status == 204 and (answer.header("content-length") or "0").strip() != "0":
        return "an answer with 204 has no Content-Length (RFC 9110 section 8.6), and no body"
    if answer.status in _BODILESS:
        size = len(answer.body)
        return f"an answer with {answer.status} has no body (RFC 9110 section 6.4.1): there are {size} bytes" * (
            size > 0
        )
    stated = answer.header("content-length")
    if stated is None or any(answer.header(name) for name in _ENCODINGS):
        return ""
    if not stated.isdecimal():
        return f"Content-Length is no number: {stated[:40]}"
    is_right = int(stated) == len(answer.body)
    return "" if is_right else f"Content-Length is not that of the body: {stated} instead of {len(answer.body)}"
