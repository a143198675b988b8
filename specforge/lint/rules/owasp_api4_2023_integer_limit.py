"""owasp:api4:2023-integer-limit: integers of any size."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.owasp import TYPED, has_any, of_type
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api4:2023-integer-limit",
    on=TYPED,
    when="type",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=("3.1", "3.2"),
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """An integer has no lower or no upper limit."""
    for schema in of_type(view, "integer", context):
        has_lower = has_any(schema, "minimum", "exclusiveMinimum")
        has_upper = has_any(schema, "maximum", "exclusiveMaximum")
        if not (has_lower and has_upper) and not has_any(schema, "enum", "const"):
            yield Problem("the integer is not limited by both `minimum` and `maximum`", schema.place)
