"""undescribed-refusal: an operation that must refuse some requests and has no response for it."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.lint.about.statuses import responses_of
from specforge.lint.rule import Context, Problem, rule

_STRANGERS = (401,)
_INVALID = (400, 415, 422)
_IGNORED = frozenset({"accept", "content-type", "authorization"})


@rule("undescribed-refusal", on="Operation", when="responses", severity=Severity.INFO)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has no response for requests that it has to refuse."""
    responses = responses_of(operation)
    if responses is None:
        return
    gaps = []
    if _asks_for_credentials(operation, context) and not _describes(operation, _STRANGERS):
        gaps.append("missing credentials (401)")
    if _takes_input(operation) and not _describes(operation, _INVALID):
        gaps.append("invalid requests (400 or 422)")
    if gaps:
        yield Problem(f"no response for {' and for '.join(gaps)}", responses.key_place)


def _describes(operation: Operation, statuses: tuple[int, ...]) -> bool:
    return any(operation.response_for(status) is not None for status in statuses)


def _asks_for_credentials(operation: Operation, context: Context) -> bool:
    """True when no alternative does without them."""
    known = context.document.security_schemes
    alternatives = [[name for name in requirement.schemes if name in known] for requirement in operation.security]
    return bool(alternatives) and all(alternatives)


def _takes_input(operation: Operation) -> bool:
    """True when something about a request can be wrong."""
    if operation.request_body is not None:
        return True
    return any(
        parameter.location != "header" or parameter.name.lower() not in _IGNORED for parameter in operation.parameters
    )
