"""oas2-operation-formData-consume-check: form fields in an operation that takes no forms."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation, Parameter
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@rule(
    "oas2-operation-formData-consume-check",
    on="AnyOperation",
    severity=Severity.WARNING,
    origin="spectral:oas",
    versions=("2.0",),
)
def check(operation: Operation, context: Context) -> Iterator[Problem]:
    """An operation has form fields, but does not consume forms."""
    # What the document consumes is a default for operations of all kinds: it says nothing of this one.
    consumes = operation.node.at("consumes")
    if consumes is None or not isinstance(consumes.value, list) or not _has_form_field(operation.node):
        return
    if not any(isinstance(name, str) and form in name for name in consumes.value for form in _FORMS):
        yield Problem(
            "the operation has form fields, but `consumes` names no media type of forms",
            operation.node.key_place,
            help=f"add `{_FORMS[0]}` or, for files, `{_FORMS[1]}`",
        )


def _has_form_field(operation: Node) -> bool:
    parameters = operation.at("parameters")
    entries = parameters.elements() if parameters else ()
    return any(Parameter.of(entry).location == "formData" for entry in entries)
