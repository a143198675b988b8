"""Invalid data that got through: the keyword that nobody enforces, and how bad that is."""

from __future__ import annotations

from specforge.contract.conformance.alike import alike, value_at
from specforge.contract.conformance.faults import Fault
from specforge.contract.problem import Problem
from specforge.document.place import Place
from specforge.document.versions import Version
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line

RULE = "negative-data-accepted"

# What OpenAPI 3.0 defines itself ("Data Types"), "in fine detail"; all other formats are hints there. Since 3.1 all are
# annotations.
_DEFINED = frozenset({"int32", "int64", "date", "date-time", "byte"})


def accepted(fault: Fault, exchange: Exchange, version: Version, *, is_lenient: bool = False) -> Problem:
    """The problem of a request with a fault that was carried out. ``is_lenient``: many implementations take it on
    purpose."""
    status = exchange.status
    part = f"{fault.location} parameter {fault.name}" if fault.name else "body"
    message = f"invalid {part} accepted with {status_line(status)}: {fault.message}"
    if fault.message.startswith("the required "):
        message = f"a request is accepted with {status_line(status)} although {fault.message}"
    # 202 is noncommittal on purpose (RFC 9110 section 15.3.3): the refusal may still come.
    is_mild = is_lenient or status == 202 or is_annotation(fault.place, version) or _is_empty_field(fault, exchange)
    severity = Severity.WARNING if is_mild else Severity.ERROR
    cause = _cause(fault)
    return Problem(RULE, message, fault.place, severity, cause=cause, is_general=bool(cause))


def _cause(fault: Fault) -> str:
    """What is the same wherever it shows. Who looks for members that nobody knows does so everywhere, and who does not,
    nowhere."""
    keyword = fault.place.tokens[-1] if fault.place.tokens else ""
    is_unknown_member = keyword in ("additionalProperties", "unevaluatedProperties")
    return keyword if is_unknown_member else alike(fault.place) if fault.name else ""


def _is_empty_field(fault: Fault, exchange: Exchange) -> bool:
    """A header without a value is as good as absent to most servers."""
    value = exchange.request.header(fault.name) if fault.location == "header" else None
    return value is not None and not value.strip()


def is_annotation(place: Place, version: Version) -> bool:
    """True for a ``format`` that the document's version does not make a promise of."""
    if place.tokens[-1:] != ("format",) or version.has_json_schema:
        return place.tokens[-1:] == ("format",)
    value = value_at(place, place.tokens)
    return value is not None and value not in _DEFINED
