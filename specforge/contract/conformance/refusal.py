"""Refusals that the document has no status for: there, no implementation can answer with a documented one.

They are no breach of the contract but a gap in it, which ``specforge lint`` reports (rule ``undescribed-refusal``).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from specforge.contract.conformance.faults import RequestJudge
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange

REFUSES_DATA = frozenset({400, 413, 414, 415, 422, 431})
"""What data is refused with. Others say that something is not there, in the wrong state, or changed meanwhile."""

# What data that breaks the contract is refused with.
_DATA = (400, 415, 422)
_MOVED = (301, 302, 307, 308)


def is_undescribed(operation: Operation, exchange: Exchange, requests: RequestJudge) -> bool:
    """True for an answer that refuses what has to be refused, where the document describes no such refusal."""
    status = exchange.status
    if _is_about_a_slash(exchange):
        return bool(requests.judge(operation, exchange.request).faults)
    if status == 401:
        return bool(operation.security) and not _describes(operation, (401,))
    if status == 403:
        return bool(operation.security) and not _describes(operation, (401, 403))
    if status not in _DATA or _describes(operation, _DATA):
        return False
    verdict = requests.judge(operation, exchange.request)
    return bool(verdict.faults) or not verdict.certain


def _is_about_a_slash(exchange: Exchange) -> bool:
    """True for the redirect from ``/a/`` to ``/a`` or back: routers answer so to what they have no route for."""
    location = exchange.answer.header("location") if exchange.answer is not None else None
    if exchange.answer is None or exchange.answer.status not in _MOVED or location is None:
        return False
    path = urlsplit(location).path
    return path != exchange.request.path and path.rstrip("/") == exchange.request.path.rstrip("/")


def _describes(operation: Operation, statuses: tuple[int, ...]) -> bool:
    return any(operation.response_for(status) is not None for status in statuses)
