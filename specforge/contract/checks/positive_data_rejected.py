"""Check: what the document allows is accepted at its edges too, and nothing unusual makes the implementation fail."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.conformance.alike import alike
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.probing.allowance import Allowance
from specforge.contract.probing.anchors import Anchor
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.probing.unreadable import unreadable
from specforge.contract.probing.variations import Variation, Variations, renewed
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line

RULE = "positive-data-rejected"
_HELP = "tighten the schema until it says what the server wants, or accept the request"

_MOST = 50
_MOST_HITS = 8
# What data is refused with. Others say that something is not there, or in the wrong state.
_REFUSED = (400, 422)


@sends(RULE, stage=Stage.WRITE, order=60)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A request that the document allows is refused."""
    anchor = tester.anchor(operation) if operation.method.lower() != "delete" else None
    if anchor is None:
        return
    found: set[Place] = set()
    allowance = Allowance(_MOST)
    for variation in Variations(anchor.draft, tester, RequestJudge(tester.checker)).edges():
        if not allowance.goes_on or len(found) >= _MOST_HITS:
            return
        if variation.is_stated and variation.keyword in found:
            continue
        exchange = tester.ask(renewed(variation, anchor.draft, tester.renewed(anchor)))
        allowance.spend(exchange)
        if variation.is_stated and _is_refused(operation, exchange) and _is_still_accepted(anchor, tester):
            found.add(variation.keyword)
            yield Hit(_problem(variation, exchange), exchange)
    for draft in unreadable(tester.renewed(anchor), tester.checker):
        if allowance.goes_on:
            allowance.spend(tester.ask(draft, Purpose.PROBE))


def _is_refused(operation: Operation, exchange: Exchange) -> bool:
    """True for a documented refusal; one that is not documented is a problem of its own and not told twice."""
    status = exchange.status
    return status in _REFUSED and operation.response_for(status) is not None


def _is_still_accepted(anchor: Anchor, tester: Tester) -> bool:
    """Else it is not the value that is refused."""
    return tester.ask(tester.renewed(anchor)).is_accepted


def _problem(variation: Variation, exchange: Exchange) -> Problem:
    status = status_line(exchange.status)
    message = f"a request that is valid by the document is refused with {status}: {variation.about}"
    cause = alike(variation.keyword)
    return Problem(RULE, message, variation.keyword, Severity.WARNING, _HELP, cause=cause, is_general=bool(cause))
