"""Check: an answer with 401 says how to authenticate."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Tools, looks
from specforge.contract.events import Case
from specforge.contract.mocked import lacks
from specforge.contract.probing.credentials import schemes_of
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Response
from specforge.findings.model import Severity

_HTTP = ("http", "oauth2", "openIdConnect")


@looks("www-authenticate")
def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
    """An answer with 401 does not say how to authenticate."""
    answer = case.exchange.answer
    if answer is None or answer.status != 401 or answer.header("www-authenticate") or lacks(case.exchange, {"meaning"}):
        return
    if not any(scheme.type in _HTTP for scheme in schemes_of(tools.document, operation)):
        return
    response = operation.response_for(401)
    if response is None or _is_promised(response):
        return
    message = "401 Unauthorized has no WWW-Authenticate header (RFC 9110 section 11.6.1)"
    place = (response.reference or response.node).key_place
    yield Problem("www-authenticate", message, place, Severity.WARNING, is_general=True)


def _is_promised(response: Response) -> bool:
    """True where the document demands the header: then whoever judges answers by the document misses it."""
    return any(name.lower() == "www-authenticate" and header.required for name, header in response.headers.items())
