"""owasp:api3:2023-constrained-additionalProperties: maps that may grow without end."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.owasp import TYPED, of_type
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api3:2023-constrained-additionalProperties",
    on=TYPED,
    when="type",
    severity=Severity.WARNING,
    origin="spectral:owasp",
    default=False,
    versions=("3.0",),
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A map has no limit for the number of its entries."""
    for schema in of_type(view, "object", context):
        if isinstance(schema.get("additionalProperties"), dict) and "maxProperties" not in schema.raw:
            yield Problem("the object takes any number of further properties: it has no `maxProperties`", schema.place)
