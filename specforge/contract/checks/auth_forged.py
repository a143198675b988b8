"""Check: credentials that only look like good ones open nothing."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.checks.auth_ignored import is_protected
from specforge.contract.given import with_query
from specforge.contract.probing.credentials import Forgery, forged, garbled, schemes_of, wrong
from specforge.contract.probing.tester import NOBODY, Purpose, Tester, with_headers
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange, SentRequest
from specforge.findings.show import status_line
from specforge.values.requests import Draft

# Operations with which everything is tried, for each scheme: who looks at credentials is the same for all, as a rule.
_MOST = 3


@sends("auth-forged", stage=Stage.REFUSED, order=30, needs=("credentials",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A protected operation serves requests with credentials that are not valid."""
    draft = tester.draft(operation) if is_protected(operation) else None
    if draft is None:
        return
    for scheme in schemes_of(tester.document, operation):
        tried = list(wrong(scheme))
        if tester.is_rare(f"forged {scheme.place.pointer}", _MOST):
            tried += forged(scheme, tester.headers(), tester.keys(operation))
            for forgery in garbled(scheme):
                _ask(forgery, tester.varied(draft, operation), tester)
        for forgery in tried:
            exchange = _ask(forgery, tester.varied(draft, operation), tester)
            if exchange.is_accepted and exchange.answer is not None:
                message = f"{status_line(exchange.answer.status)} in answer to a request with {forgery.what}"
                yield Hit(Problem("auth-ignored", message, operation.security[0].place), exchange)
                break


def _ask(forgery: Forgery, draft: Draft, tester: Tester) -> Exchange:
    request = with_headers(tester.write(draft, NOBODY), forgery.headers)
    url = with_query(request.url, forgery.query)
    request = SentRequest(request.method, url, request.headers, request.body)
    return tester.send(request, draft.operation, Purpose.INVALID)
