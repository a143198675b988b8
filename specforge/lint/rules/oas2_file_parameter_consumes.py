"""oas2-file-parameter-consumes: a file parameter in an operation that takes no forms."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation
from specforge.document.view import strings
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


@rule(
    "oas2-file-parameter-consumes",
    on="AnyOperation",
    severity=Severity.ERROR,
    structural=True,
    versions=("2.0",),
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation takes a file but does not consume forms."""
    parameters = (*operation.path_item.parameters, *operation.own_parameters)
    has_file = any(p.location == "formData" and p.get("type") == "file" for p in parameters)
    if not has_file:
        return
    own = operation.get("consumes")
    consumes = strings(own if own is not None else context.document.node.value.get("consumes"))
    if not any(name.split(";")[0].strip().lower() in _FORMS for name in consumes):
        place = operation.place.child("consumes", key=True) if own is not None else operation.node.key_place
        message = f"a file parameter needs `consumes` with {_FORMS[0]} or {_FORMS[1]}"
        yield Problem(message, place, help=f"add `consumes: [{_FORMS[0]}]`")
