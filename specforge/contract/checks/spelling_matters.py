"""Check: what HTTP calls the same, the service takes for the same, however it is spelled."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.compare import lasting
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import SentRequest
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.requests import Draft


@sends("spelling-matters", stage=Stage.READ, order=35, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """The same request is answered in another way when it is spelled in another way."""
    anchor = tester.anchor(operation) if operation.method.lower() == "get" else None
    if anchor is None:
        return
    for parameter, _ in anchor.draft.parameters:
        if parameter.location in ("path", "header"):
            yield from confirmed(_look, parameter, anchor.draft, tester)


def _look(parameter: Parameter, draft: Draft, tester: Tester) -> Iterator[Hit]:
    request = tester.write(draft)
    spelled = _encoded(request, parameter, draft) if parameter.location == "path" else _renamed(request, parameter)
    if spelled is None:
        return
    usual, again = tester.send(request, draft.operation), tester.send(request, draft.operation)
    other = tester.send(spelled[1], draft.operation)
    if not (usual.is_accepted and again.is_accepted) or other.answer is None:
        return
    if not other.is_accepted:
        said = f"is answered with {status_line(other.answer.status)}"
    elif lasting(usual, again, other):
        said = "is answered with something else"
    else:
        return
    message = f"{spelled[0]} {said}"
    # How paths are decoded, and headers found, is the same everywhere as a rule.
    place, cause = parameter.place, parameter.location
    problem = Problem("spelling-matters", message, place, Severity.WARNING, cause=cause, is_general=True)
    yield Hit(problem, other, (usual,))


def _encoded(request: SentRequest, parameter: Parameter, draft: Draft) -> tuple[str, SentRequest] | None:
    """A letter or a digit of the value may be percent-encoded (RFC 3986 section 6.2.2.2)."""
    text = str(draft.value_of(parameter))
    if not text or not text[0].isalnum() or not text.isascii():
        return None
    code = f"%{ord(text[0]):02X}"
    marked = draft.with_parameter(parameter, "specforge-mark").target()[0]
    before = marked.partition("specforge-mark")[0]
    at = request.url.find(f"{before}{text[0]}")
    if at < 0 or "specforge-mark" not in marked:
        return None
    start = at + len(before)
    url = f"{request.url[:start]}{code}{request.url[start + 1 :]}"
    return f"{parameter.name} with {code} for {text[0]!r}", SentRequest(request.method, url, request.headers)


def _renamed(request: SentRequest, parameter: Parameter) -> tuple[str, SentRequest] | None:
    """Names of headers are compared without case (RFC 9110 section 5.1)."""
    name = parameter.name.upper() if parameter.name != parameter.name.upper() else parameter.name.lower()
    headers = {name if key.lower() == name.lower() else key: value for key, value in request.headers.items()}
    return f"the header {parameter.name}, written as {name}", SentRequest(request.method, request.url, headers)
