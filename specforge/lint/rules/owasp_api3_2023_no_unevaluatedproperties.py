"""owasp:api3:2023-no-unevaluatedProperties: objects that take whatever comes."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.owasp import TYPED, of_type
from specforge.lint.about.presence import says_something
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api3:2023-no-unevaluatedProperties",
    on=TYPED,
    when="type",
    severity=Severity.WARNING,
    origin="spectral:owasp",
    default=False,
    versions=("3.1", "3.2"),
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """An object allows properties that nobody has described."""
    for schema in of_type(view, "object", context):
        if says_something(schema.get("unevaluatedProperties")):
            message = "the object allows properties that nobody has described"
            yield Problem(message, schema.place.child("unevaluatedProperties"))
