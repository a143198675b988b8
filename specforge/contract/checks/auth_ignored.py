"""Check: what is protected by the document answers to nobody without credentials."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.tester import NOBODY, Purpose, Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.show import status_line

_SHOWN = frozenset({"apiKey", "basic", "http", "oauth2", "openIdConnect"})


@sends("auth-ignored", stage=Stage.REFUSED, order=5)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A protected operation serves requests without credentials."""
    draft = tester.draft(operation) if is_protected(operation) else None
    if draft is None:
        return
    # What exists already would be refused for another reason.
    exchange = tester.ask(tester.varied(draft, operation), Purpose.INVALID, identity=NOBODY)
    if exchange.is_accepted and exchange.answer is not None:
        message = f"{status_line(exchange.answer.status)} in answer to a request without credentials"
        yield Hit(Problem("auth-ignored", message, operation.security[0].place), exchange)


def is_protected(operation: Operation) -> bool:
    """True where every way in needs credentials (OpenAPI "Security Requirement Object") that a request can show.

    Nobody can know what a scheme asks for that is not described, or whose description cannot be found; certificates of
    clients (``mutualTLS``) are no part of a request.
    """
    known = operation.document.security_schemes
    shown = {name for name, scheme in known.items() if scheme.type in _SHOWN}
    return bool(operation.security) and all(shown & set(requirement.schemes) for requirement in operation.security)
