"""Check: a request that is accepted is refused as soon as one keyword of the document is broken."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.conformance.accepted import accepted
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.probing.allowance import Allowance
from specforge.contract.probing.anchors import Anchor
from specforge.contract.probing.own import own
from specforge.contract.probing.reply import is_carried_out
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.probing.variations import Broken, Variations, renewed
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.values.requests import Draft

# Requests for one operation: with one that is accepted to start from, and without, when most will be refused anyway.
_MOST = 90
_MOST_BLIND = 15
_MOST_OWN = 30
# More of them say no more: nothing is checked.
_MOST_HITS = 12


@sends("negative-data-accepted", stage=Stage.REFUSED, order=10)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A request that the document does not allow is carried out."""
    # What deletes is asked with ids that cannot exist, and about things that are made for it.
    is_deleting = operation.method.lower() == "delete"
    if is_deleting:
        yield from _deleting(operation, tester)
    anchor = None if is_deleting else tester.anchor(operation)
    draft = anchor.draft if anchor is not None else tester.draft(operation)
    if draft is None:
        return
    # By place: whether only what many take on purpose was taken.
    found: dict[Place, bool] = {}
    allowance = Allowance(_MOST if anchor is not None else _MOST_BLIND, tester.share)
    for broken in Variations(draft, tester, RequestJudge(tester.checker)).broken(with_body=not is_deleting):
        is_lenient = broken.variation.is_lenient
        is_known = broken.fault.place in found and (is_lenient or not found[broken.fault.place])
        if is_known or (is_deleting and broken.fault.location != "path"):
            continue
        if not allowance.goes_on or len(found) >= _MOST_HITS:
            return
        exchange = tester.ask(_ready(broken, anchor, tester), Purpose.INVALID)
        allowance.spend(exchange)
        if is_carried_out(exchange, anchor.exchange if anchor is not None else None):
            found[broken.fault.place] = is_lenient
            version = operation.node.resolver.version
            yield Hit(accepted(broken.fault, exchange, version, is_lenient=is_lenient), exchange)


def _deleting(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """All but the path, each about a thing that was made for it."""
    made = own(operation, tester)
    found: set[Place] = set()
    allowance = Allowance(_MOST_OWN if made is not None else 0, tester.share)
    for broken in Variations(made.draft, tester, RequestJudge(tester.checker)).broken() if made is not None else ():
        if broken.fault.location == "path" or broken.fault.place in found or made is None:
            continue
        if not allowance.goes_on or len(found) >= _MOST_HITS:
            return
        exchange = tester.ask(made.present(broken.variation.draft), Purpose.INVALID)
        allowance.spend(exchange)
        if is_carried_out(exchange):
            found.add(broken.fault.place)
            version, is_lenient = operation.node.resolver.version, broken.variation.is_lenient
            yield Hit(accepted(broken.fault, exchange, version, is_lenient=is_lenient), exchange, (made.thing.made,))
            if not made.renewed():
                return


def _ready(broken: Broken, anchor: Anchor | None, tester: Tester) -> Draft:
    """The request as it could be accepted: what may exist once only is new."""
    if anchor is None:
        return broken.variation.draft
    return renewed(broken.variation, anchor.draft, tester.renewed(anchor))
