"""What a test demands of the answer, by what the document says: lines of Python for each rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from specforge.contract.problem import Problem
from specforge.contract.proofs.literals import collection
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange

_BY_DOCUMENT = ("response-schema", "response-header", "response-body", "content-type", "missing-header")
_TOLD = ", response.text"


@dataclass(frozen=True, slots=True)
class Claim:
    """What has to be true: the document says so about ``operation``, and ``exchange`` shows that it is not."""

    problem: Problem
    operation: Operation | None
    exchange: Exchange

    @property
    def is_judged_by_document(self) -> bool:
        """True where a few lines cannot say what the document demands, or not whatever the status is: another state of
        the server may bring another answer."""
        return self.problem.rule in _BY_DOCUMENT


def assertion(claim: Claim) -> list[str] | None:
    """The last lines of the test; None for what no single answer shows."""
    if claim.is_judged_by_document:
        return _of_document(claim)
    lines = _BY_RULE.get(claim.problem.rule)
    return lines(claim) if lines is not None else None


def _of_document(claim: Claim) -> list[str]:
    return [
        "    found = [",
        "        finding.message",
        "        for finding in contract.findings",
        "        if finding.place.pointer == POINTER",
        "    ]",
        "    assert not found, found",
    ]


def _no_server_error(_: Claim) -> list[str]:
    return [f"    assert response.status_code < 500{_TOLD}"]


def _documented_status(claim: Claim) -> list[str]:
    statuses = list(claim.operation.responses) if claim.operation else []
    exact = [status for status in statuses if status.isdecimal()]
    ranges = [status[0] for status in statuses if status[1:] == "XX"]
    lines = [collection("documented", exact)] if exact else []
    conditions = ["response.status_code in documented"] if exact else []
    if ranges:
        lines.append(collection("ranges", ranges))
        conditions.append("response.status_code // 100 in ranges")
    return [*lines, f"    assert {' or '.join(conditions)}{_TOLD}"] if lines else []


def _refused(_: Claim) -> list[str]:
    return [f"    assert 400 <= response.status_code < 500{_TOLD}"]


def _taken(_: Claim) -> list[str]:
    return [f"    assert response.status_code < 400{_TOLD}"]


def _credentials_wanted(_: Claim) -> list[str]:
    return [f"    assert response.status_code in {{401, 403}}{_TOLD}"]


def _method_not_allowed(_: Claim) -> list[str]:
    return [f"    assert response.status_code == 405{_TOLD}", '    assert "Allow" in response.headers']


_BY_RULE: dict[str, Callable[[Claim], list[str]]] = {
    "server-error": _no_server_error,
    "status-code": _documented_status,
    "negative-data-accepted": _refused,
    "positive-data-rejected": _taken,
    "auth-ignored": _credentials_wanted,
    "unsupported-method": _method_not_allowed,
}
